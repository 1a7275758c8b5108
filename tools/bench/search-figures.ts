/** Ten searches, of one patient and over the region, sorted and with what they name; conditional creations and updates. */
import type { Patient } from 'fhir/r4.js';
import { get, newObservation, type Readable, writes } from './fhir-figures.ts';
import { type Bench, bareAnswerFloor, type Figure, floorSeconds, httpFigure } from './figure.ts';
import type { HttpRequest } from './load-job.ts';
import { byCallers, refusals, tenReaders, tenWriters } from './mixed-callers.ts';

const connections = 8;

interface Asked {
  readonly id: string;
  readonly patient: Patient;
  readonly code: string;
}

const familyOf = ({ patient }: Asked): string => encodeURIComponent(patient.name?.[0]?.family ?? '');
const identifierOf = ({ patient }: Asked): string =>
  encodeURIComponent(`${patient.identifier?.[0]?.system ?? ''}|${patient.identifier?.[0]?.value ?? ''}`);

const searches: Readonly<Record<string, (asked: Asked) => string>> = {
  'Observation?patient&code': ({ id, code }) => `Observation?patient=${id}&code=${code}`,
  'Observation?patient, newest 50': ({ id }) => `Observation?patient=${id}&_sort=-date&_count=50`,
  'Observation?patient, with encounters': ({ id }) =>
    `Observation?patient=${id}&_include=Observation:encounter&_count=50`,
  'Condition?patient': ({ id }) => `Condition?patient=${id}`,
  'Encounter?patient&date': ({ id }) => `Encounter?patient=${id}&date=ge2024-01-01`,
  'Patient?_id, with conditions': ({ id }) => `Patient?_id=${id}&_revinclude=Condition:subject`,
  'Patient?identifier': (asked) => `Patient?identifier=${identifierOf(asked)}`,
  'Patient?family&birthdate': (asked) => `Patient?family=${familyOf(asked)}&birthdate=${asked.patient.birthDate ?? ''}`,
  'Patient?name, beginning': (asked) => `Patient?name=${familyOf(asked).slice(0, 4)}`,
  'Observation?code&date, region': ({ code }) => `Observation?code=${code}&date=ge2015-01-01&_count=20`,
};

/** A person's token must say whom it asks about (400): these are for machines. */
const forMachines: ReadonlySet<string> = new Set(['Patient?name, beginning', 'Observation?code&date, region']);

export async function searchFigures(bench: Bench, readable: Readable): Promise<Figure[]> {
  const code = encodeURIComponent(readable.code);
  const asked = readable.patientIds.flatMap((id): Asked[] => {
    const patient = readable.patientById.get(id);
    return patient === undefined ? [] : [{ id, patient, code }];
  });
  const figures: Figure[] = [];
  for (const [name, pathOf] of Object.entries(searches)) {
    const requests = byCallers(
      bench,
      asked.map((one) => get(bench, `/fhir/${pathOf(one)}`)),
      forMachines.has(name) ? ['system'] : tenReaders,
    );
    const floors = async (bytes: number) => [await bareAnswerFloor(bench, connections, bytes)];
    const spec = { name, connections, expected: refusals, isLogged: true, floors };
    figures.push(await httpFigure(bench, spec, { requests, connections }));
  }
  return figures;
}

/** Enough that none comes twice in a load. */
const conditionsOfLoad = 40_000;

function conditional(bench: Bench, readable: Readable, at: number, method: 'POST' | 'PUT'): HttpRequest {
  const patientId = readable.patientIds[at % readable.patientIds.length] ?? '';
  const system = 'urn:goldthread:bench';
  const identifier = [{ system, value: `${method}-${at}` }];
  const body = JSON.stringify({ ...(JSON.parse(newObservation(patientId, at)) as object), identifier });
  const condition = `identifier=${encodeURIComponent(`${system}|${method}-${at}`)}`;
  const headers = { ...bench.tokens[tenWriters[at % tenWriters.length]!], ...writes };
  return method === 'POST'
    ? { method, path: '/fhir/Observation', headers: { ...headers, 'if-none-exist': condition }, body }
    : { method, path: `/fhir/Observation?${condition}`, headers, body };
}

const logged = { connections, expected: refusals, isLogged: true };

export async function conditionalFigures(bench: Bench, readable: Readable): Promise<Figure[]> {
  const fresh = Array.from({ length: conditionsOfLoad }, (_, at) => conditional(bench, readable, at, 'POST'));
  const known = Array.from({ length: 200 }, (_, at) => conditional(bench, readable, at, 'PUT'));
  const floors = async () => [
    {
      name: 'insert of one row, committed',
      perSecond: (await bench.databaseFloors.insert(floorSeconds, connections, fresh[0]?.body ?? '')).perSecond,
    },
  ];
  return [
    await httpFigure(
      bench,
      { name: 'conditional create, new', ...logged, floors },
      { requests: fresh, connections, isOnce: true },
    ),
    await httpFigure(
      bench,
      { name: 'conditional create, there already', ...logged, floors },
      { requests: fresh.slice(0, 200), connections },
    ),
    await httpFigure(bench, { name: 'conditional update', ...logged, floors }, { requests: known, connections }),
  ];
}
