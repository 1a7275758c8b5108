/** Invented people by the thousand, some twenty resources each, as transaction Bundles: for proofs about size. */
import type { Bundle, BundleEntry, FhirResource, Observation } from 'fhir/r4.js';
import { nhsNumberCheckDigit } from '#kernel/nhs-number.ts';

const dayMs = 86_400_000;
const firstDayMs = Date.UTC(2021, 0, 1);
const families = ['Ashdown', 'Birchall', 'Colthorpe', 'Dunmore', 'Eversley', 'Fairburn', 'Garside', 'Holroyd'] as const;
const givens = ['Ada', 'Bryn', 'Cora', 'Dev', 'Elin', 'Femi', 'Gwen', 'Hari', 'Isla', 'Jago', 'Kit'] as const;
const conditions = ['38341003', '44054006', '195967001', '73211009', '13645005'] as const;
const restricted = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' } as const;
const measures = ['364075005', '75367002', '27113001', '8480-6', '33747003', '1010301000'] as const;

/** From 999 600 0000 on; numbers whose check digit would be ten are passed over. */
export function nhsNumberOf(ordinal: number): string {
  for (let step = 0; step < 8; step++) {
    const firstNine = `999${String(100_000 + ordinal * 8 + step).padStart(6, '0')}`;
    const digit = nhsNumberCheckDigit(firstNine);
    if (digit !== undefined) return `${firstNine}${digit}`;
  }
  throw new Error('eight numbers in a row without a check digit: impossible under modulus 11');
}

/** The local number by which the sending practice knows the person. */
export function localNumberOf(ordinal: number): string {
  return `urn:goldthread:proof|P${ordinal}`;
}

const day = (number: number): string => new Date(firstDayMs + number * dayMs).toISOString().slice(0, 10);

function patientOf(ordinal: number): FhirResource {
  const [system = '', value = ''] = localNumberOf(ordinal).split('|');
  return {
    resourceType: 'Patient',
    identifier: [
      { system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumberOf(ordinal) },
      { system, value },
    ],
    name: [
      {
        family: `${families[ordinal % families.length]}${Math.floor(ordinal / 88)}`,
        given: [givens[ordinal % givens.length] ?? 'Ada'],
      },
    ],
    gender: ordinal % 2 === 0 ? 'female' : 'male',
    birthDate: `${1930 + (ordinal % 90)}-${String(1 + (ordinal % 12)).padStart(2, '0')}-11`,
  };
}

function clinicalOf(ordinal: number, subject: { reference: string }, encounters: readonly string[]): FhirResource[] {
  const resources: FhirResource[] = [];
  for (const [at, code] of conditions.slice(0, 3).entries())
    resources.push({
      resourceType: 'Condition',
      subject,
      code: { coding: [{ system: 'http://snomed.info/sct', code }], text: `Condition ${code}` },
      recordedDate: day((ordinal * 7 + at * 90) % 1_900),
    });
  for (let at = 0; at < 12; at++)
    resources.push({
      resourceType: 'Observation',
      status: 'final',
      subject,
      encounter: { reference: encounters[at % encounters.length] ?? '' },
      code: { coding: [{ system: 'http://snomed.info/sct', code: measures[at % measures.length] ?? '' }] },
      effectiveDateTime: day((ordinal * 13 + at * 55) % 1_900),
      valueQuantity: { value: 50 + ((ordinal + at) % 90), unit: '/min' },
    });
  return resources;
}

/** One person: a Patient, four Encounters, three Conditions, twelve Observations. */
function entriesOf(ordinal: number): BundleEntry[] {
  const place = (name: string): string => `urn:uuid:00000000-0000-4000-8000-${name.padStart(12, '0')}`;
  const subject = { reference: place(`${ordinal}0`) };
  const post = (resource: FhirResource, fullUrl?: string): BundleEntry => ({
    ...(fullUrl === undefined ? {} : { fullUrl }),
    resource,
    request: { method: 'POST', url: resource.resourceType },
  });
  const encounters = [1, 2, 3, 4].map((number) => place(`${ordinal}${number}`));
  return [
    post(patientOf(ordinal), subject.reference),
    ...encounters.map((fullUrl, at) =>
      post(
        {
          resourceType: 'Encounter',
          status: 'finished',
          class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
          subject,
          period: { start: day((ordinal * 11 + at * 200) % 1_900), end: day((ordinal * 11 + at * 200) % 1_900) },
        },
        fullUrl,
      ),
    ),
    ...clinicalOf(ordinal, subject, encounters).map((resource) => post(resource)),
  ];
}

export const resourcesOfOne = 20;

/** What a hospital holds of the same people: some results, of which every other is restricted (v3-Confidentiality R). */
export function hospitalBundleOf(first: number, count: number): string {
  const entry = Array.from({ length: count }, (_, at): BundleEntry[] => {
    const ordinal = first + at;
    const fullUrl = `urn:uuid:10000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;
    const results = Array.from({ length: 4 }, (_each, number): BundleEntry => {
      const resource: Observation = {
        resourceType: 'Observation',
        status: 'final',
        ...(number % 2 === 0 ? { meta: { security: [restricted] } } : {}),
        subject: { reference: fullUrl },
        code: { coding: [{ system: 'http://snomed.info/sct', code: measures[number] ?? '' }] },
        effectiveDateTime: day((ordinal + number * 30) % 1_900),
        valueQuantity: { value: 60 + number, unit: '/min' },
      };
      return { resource, request: { method: 'POST', url: 'Observation' } };
    });
    return [{ fullUrl, resource: patientOf(ordinal), request: { method: 'POST', url: 'Patient' } }, ...results];
  }).flat();
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry } satisfies Bundle);
}

/** The people from `first` on, `count` of them, in one Bundle. */
export function bundleOfPeople(first: number, count: number): string {
  const entry = Array.from({ length: count }, (_, at) => entriesOf(first + at)).flat();
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry } satisfies Bundle);
}
