/** What the index reads of a Patient resource: enough to link and to name, nothing clinical. */
import type { Patient } from 'fhir/r4.js';
import { type NhsNumber, nhsNumberFlaw, parseNhsNumber } from '#kernel/nhs-number.ts';

export const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
const verificationExtension =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus';

export interface LocalIdentifier {
  readonly authority: string;
  readonly value: string;
}

export interface Demographics {
  readonly nhsNumber: NhsNumber | undefined;
  /** Rule that the number sent breaks: it is kept in the resource and never matched on. */
  readonly nhsNumberFlaw: string | undefined;
  /** NHS NUMBER STATUS INDICATOR CODE, 01 to 08, where the source said. */
  readonly nhsNumberStatus: string | undefined;
  /** YYYY-MM-DD, only when complete. */
  readonly birthDate: string | undefined;
  readonly gender: string | undefined;
  readonly isDeceased: boolean;
  readonly deceasedMs: number | undefined;
  readonly isRestricted: boolean;
  readonly displayFamily: string;
  readonly displayGiven: string;
  readonly displayTitle: string;
  /** Normalised; the usual name first, then previous ones and aliases. */
  readonly familyNames: readonly string[];
  readonly givenNames: readonly string[];
  readonly postcode: string | undefined;
  readonly localIdentifiers: readonly LocalIdentifier[];
}

/** Lower case without marks, apostrophes, hyphens and spaces: for comparing, never for showing. */
export function normaliseName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names.map(normaliseName).filter((name) => name !== ''))];
}

type Name = NonNullable<Patient['name']>[number];

function usualName(names: readonly Name[]): Name | undefined {
  const current = names.filter((name) => name.use !== 'old' && name.use !== 'maiden' && name.period?.end === undefined);
  return (
    current.find((name) => name.use === 'official') ??
    current.find((name) => name.use === 'usual') ??
    current.find((name) => name.use !== 'nickname') ??
    current[0] ??
    names[0]
  );
}

function nhsNumberOf(patient: Patient) {
  const identifier = patient.identifier?.find((candidate) => candidate.system === nhsNumberSystem);
  const text = identifier?.value;
  if (text === undefined) return { nhsNumber: undefined, nhsNumberFlaw: undefined, nhsNumberStatus: undefined };
  const status = identifier?.extension?.find((extension) => extension.url === verificationExtension);
  return {
    nhsNumber: parseNhsNumber(text),
    nhsNumberFlaw: nhsNumberFlaw(text),
    nhsNumberStatus: status?.valueCodeableConcept?.coding?.[0]?.code,
  };
}

function postcodeOf(patient: Patient): string | undefined {
  const home = patient.address?.find((address) => address.use === 'home') ?? patient.address?.[0];
  return home?.postalCode?.toUpperCase().replace(/\s+/g, '');
}

/** A restricted record (PDS `meta.security` R) is marked on the Patient itself. */
function isRestricted(patient: Patient): boolean {
  return (
    patient.meta?.security?.some(
      (security) =>
        security.system === 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality' &&
        (security.code === 'R' || security.code === 'V'),
    ) ?? false
  );
}

export function demographicsOf(patient: Patient): Demographics {
  const names = patient.name ?? [];
  const usual = usualName(names);
  const ordered = usual === undefined ? [] : [usual, ...names.filter((name) => name !== usual)];
  const deceased = patient.deceasedDateTime === undefined ? Number.NaN : Date.parse(patient.deceasedDateTime);
  return {
    ...nhsNumberOf(patient),
    birthDate: /^\d{4}-\d{2}-\d{2}$/.test(patient.birthDate ?? '') ? patient.birthDate : undefined,
    gender: patient.gender,
    isDeceased: patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined,
    deceasedMs: Number.isNaN(deceased) ? undefined : deceased,
    isRestricted: isRestricted(patient),
    displayFamily: usual?.family ?? usual?.text ?? '',
    displayGiven: (usual?.given ?? []).join(' '),
    displayTitle: (usual?.prefix ?? []).join(' '),
    familyNames: unique(ordered.flatMap((name) => (name.family === undefined ? [] : [name.family]))),
    givenNames: unique(ordered.flatMap((name) => name.given?.slice(0, 1) ?? [])),
    postcode: postcodeOf(patient),
    localIdentifiers: (patient.identifier ?? []).flatMap((identifier) =>
      identifier.value === undefined || identifier.system === nhsNumberSystem
        ? []
        : [{ authority: identifier.system ?? identifier.assigner?.display ?? '', value: identifier.value }],
    ),
  };
}
