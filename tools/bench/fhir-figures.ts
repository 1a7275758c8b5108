/** FHIR over HTTP: Bundles in, single creations, reads by id, searches of one patient, everything of one patient. */
import type { Bundle, Observation, Patient } from 'fhir/r4.js';
import { hashNumber } from '#kernel/hash-number.ts';
import type { BenchBundle } from './bundles.ts';
import { type Bench, type Figure, floorSeconds, httpFigure, httpJob, lesserSeconds } from './figure.ts';
import type { HttpRequest } from './load-job.ts';
import { answerFloor, bareAnswerFloor, writeFloor } from './mirrored-floors.ts';
import { byCallers, fileHiddenItems, isOfSystem, refusals, tenWriters } from './mixed-callers.ts';

export const writes = { 'content-type': 'application/fhir+json', prefer: 'return=minimal' };

export function bundleRequest(bench: Bench, { text, resources }: BenchBundle): HttpRequest {
  const headers = { ...bench.tokens.system, ...writes };
  return { method: 'POST', path: '/fhir', headers, body: text, units: resources.length };
}

export const get = (bench: Bench, path: string): HttpRequest => ({ method: 'GET', path, headers: bench.tokens.system });

/** What is there to be read: made by the first Bundles, which also warm the intake up. */
export interface Readable {
  readonly patientIds: readonly string[];
  readonly patientById: ReadonlyMap<string, Patient>;
  /** Type and id. */
  readonly resources: readonly string[];
  /** What is hidden from everybody who asks here, as `Observation/id`. */
  readonly hidden: readonly string[];
  /** The commonest code of an Observation, and the commonest category. */
  readonly code: string;
  readonly category: string;
}

function commonest(bench: Bench, bundles: number, wordOf: (observation: Observation) => string): string {
  const counts = new Map<string, number>();
  for (const bundle of bench.bundles.slice(0, bundles))
    for (const text of bundle.resources) {
      if (!text.includes('"resourceType":"Observation"')) continue;
      const word = wordOf(JSON.parse(text) as Observation);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? '';
}

async function readPatients(bench: Bench, patientIds: readonly string[]): Promise<ReadonlyMap<string, Patient>> {
  const requests = patientIds.map((id) => get(bench, `/fhir/Patient/${id}`));
  const job = httpJob(bench, { requests, connections: 1, isOnce: true, keepsBodies: true, seconds: 60 });
  const { bodies } = await bench.side.load(job);
  const patients = bodies.map((text) => JSON.parse(text) as Patient);
  return new Map(patients.map((patient) => [patient.id ?? '', patient]));
}

/** Files the first `count` Bundles; throws when one is refused, since all that follows reads them. */
export async function fileFirstBundles(bench: Bench, count: number): Promise<Readable> {
  const requests = bench.bundles.slice(0, count).map((bundle) => bundleRequest(bench, bundle));
  const job = httpJob(bench, { requests, connections: 2, isOnce: true, keepsBodies: true, seconds: 120 });
  const result = await bench.side.load(job);
  const locations = result.bodies.flatMap((text) =>
    ((JSON.parse(text) as Bundle).entry ?? []).flatMap((entry) => entry.response?.location ?? []),
  );
  if (result.answers['200'] !== count || locations.length === 0) {
    const why = result.bodies.find((text) => text.includes('OperationOutcome')) ?? '';
    throw new Error(`Bundles were refused: ${JSON.stringify(result.answers)} ${why.slice(0, 500)}`);
  }
  const resources = [
    ...new Set(
      locations.map((location) =>
        location
          .replace(/\/_history\/.*$/, '')
          .split('/')
          .slice(-2)
          .join('/'),
      ),
    ),
  ];
  const patientIds = resources.filter((one) => one.startsWith('Patient/')).map((one) => one.slice('Patient/'.length));
  const code = commonest(
    bench,
    count,
    ({ code: { coding } }) => `${coding?.[0]?.system ?? ''}|${coding?.[0]?.code ?? ''}`,
  );
  const category = commonest(bench, count, (one) => one.category?.[0]?.coding?.[0]?.code ?? '');
  const patientById = await readPatients(bench, patientIds);
  const items = resources.length / patientIds.length;
  const hidden = await fileHiddenItems(
    bench,
    [...patientById.values()].map((patient) => ({ patient, items })),
  );
  return { patientIds, patientById, resources, hidden, code, category };
}

/** Bundles from `from` on, again and again, by one, two and four writers. Each posting of one is a Bundle as any other. */
export async function ingestFigures(bench: Bench, from: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const bundles = bench.bundles.slice(from);
  const requests = bundles.map((bundle) => bundleRequest(bench, bundle));
  const resources = bundles.flatMap((bundle) => bundle.resources);
  for (const writers of [1, 2, 4]) {
    const spec = {
      name: 'ingest of transaction Bundles',
      connections: writers,
      unit: 'resource',
      floors: async () => [await bench.databaseFloors.copy(resources)],
    };
    const seconds = writers === 4 ? bench.seconds : lesserSeconds(bench);
    figures.push(await httpFigure(bench, spec, { requests, connections: writers, seconds }));
  }
  return figures;
}

export function newObservation(patientId: string, number: number): string {
  const observation: Observation = {
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
    ],
    code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005', display: 'Heart rate' }], text: 'Pulse' },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
    valueQuantity: { value: 55 + (number % 60), unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
  };
  return JSON.stringify(observation);
}

export async function createFigures(bench: Bench, readable: Readable): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const connections of [1, 8]) {
    const creations = Array.from({ length: 500 }, (_, number): HttpRequest => {
      const patientId = readable.patientIds[number % readable.patientIds.length] ?? '';
      const headers = { ...bench.tokens.system, ...writes };
      return { method: 'POST', path: '/fhir/Observation', headers, body: newObservation(patientId, number) };
    });
    const requests = byCallers(bench, creations, tenWriters);
    const body = creations[0]?.body ?? '';
    figures.push(
      await httpFigure(
        bench,
        {
          name: 'create one Observation',
          connections,
          expected: refusals,
          isLogged: true,
          floors: async () => [
            await bench.databaseFloors.insert(floorSeconds, connections, body),
            await writeFloor(bench, {
              path: '/create',
              connections,
              requests,
              mayWrite: isOfSystem(bench),
              answers: ['201'],
            }),
          ],
        },
        { requests, connections, seconds: connections === 8 ? bench.seconds : lesserSeconds(bench) },
      ),
    );
  }
  return figures;
}

/** Ids in an order that has nothing to do with who filed them. */
function inHashOrder(one: string, other: string): number {
  return hashNumber(one) - hashNumber(other);
}

export async function readFigures(bench: Bench, readable: Readable): Promise<Figure[]> {
  const connections = 8;
  const clinical = readable.resources.filter((one) => /^(Observation|Condition|Encounter|Medication)/.test(one));
  // One in ten that are asked for is hidden.
  const each = Math.max(1, Math.floor(clinical.length / Math.max(1, readable.hidden.length) / 9));
  const asked = [...clinical, ...Array.from({ length: each }, () => readable.hidden).flat()];
  const requests = byCallers(
    bench,
    asked.toSorted(inHashOrder).map((one) => get(bench, `/fhir/${one}`)),
  );
  await bench.databaseFloors.copy(bench.bundles.slice(0, 4).flatMap((bundle) => bundle.resources));
  const spec = {
    name: 'read by id',
    connections,
    expected: refusals,
    isLogged: true,
    floors: async (bytes: number) => [
      await bench.databaseFloors.select(floorSeconds, connections),
      await bareAnswerFloor(bench, connections, bytes),
      await answerFloor(bench, connections, requests),
    ],
  };
  return [await httpFigure(bench, spec, { requests, connections })];
}

export async function everythingFigures(bench: Bench, readable: Readable): Promise<Figure[]> {
  const requests = byCallers(
    bench,
    readable.patientIds.map((id) => get(bench, `/fhir/Patient/${id}/$everything`)),
  );
  const figures: Figure[] = [];
  for (const connections of [1, 4]) {
    const floors = async (bytes: number) => [
      await bareAnswerFloor(bench, connections, bytes),
      await answerFloor(bench, connections, requests),
    ];
    const seconds = connections === 1 ? bench.seconds : lesserSeconds(bench);
    figures.push(
      await httpFigure(
        bench,
        { name: 'Patient/$everything', connections, expected: refusals, isLogged: true, floors },
        { requests, connections, seconds },
      ),
    );
  }
  return figures;
}
