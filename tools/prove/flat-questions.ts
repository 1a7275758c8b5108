/** What one asks about one person: as the practice's system, as its GP, and as the page that the GP opens. */
import { join } from 'node:path';
import type { Bundle, Observation } from 'fhir/r4.js';
import { generateRegion } from '#demo';
import { systemClock } from '#kernel/clock.ts';
import { mintDemoToken, openSigningKeys } from '#sign-in';
import { callerOfAccount } from '../../src/demo-accounts.ts';
import { openBrowser } from '../../src/interfaces/web-sign-in/testing/browser.ts';
import { cookieHeaderOf, signIn } from '../../src/interfaces/web-sign-in/testing/steps.ts';
import type { HttpRequest } from '../bench/load-job.ts';
import { localNumberOf } from './many-people.ts';
import type { RegionProcess } from './region-process.ts';

export interface PersonToAsk {
  readonly ordinal: number;
  readonly patientId: string;
  readonly observationIds: readonly string[];
}

type Headers = Readonly<Record<string, string>>;

/** Another organisation that knows the same people, by a FHIR feed. */
const hospital = 'ZX41';
/** The practice in whose feed everybody is filed, so that its GP has a relationship with each of them. */
const practice = 'ZX11';

const addressOf = (region: RegionProcess): string => `http://127.0.0.1:${region.place.httpPort}`;

export interface DemoTokens {
  /** The practice's system. */
  readonly system: Headers;
  /** Its GP. */
  readonly staff: Headers;
  /** The hospital's system. */
  readonly hospital: Headers;
  /** A pharmacist who has no business with anybody here. */
  readonly stranger: Headers;
}

export async function demoTokens(region: RegionProcess): Promise<DemoTokens> {
  const publicUrl = addressOf(region);
  const keys = await openSigningKeys(join(region.place.dataDirectory, 'keys'), 'access-token');
  if (!keys.ok) throw new Error(keys.fault.message);
  const deps = { keys: keys.value, publicUrl, isDemoRegion: true, clock: systemClock };
  const demo = generateRegion({ people: 0, seed: 'proof', now: Date.now() });
  const ttlSeconds = 3 * 3600;
  const headersOf = async (request: Parameters<typeof mintDemoToken>[1]): Promise<Headers> => {
    const token = await mintDemoToken(deps, request);
    if (!token.ok) throw new Error(token.fault.message);
    return { authorization: `Bearer ${token.value}` };
  };
  const ofClient = (code: string): Promise<Headers> => {
    const sources = demo.organisations.find((one) => one.code === code)?.sources;
    const client = sources?.find((one) => one.client !== undefined)?.client;
    if (client === undefined) throw new Error('the demo has no such client');
    return headersOf({ client, ttlSeconds });
  };
  const ofPerson = (name: string): Promise<Headers> => {
    const caller = callerOfAccount(demo, name, publicUrl, Date.now());
    if (caller === undefined) throw new Error('the demo has no such account');
    return headersOf({ caller, ttlSeconds });
  };
  return {
    system: await ofClient(practice),
    staff: await ofPerson('gp'),
    hospital: await ofClient(hospital),
    stranger: await ofPerson('supermarket-pharmacist'),
  };
}

export async function askPerson(region: RegionProcess, ordinal: number): Promise<PersonToAsk> {
  const { system } = await demoTokens(region);
  const ask = async (path: string): Promise<Bundle> =>
    (await (await fetch(`${addressOf(region)}/fhir/${path}`, { headers: system })).json()) as Bundle;
  const found = await ask(`Patient?identifier=${encodeURIComponent(localNumberOf(ordinal))}`);
  const patientId = found.entry?.[0]?.resource?.id;
  if (patientId === undefined) throw new Error(`person ${ordinal} is not there`);
  const observations = await ask(`Observation?patient=${patientId}`);
  return { ordinal, patientId, observationIds: (observations.entry ?? []).map((entry) => entry.resource?.id ?? '') };
}

function newObservation(patientId: string, at: number): string {
  return JSON.stringify({
    resourceType: 'Observation',
    status: 'final',
    subject: { reference: `Patient/${patientId}` },
    code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005' }] },
    effectiveDateTime: new Date(Date.UTC(2026, 1, 1 + (at % 28))).toISOString(),
    valueQuantity: { value: 60, unit: '/min' },
  } satisfies Observation);
}

/** Requests by what they ask; each list goes round the people. */
export async function questionsAbout(
  region: RegionProcess,
  people: readonly PersonToAsk[],
): Promise<Readonly<Record<string, readonly HttpRequest[]>>> {
  const { system, staff } = await demoTokens(region);
  const browser = openBrowser(addressOf(region));
  await signIn(browser, 'staff', 'gp');
  const page = { cookie: cookieHeaderOf(browser), accept: 'text/html' };
  const get = (pathOf: (person: PersonToAsk) => string, headers: Headers): HttpRequest[] =>
    people.map((person) => ({ method: 'GET', path: pathOf(person), headers }));
  const fhir = (pathOf: (person: PersonToAsk) => string, headers = system): HttpRequest[] =>
    get((person) => `/fhir/${pathOf(person)}`, headers);
  const code = encodeURIComponent('http://snomed.info/sct|364075005');
  return {
    'read by id': fhir(({ observationIds }) => `Observation/${observationIds[0]}`),
    'read by id, GP': fhir(({ observationIds }) => `Observation/${observationIds[1]}`, staff),
    'Observation?patient&code': fhir(({ patientId }) => `Observation?patient=${patientId}&code=${code}`),
    'Observation?patient&code, GP': fhir(({ patientId }) => `Observation?patient=${patientId}&code=${code}`, staff),
    'Encounter?patient&date': fhir(({ patientId }) => `Encounter?patient=${patientId}&date=ge2023-01-01`),
    'Condition?patient': fhir(({ patientId }) => `Condition?patient=${patientId}`),
    'Patient?identifier': fhir(({ ordinal }) => `Patient?identifier=${encodeURIComponent(localNumberOf(ordinal))}`),
    $everything: fhir(({ patientId }) => `Patient/${patientId}/$everything`),
    '$everything, GP': fhir(({ patientId }) => `Patient/${patientId}/$everything`, staff),
    'record page, GP': get(({ patientId }) => `/staff/people/${patientId.slice(0, 11)}`, page),
    'create one Observation': people.map(({ patientId }, at) => ({
      method: 'POST',
      path: '/fhir/Observation',
      headers: { ...system, 'content-type': 'application/fhir+json', prefer: 'return=minimal' },
      body: newObservation(patientId, at),
    })),
  };
}
