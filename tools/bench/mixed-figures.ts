/**
 * Callers as they are: a practice's system, its GP, and a pharmacist who has no business with these people, so that a
 * fifth of the requests is refused; a tenth of the results is a hospital's own and restricted, hidden from the GP. Each
 * request has its entry in the log, which is counted.
 */
import type { Bundle, BundleEntry } from 'fhir/r4.js';
import type { DemoTokens } from '../prove/flat-questions.ts';
import { bundleOfPeople, hospitalBundleOf } from '../prove/many-people.ts';
import { type Bench, type Figure, httpFigure, httpJob } from './figure.ts';
import type { HttpRequest } from './load-job.ts';
import { answerFloor, bareAnswerFloor } from './mirrored-floors.ts';

const people = 60;
const firstOrdinal = 70_000;
const connections = 8;

type Headers = Readonly<Record<string, string>>;

async function post(bench: Bench, headers: Headers, body: string): Promise<BundleEntry[]> {
  const request: HttpRequest = {
    method: 'POST',
    path: '/fhir',
    headers: { ...headers, 'content-type': 'application/fhir+json' },
    body,
  };
  const job = httpJob(bench, { requests: [request], connections: 1, isOnce: true, keepsBodies: true, seconds: 60 });
  const result = await bench.side.load(job);
  if (result.answers['200'] !== 1) throw new Error(`a Bundle was refused: ${result.bodies[0]?.slice(0, 300)}`);
  return (JSON.parse(result.bodies[0] ?? '{}') as Bundle).entry ?? [];
}

function idsOf(entries: readonly BundleEntry[], type: string): string[] {
  return entries.flatMap((entry) => {
    const [, id] = new RegExp(`(?:^|/)${type}/([^/]+)/_history`).exec(entry.response?.location ?? '') ?? [];
    return id === undefined ? [] : [id];
  });
}

/** Ten requests: four of the system, four of the GP, two of the stranger. */
function tenRequests(person: { id: string; results: readonly string[] }, tokens: DemoTokens) {
  const get = (path: string, headers: Headers): HttpRequest => ({ method: 'GET', path: `/fhir/${path}`, headers });
  const code = encodeURIComponent('http://snomed.info/sct|364075005');
  return [
    get(`Observation/${person.results[0]}`, tokens.system),
    get(`Observation?patient=${person.id}&code=${code}`, tokens.system),
    get(`Observation/${person.results[1]}`, tokens.staff),
    get(`Observation/${person.results[2]}`, tokens.stranger),
    get(`Condition?patient=${person.id}`, tokens.system),
    get(`Observation?patient=${person.id}`, tokens.staff),
    get(`Observation/${person.results[3]}`, tokens.system),
    get(`Observation/${person.results[4]}`, tokens.staff),
    get(`Patient/${person.id}/$everything`, tokens.stranger),
    get(`Patient/${person.id}/$everything`, tokens.staff),
  ];
}

export async function mixedFigures(bench: Bench): Promise<Figure[]> {
  const { tokens } = bench;
  const filed = await post(bench, tokens.system, bundleOfPeople(firstOrdinal, people));
  await post(bench, tokens.hospital, hospitalBundleOf(firstOrdinal, people));
  const patientIds = idsOf(filed, 'Patient');
  const results = idsOf(filed, 'Observation');
  const each = results.length / patientIds.length;
  const requests = patientIds.flatMap((id, at) =>
    tenRequests({ id, results: results.slice(at * each, (at + 1) * each) }, tokens),
  );
  const figure = await httpFigure(
    bench,
    {
      name: 'mixed callers, a fifth refused',
      connections,
      expected: ['404'],
      isLogged: true,
      floors: async (bytes) => [
        await bareAnswerFloor(bench, connections, bytes),
        await answerFloor(bench, connections, requests),
      ],
    },
    // Once round, so that requests and entries can be held against each other.
    { requests: Array.from({ length: 6 }, () => requests).flat(), connections, isOnce: true },
  );
  return [figure];
}
