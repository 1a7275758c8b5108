/** PID-3 and its elders: the numbers by which a source knows a patient, and the NHS number. */
import type { Identifier } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { CompositeIdentifier } from '#hl7v2/data-types/identifier.ts';
import { readCompositeIdentifier } from '#hl7v2/data-types/identifier.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { Value } from '#hl7v2/value.ts';
import type { Flaw } from '#kernel/fault.ts';
import { parseNhsNumber } from '#kernel/nhs-number.ts';
import { type LocalIdentifier, nhsNumberSystem } from '#patient-index';
import { authoritySystem } from './concept.ts';

const verificationUrl = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus';
const verificationSystem = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus';

/** NHS NUMBER STATUS INDICATOR CODE of the NHS Data Dictionary. */
const statusWords: Readonly<Record<string, string>> = {
  '01': 'Number present and verified',
  '02': 'Number present but not traced',
  '03': 'Trace required',
  '04': 'Trace attempted - no match or multiple match found',
  '05': 'Trace needs to be resolved - (NHS number or patient detail conflict)',
  '06': 'Trace in progress',
  '07': 'Number not present and trace not required',
  '08': 'Trace postponed (baby under six weeks old)',
};

/** Table 0203: numbers of a person's other papers, and of visits. They never name a source's patient record. */
const notOfTheRecord = new Set(['SS', 'DL', 'PPN', 'VN', 'AN', 'BC', 'NI', 'MC', 'MA', 'WC', 'ANON', 'ANC']);

export interface PatientIdentifiers {
  readonly identifiers: readonly Identifier[];
  /** The keys to the source's record, the most telling first. */
  readonly local: readonly LocalIdentifier[];
}

function isNhsNumber(identifier: CompositeIdentifier): boolean {
  const authority = identifier.assigningAuthority;
  if (identifier.typeCode === 'NH') return true;
  return (
    authority?.universalId === '2.16.840.1.113883.2.1.4.1' ||
    (authority?.namespace?.toUpperCase() === 'NHS' && parseNhsNumber(identifier.identifier) !== undefined)
  );
}

/** PID-32 (identity reliability code): `NSTS01` to `NSTS08`, or the two digits alone. */
function numberStatus(segment: Segment): string | undefined {
  for (const repetition of segment.field(32).repetitions()) {
    const [, status] = /^(?:NSTS)?(0[1-8])$/.exec(repetition.text()?.trim().toUpperCase() ?? '') ?? [];
    if (status !== undefined) return status;
  }
  return undefined;
}

function nhsIdentifier(value: string, status: string | undefined): Identifier {
  // An invalid number is kept as it was sent, so that the page can flag it; the index never matches on it.
  const number = parseNhsNumber(value) ?? value;
  if (status === undefined) return { system: nhsNumberSystem, value: number };
  const coding = [{ system: verificationSystem, code: status, display: statusWords[status] ?? status }];
  return {
    extension: [{ url: verificationUrl, valueCodeableConcept: { coding } }],
    system: nhsNumberSystem,
    value: number,
  };
}

function localIdentifier(identifier: CompositeIdentifier, source: Source, facility: string): Identifier {
  const authority = identifier.assigningAuthority;
  const namespace = authority?.namespace ?? authority?.universalId ?? facility;
  const type = identifier.typeCode;
  return {
    ...(type === undefined
      ? {}
      : { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: type.trim() }] } }),
    system: authoritySystem(source, namespace || source.code),
    value: identifier.identifier,
  };
}

/** Versions 2.1 and 2.2 put the hospital's number in PID-2 or PID-4 and left PID-3 to the receiver's own. */
function fieldOfRecord(segment: Segment): Value | undefined {
  return [3, 2, 4].map((number) => segment.field(number)).find((field) => field.hasContent);
}

/** Numbers beside those of the record are kept to be found and shown, and never name it. */
function withFurther(segment: Segment, own: readonly Identifier[], read: (field: Value) => Identifier[]): Identifier[] {
  const all = [...own, ...[2, 4].flatMap((number) => read(segment.field(number)))];
  return all.filter(({ value }, index) => index < own.length || all.findIndex((one) => one.value === value) === index);
}

export function readPatientIdentifiers(
  segment: Segment,
  given: { readonly source: Source; readonly facility: string; readonly flaws: Flaw[] },
): PatientIdentifiers {
  const read = (field: Value | undefined): CompositeIdentifier[] =>
    (field?.repetitions() ?? []).flatMap((repetition) => readCompositeIdentifier(repetition, given.flaws) ?? []);
  const sent = read(fieldOfRecord(segment));
  const status = numberStatus(segment);
  const national = sent.filter(isNhsNumber).map((identifier) => nhsIdentifier(identifier.identifier, status));
  const others = sent.filter((identifier) => !isNhsNumber(identifier));
  const ofRecord = others.filter(({ typeCode }) => !notOfTheRecord.has(typeCode?.toUpperCase() ?? ''));
  const asIdentifier = (identifier: CompositeIdentifier) => localIdentifier(identifier, given.source, given.facility);
  const keys = ofRecord.length > 0 ? ofRecord.map(asIdentifier) : national;
  return {
    identifiers: withFurther(segment, [...others.map(asIdentifier), ...national], (field) =>
      read(field).map((identifier) =>
        isNhsNumber(identifier) ? nhsIdentifier(identifier.identifier, status) : asIdentifier(identifier),
      ),
    ),
    local: keys.map((identifier) => ({ authority: identifier.system ?? '', value: identifier.value ?? '' })),
  };
}

/** MRG-1: the numbers that were merged away or changed; MRG-4 in versions 2.1 and 2.2. */
export function readPriorIdentifiers(
  segment: Segment,
  given: { readonly source: Source; readonly facility: string; readonly flaws: Flaw[] },
): LocalIdentifier[] {
  const field = segment.field(1).hasContent ? segment.field(1) : segment.field(4);
  return field
    .repetitions()
    .flatMap((repetition) => readCompositeIdentifier(repetition, given.flaws) ?? [])
    .filter((identifier) => !isNhsNumber(identifier))
    .map((identifier) => localIdentifier(identifier, given.source, given.facility))
    .map((identifier) => ({ authority: identifier.system ?? '', value: identifier.value ?? '' }));
}
