/** Ten searches, of one patient and over the region, sorted and with what they name; conditional creations and updates. */
import type { Patient } from 'fhir/r4.js';
import { get, newObservation, type Readable, writes } from './fhir-figures.ts';
import { type Bench, type Figure, httpFigure } from './figure.ts';
import { type HttpRequest, numberMark } from './load-job.ts';
import { answerFloor, bareAnswerFloor, writeFloor } from './mirrored-floors.ts';
import { byCallers, isOfSystem, refusals, tenReaders, tenWriters } from './mixed-callers.ts';

const connections = 8;

interface Asked {
  readonly id: string;
  readonly patient: Patient;
  readonly code: string;
  readonly category: string;
}

const familyOf = ({ patient }: Asked): string => encodeURIComponent(patient.name?.[0]?.family ?? '');
const identifierOf = ({ patient }: Asked): string =>
  encodeURIComponent(`${patient.identifier?.[0]?.system ?? ''}|${patient.identifier?.[0]?.value ?? ''}`);

const searches: Readonly<Record<string, (asked: Asked) => string>> = {
  'Observation?patient&code': ({ id, code }) => `Observation?patient=${id}&code=${code}`,
  'Observation?patient&category, newest 50': ({ id, category }) =>
    `Observation?patient=${id}&category=${category}&_sort=-date&_count=50`,
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
  const category = encodeURIComponent(readable.category);
  const asked = readable.patientIds.flatMap((id): Asked[] => {
    const patient = readable.patientById.get(id);
    return patient === undefined ? [] : [{ id, patient, code, category }];
  });
  const figures: Figure[] = [];
  for (const [name, pathOf] of Object.entries(searches)) {
    const requests = byCallers(
      bench,
      asked.map((one) => get(bench, `/fhir/${pathOf(one)}`)),
      forMachines.has(name) ? ['system'] : tenReaders,
    );
    const floors = async (bytes: number) => [
      await bareAnswerFloor(bench, connections, bytes),
      await answerFloor(bench, connections, requests),
    ];
    const spec = { name, connections, expected: refusals, isLogged: true, floors };
    figures.push(await httpFigure(bench, spec, { requests, connections }));
  }
  return figures;
}

type Condition = (at: number) => string;

function conditional(bench: Bench, readable: Readable, method: 'POST' | 'PUT', identifierAt: Condition) {
  return (_: unknown, at: number): HttpRequest => {
    const patientId = readable.patientIds[at % readable.patientIds.length] ?? '';
    const system = 'urn:goldthread:bench';
    const value = identifierAt(at);
    const body = JSON.stringify({
      ...(JSON.parse(newObservation(patientId, at)) as object),
      identifier: [{ system, value }],
      // An update that changes nothing would measure something else.
      note: [{ text: numberMark }],
    });
    const condition = `identifier=${encodeURIComponent(`${system}|`)}${value}`;
    const headers = { ...bench.tokens[tenWriters[at % tenWriters.length]!], ...writes };
    return method === 'POST'
      ? { method, path: '/fhir/Observation', headers: { ...headers, 'if-none-exist': condition }, body }
      : { method, path: `/fhir/Observation?${condition}`, headers, body };
  };
}

const logged = { connections, expected: refusals, isLogged: true };
const requestsOfRound = { length: 200 };

export async function conditionalFigures(bench: Bench, readable: Readable): Promise<Figure[]> {
  const requestsOf = (method: 'POST' | 'PUT', identifierAt: Condition): HttpRequest[] =>
    Array.from(requestsOfRound, conditional(bench, readable, method, identifierAt));
  const take = (
    name: string,
    path: Parameters<typeof writeFloor>[1]['path'],
    requests: readonly HttpRequest[],
    answers: readonly string[],
  ): Promise<Figure> => {
    const load = { requests, connections, firstNumber: 1 };
    const floors = async () => [await writeFloor(bench, { ...load, path, answers, mayWrite: isOfSystem(bench) })];
    return httpFigure(bench, { name, ...logged, floors }, load);
  };
  const there = (at: number): string => `there-${at}`;
  return [
    await take(
      'conditional create, new',
      '/create-unless-there',
      requestsOf('POST', () => `new-${numberMark}`),
      ['201'],
    ),
    await take('conditional create, there already', '/create-unless-there', requestsOf('POST', there), ['200', '201']),
    await take('conditional update', '/update-what-is-there', requestsOf('PUT', there), ['200']),
  ];
}
