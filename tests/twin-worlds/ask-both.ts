/** Requests of many kinds, put to both worlds, and what of their answers differs. */
import fc from 'fast-check';
import type { CallerName } from './callers.ts';
import type { TwinWorlds } from './file-worlds.ts';
import type { World } from './world.ts';

export interface Question {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const types = [
  'Condition',
  'Observation',
  'MedicationRequest',
  'Encounter',
  'Patient',
  'Provenance',
  'Binary',
] as const;

/** Parameters, a few wrong ones among them. */
const filters = [
  'code=195967001',
  'code:not=195967001',
  'code:missing=true',
  'code:text=seal',
  'code=http://snomed.info/sct|1022431000000105',
  'category=laboratory',
  'date=ge2026-10-01',
  'date=lt2026-10-02',
  'status=final',
  'status:not=final',
  'clinical-status=active',
  'value-quantity=gt100',
  'value-quantity=lt100',
  '_lastUpdated=ge2026-01-01',
  '_security=SEX',
  '_security:not=SEX',
  '_text=sealed',
  '_content=sealed',
  'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018',
  'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000034',
  'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000026',
  'address-postalcode=ZZ1',
  'address-postalcode=ZZ9 9ZZ',
  'address-city=North',
  'phone=01632960999',
  'family=Finch&birthdate=1958-03-04',
  'family=Wren&birthdate=1980-01-01',
  'subject:Patient.address-postalcode=ZZ9',
  'patient.family=Finch',
  '_has:Observation:patient:value-quantity=lt100',
  '_has:Condition:patient:code=195967001',
  '_filter=code eq 195967001',
] as const;
const results = [
  '_count=1',
  '_count=2',
  '_count=0',
  '_summary=count',
  '_summary=true',
  '_total=accurate',
  '_total=none',
  '_sort=date',
  '_sort=-date',
  '_sort=value-quantity',
  '_sort=_id',
  '_include=*',
  '_include=MedicationRequest:patient',
  '_include:iterate=*',
  '_revinclude=*',
  '_revinclude=Provenance:target',
  '_revinclude=Condition:subject',
  '_revinclude=Observation:subject',
  '_elements=code',
  '_elements=id,meta',
  '_format=xml',
] as const;

const fhir = (path: string, headers?: Question['headers']): Question => ({
  method: 'GET',
  url: `/fhir${path}`,
  ...(headers === undefined ? {} : { headers }),
});

function readings(addresses: fc.Arbitrary<string>): fc.Arbitrary<Question> {
  const headers = fc.constantFrom<Question['headers']>(
    undefined,
    { 'if-none-match': '*' },
    { 'if-none-match': 'W/"1"' },
    { 'if-modified-since': 'Fri, 20 Nov 2026 10:00:00 GMT' },
    { prefer: 'handling=strict' },
    { accept: 'application/fhir+xml' },
  );
  const suffix = fc.constantFrom(
    '',
    '',
    '/_history',
    '/_history?_count=1',
    '/_history/06y0000000z',
    '?_summary=true',
    '?_elements=code',
  );
  return fc
    .record({ address: addresses, suffix, headers, isHead: fc.boolean() })
    .map(({ address, suffix: end, headers: given, isHead }) => ({
      ...fhir(`/${address}${end}`, given),
      method: isHead ? ('HEAD' as const) : ('GET' as const),
    }));
}

function everything(patients: fc.Arbitrary<string>): fc.Arbitrary<Question> {
  const suffix = fc.constantFrom(
    '',
    '?_count=2',
    '?_type=Observation',
    '?_type=Condition,Provenance',
    '?_since=2026-01-01',
    '?_count=1&_type=Condition',
  );
  return fc.tuple(patients, suffix).map(([patient, end]) => fhir(`/${patient}/$everything${end}`));
}

function searches(patients: fc.Arbitrary<string>): fc.Arbitrary<Question> {
  const about = fc.oneof(
    { weight: 6, arbitrary: patients.map((patient) => `patient=${patient}`) },
    { weight: 1, arbitrary: patients.map((patient) => `_id=${patient.split('/')[1]}`) },
    { weight: 1, arbitrary: fc.constant('') },
  );
  return fc
    .record({
      type: fc.constantFrom(...types),
      about,
      filter: fc.subarray([...filters], { maxLength: 2 }),
      result: fc.subarray([...results], { maxLength: 2 }),
      isPost: fc.boolean(),
    })
    .map(({ type, about: who, filter, result, isPost }): Question => {
      const query = [who, ...filter, ...result]
        .filter((part) => part !== '')
        .join('&')
        .replaceAll(' ', '%20');
      return isPost
        ? {
            method: 'POST',
            url: `/fhir/${type}/_search`,
            body: query,
            contentType: 'application/x-www-form-urlencoded',
          }
        : fhir(`/${type}?${query}`);
    });
}

function batches(one: fc.Arbitrary<Question>): fc.Arbitrary<Question> {
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((questions) => ({
    method: 'POST' as const,
    url: '/fhir/',
    contentType: 'application/fhir+json',
    body: JSON.stringify({
      resourceType: 'Bundle',
      type: 'batch',
      entry: questions
        .filter(({ method }) => method === 'GET')
        .map(({ url }) => ({ request: { method: 'GET', url: url.slice('/fhir/'.length) } })),
    }),
  }));
}

function staffPages(patients: fc.Arbitrary<string>, addresses: fc.Arbitrary<string>): fc.Arbitrary<Question> {
  const inside = fc.oneof(
    fc.constantFrom(
      '',
      '/results',
      '/medicines',
      '/documents',
      '/journal',
      '/sources',
      '/reason',
      '/journal?kind=problems',
    ),
    addresses.map((address) => `/documents/${address.split('/')[1]}`),
  );
  return fc.tuple(patients, inside).map(([patient, end]) => ({
    method: 'GET' as const,
    url: `/staff/people/${patient.split('/')[1]}${end}`,
  }));
}

function personPages(addresses: fc.Arbitrary<string>): fc.Arbitrary<Question> {
  return fc
    .oneof(
      fc.constantFrom(
        '/my/record',
        '/my/results',
        '/my/letters',
        '/my/appointments',
        '/my/medicines',
        '/my',
        '/my/record?x=1',
      ),
      addresses.map((address) => `/my/results/${address.split('/')[1]}`),
      addresses.map((address) => `/my/letters/${address.split('/')[1]}`),
    )
    .map((url) => ({ method: 'GET' as const, url }));
}

export interface Asked {
  readonly caller: CallerName | `role${string}`;
  readonly question: Question;
}

/** Requests of every kind by every caller of these worlds. */
export function requestsFor(twins: TwinWorlds): fc.Arbitrary<Asked> {
  const absent = ['Condition/06y0000000z06y0000000y', 'Observation/06y0000000z06y0000000y', 'Patient/06y0000000z'];
  const all = [...twins.shared, ...twins.hidden, ...twins.hidden, ...absent];
  const addresses = fc.constantFrom(...all);
  const patients = fc.constantFrom(...all.filter((address) => address.startsWith('Patient/')));
  // The demographic trace names anybody who exists to roles that hold it (D23): its pages are asked about shared people only.
  const sharedPatients = fc.constantFrom(...[...twins.shared, ...absent].filter((one) => one.startsWith('Patient/')));
  const single = fc.oneof(readings(addresses), everything(patients), searches(patients));
  return fc.constantFrom(...twins.callers).chain((caller) => {
    const isStaff = !caller.endsWith('System') && caller !== 'ada' && caller !== 'daughter';
    const isPerson = caller === 'ada' || caller === 'daughter';
    const pages = isStaff ? [staffPages(sharedPatients, addresses)] : isPerson ? [personPages(addresses)] : [];
    return fc
      .oneof(
        { weight: 8, arbitrary: single },
        { weight: 1, arbitrary: batches(single) },
        ...pages.map((arbitrary) => ({ weight: 3, arbitrary })),
      )
      .map((question) => ({ caller, question }));
  });
}

export function askWorld(world: World, { caller, question }: Asked) {
  return world.app.inject({
    method: question.method,
    url: question.url,
    headers: {
      authorization: `Bearer ${caller}`,
      cookie: `as=${caller}`,
      ...(question.contentType === undefined ? {} : { 'content-type': question.contentType }),
      ...question.headers,
    },
    ...(question.body === undefined ? {} : { payload: question.body }),
  });
}

/** Status, headers and body, without what differs between any two answers: their number, a nonce, the place in a page link. */
export async function answerOf(world: World, asked: Asked): Promise<string> {
  const answer = await askWorld(world, asked);
  const { 'x-request-id': _, date: __, ...headers } = answer.headers;
  return JSON.stringify([answer.statusCode, headers, answer.body])
    .replaceAll(/request-\d+/g, 'request')
    .replaceAll(/nonce-[A-Za-z0-9+/=_-]+/g, 'nonce')
    .replaceAll(/nonce=\\+"[^"\\]*/g, 'nonce')
    .replaceAll(/urn:uuid:[0-9a-f-]{36}/g, 'urn')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'uuid')
    .replaceAll(/(_?page=)([A-Za-z0-9_-]+)/g, (_all, name: string, token: string) => `${name}${token.length}`);
}

/** Both answers when they differ. */
export async function differenceOf(twins: TwinWorlds, asked: Asked): Promise<readonly [string, string] | undefined> {
  const plain = await answerOf(twins.plain, asked);
  const full = await answerOf(twins.full, asked);
  return plain === full ? undefined : [plain, full];
}
