/**
 * Who asks in the figures: a practice's system, its GP, and a pharmacist who has no business with these people and is
 * refused; and a hospital's restricted results about the same people, hidden from both who may look.
 */
import type { Bundle, BundleEntry, Observation, Patient } from 'fhir/r4.js';
import { type Bench, httpJob } from './figure.ts';
import type { HttpRequest } from './load-job.ts';

type CallerName = 'system' | 'staff' | 'stranger';

/** A fifth is refused. */
export const tenReaders: readonly CallerName[] = [
  ...(['system', 'staff', 'system', 'stranger', 'system'] as const),
  ...(['staff', 'system', 'stranger', 'system', 'staff'] as const),
];

/** Whoever reads may not write by that: a person's token is refused. */
export const tenWriters: readonly CallerName[] = [
  ...(['system', 'system', 'system', 'staff', 'system'] as const),
  ...(['system', 'system', 'stranger', 'system', 'system'] as const),
];

/** Refusals of the API: a person's record is not there (404), a write not in the token's power (403). */
export const refusals = ['403', '404'] as const;

/** Whose writes are taken: the system's. */
export function isOfSystem({ tokens }: Pick<Bench, 'tokens'>): (request: HttpRequest) => boolean {
  return ({ headers }) => headers['authorization'] === tokens.system['authorization'];
}

/** Each request by each of the ten, the callers by turns. */
export function byCallers(
  bench: Pick<Bench, 'tokens'>,
  requests: readonly HttpRequest[],
  callers = tenReaders,
): HttpRequest[] {
  return Array.from({ length: requests.length * callers.length }, (_, at) => {
    const round = Math.floor(at / requests.length);
    const place = at % requests.length;
    const request = requests[place]!;
    const headers = { ...request.headers, ...bench.tokens[callers[(place + round) % callers.length]!] };
    return { ...request, headers };
  });
}

const restricted = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' } as const;

function hiddenResult(subject: string, number: number): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    meta: { security: [restricted] },
    subject: { reference: subject },
    code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005' }] },
    effectiveDateTime: new Date(Date.UTC(2025, 0, 1 + number)).toISOString(),
    valueQuantity: { value: 60 + (number % 40), unit: '/min' },
  };
}

/** What a hospital holds of a person: `count` restricted results. */
export function hospitalEntries(patient: Patient, count: number, ordinal: number): BundleEntry[] {
  const fullUrl = `urn:uuid:20000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`;
  const { identifier = [], name, gender, birthDate } = patient;
  const known = {
    ...{ resourceType: 'Patient' as const, name, gender, birthDate },
    identifier: identifier.filter(({ system }) => system === 'https://fhir.nhs.uk/Id/nhs-number'),
  };
  const results = Array.from({ length: count }, (_, number) => hiddenResult(fullUrl, number));
  return [known, ...results].map((resource, at) => ({
    ...(at === 0 ? { fullUrl } : {}),
    resource: resource as Patient | Observation,
    request: { method: 'POST', url: resource.resourceType },
  }));
}

/** One hidden for nine that are shown; gives what was filed, as `Observation/id`. */
export async function fileHiddenItems(
  bench: Bench,
  people: readonly { readonly patient: Patient; readonly items: number }[],
): Promise<string[]> {
  const entry = people.flatMap(({ patient, items }, at) => hospitalEntries(patient, Math.ceil(items / 9), at));
  const request: HttpRequest = {
    method: 'POST',
    path: '/fhir',
    headers: { ...bench.tokens.hospital, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry } satisfies Bundle),
  };
  const job = httpJob(bench, { requests: [request], connections: 1, isOnce: true, keepsBodies: true, seconds: 60 });
  const { answers, bodies } = await bench.side.load(job);
  if (answers['200'] !== 1) throw new Error(`the hospital's Bundle was refused: ${bodies[0]?.slice(0, 300)}`);
  return ((JSON.parse(bodies[0]!) as Bundle).entry ?? []).flatMap(({ response }) => {
    const [, id] = /(Observation\/[^/]+)\/_history/.exec(response?.location ?? '') ?? [];
    return id ?? [];
  });
}
