/** An invented person in the records of a practice and a hospital, for tests of choices. */
import assert from 'node:assert/strict';
import type { Bundle, Patient, Resource } from 'fhir/r4.js';
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { nhsNumberCheckDigit } from '#kernel/nhs-number.ts';
import type { OpenedRecord } from '../../index.ts';
import { aPatientCaller, aRequest, type TestRegion } from '../../testing/a-region.ts';

let people = 0;

function nextNhsNumber(): string {
  for (;;) {
    const firstNine = `999${String(200_000 + ++people)}`;
    const digit = nhsNumberCheckDigit(firstNine);
    if (digit !== undefined) return `${firstNine}${digit}`;
  }
}

export const subject = { reference: 'urn:uuid:00000000-0000-4000-8000-000000000000' };
export const urn = (index: number): string => `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

export function aBundle(patient: Patient, resources: readonly object[]): Bundle {
  const entries = [patient, ...resources].map((resource, index) => ({
    fullUrl: urn(index),
    resource: structuredClone(resource) as never,
    request:
      (resource as Resource).id === undefined
        ? { method: 'POST' as const, url: (resource as Resource).resourceType }
        : { method: 'PUT' as const, url: `${(resource as Resource).resourceType}/${(resource as Resource).id}` },
  }));
  return { resourceType: 'Bundle', type: 'transaction', entry: entries };
}

export const aProblem = (text: string, more: object = {}) => ({
  resourceType: 'Condition',
  subject,
  code: { text },
  recordedDate: '2026-10-01',
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  ...more,
});

export const anAttendance = (more: object = {}) => ({
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  subject,
  period: {
    start: new Date(Date.now() - 3_600_000).toISOString(),
    end: new Date(Date.now() - 3_000_000).toISOString(),
  },
  ...more,
});

/** A relationship of the organisation that is asked, without an entry of its own. */
export const aReferral = (organisation: string) => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  subject,
  authoredOn: '2026-10-01',
  performer: [{ identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: organisation } }],
});

export interface Somebody {
  readonly nhsNumber: string;
  readonly birthDate: string;
  /** Files resources of an organisation about them; gives the compartment. */
  file(organisation: string, resources: readonly object[], patient?: Partial<Patient>): Promise<Compartment>;
  person(): Promise<PersonNumber>;
  /** Their own sign-in. */
  readonly request: ReturnType<typeof aRequest<ReturnType<typeof aPatientCaller>>>;
}

export function aPerson(region: TestRegion, birthDate = '1958-03-04'): Somebody {
  const nhsNumber = nextNhsNumber();
  let first: Compartment | undefined;
  return {
    nhsNumber,
    birthDate,
    request: aRequest(aPatientCaller(nhsNumber, birthDate)),
    async file(organisation, resources, patient = {}) {
      const bundle = aBundle(
        {
          resourceType: 'Patient',
          identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber }],
          name: [{ use: 'official', family: 'Rimmer', given: ['Arthur'] }],
          birthDate,
          ...patient,
        },
        resources,
      );
      const filed = await region.database.transaction((transaction) =>
        region.record.contributeBundle(transaction, {
          source: region.source(organisation),
          bundle,
          receivedAtMs: region.clock.now(),
        }),
      );
      assert.ok(filed.ok, JSON.stringify(filed));
      const [compartment] = filed.value.compartments as [Compartment];
      first ??= compartment;
      return compartment;
    },
    async person() {
      const found = await region.patientIndex.personOfCompartment(first!);
      return found!.person;
    },
  };
}

/** What opens to a member of staff; undefined when it does not open. */
export async function openAs(
  region: TestRegion,
  staff: StaffCaller,
  compartment: Compartment,
): Promise<OpenedRecord | undefined> {
  const opening = await region.record.openForStaff(aRequest(staff), compartment);
  assert.ok(opening.ok, JSON.stringify(opening));
  return opening.value.isOpen ? opening.value.record : undefined;
}

/** The words of the problems that a record shows. */
export function problems(record: OpenedRecord | undefined): string[] | undefined {
  return record?.entries
    .flatMap(({ resource }) =>
      resource.resourceType === 'Condition' ? [(resource['code'] as { text: string }).text] : [],
    )
    .sort();
}

export async function openForPerson(region: TestRegion, somebody: Somebody): Promise<OpenedRecord> {
  const opening = await region.record.openForPatient({ ...somebody.request, requestId: crypto.randomUUID() });
  assert.ok(opening.ok && opening.value.isOpen, JSON.stringify(opening));
  return opening.value.record;
}
