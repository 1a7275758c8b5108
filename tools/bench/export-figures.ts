/** Bulk export: from the kick-off until the last byte of the last file, beside COPY of as many documents out to a socket. */
import { setTimeout as pause } from 'node:timers/promises';
import { bundleRequest, type Readable } from './fhir-figures.ts';
import { type Bench, type Figure, httpJob, lastEntry, loadMeasured, logGain, makeFigure } from './figure.ts';
import type { HttpRequest } from './load-job.ts';
import { copyOutFloor } from './mirrored-floors.ts';

const filesAtOnce = 4;
const pollMs = 25;

interface Manifest {
  readonly output: readonly { readonly type: string; readonly url: string }[];
}

async function ask(bench: Bench, path: string, more: RequestInit = {}): Promise<Response> {
  const url = path.startsWith('http') ? path : `http://127.0.0.1:${bench.region.place.httpPort}${path}`;
  const headers = { accept: 'application/fhir+json', ...bench.tokens.system, ...(more.headers as object) };
  return fetch(url, { ...more, headers });
}

interface Planned {
  readonly planMs: number;
  readonly files: readonly HttpRequest[];
  readonly job: string;
}

async function plan(bench: Bench, path: string): Promise<Planned> {
  const startedMs = performance.now();
  const begun = await ask(bench, path, { headers: { prefer: 'respond-async' } });
  const job = begun.headers.get('content-location') ?? '';
  if (begun.status !== 202) throw new Error(`an export was not begun: ${begun.status} ${await begun.text()}`);
  let status = await ask(bench, job);
  for (; status.status === 202; status = await ask(bench, job)) await pause(pollMs);
  const planMs = performance.now() - startedMs;
  if (status.status !== 200) throw new Error(`an export failed: ${status.status} ${await status.text()}`);
  const { output } = (await status.json()) as Manifest;
  const headers = { accept: 'application/fhir+ndjson', ...bench.tokens.system };
  const files = output.map(({ url }): HttpRequest => ({ method: 'GET', path: new URL(url).pathname, headers }));
  return { planMs, files, job };
}

async function exportFigure(bench: Bench, name: string, path: string): Promise<Figure> {
  const last = await lastEntry(bench);
  const { planMs, files, job } = await plan(bench, path);
  const load = httpJob(bench, { requests: files, connections: filesAtOnce, isOnce: true, seconds: 300 });
  const { result, timings, ...measured } = await loadMeasured(bench, { ...load, countsLines: true });
  await ask(bench, job, { method: 'DELETE' });
  const tookMs = planMs + timings.tookMs;
  const megabytes = (result.answerBytes / tookMs / 1000).toFixed(1);
  const spec = {
    name,
    connections: filesAtOnce,
    unit: 'resource',
    note: `${files.length} files, ${megabytes} MB a second; ${(planMs / 1000).toFixed(2)} s of it until they could be fetched`,
    floors: async () => [await copyOutFloor(bench, result.units)],
  };
  return makeFigure(spec, {
    ...measured,
    // A file is no even part of the time, so that no bounds come of it.
    timings: { ...timings, tookMs, slices: [] },
    units: result.units,
    log: await logGain(bench, last),
  });
}

async function makeGroup(bench: Bench, readable: Readable): Promise<string> {
  const member = readable.patientIds.map((id) => ({ entity: { reference: `Patient/${id}` } }));
  const body = JSON.stringify({ resourceType: 'Group', type: 'person', actual: true, member });
  const made = await ask(bench, '/fhir/Group', {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body,
  });
  const [, id] = /\/Group\/([^/]+)/.exec(made.headers.get('location') ?? '') ?? [];
  if (id === undefined) throw new Error(`no group was made: ${made.status} ${await made.text()}`);
  return id;
}

/** Files each Bundle that is not there yet once, so that there is something to be exported. */
export async function exportFigures(bench: Bench, readable: Readable, from: number): Promise<Figure[]> {
  const requests = bench.bundles.slice(from).map((bundle) => bundleRequest(bench, bundle));
  const job = httpJob(bench, { requests, connections: 4, isOnce: true, seconds: 300 });
  const { answers } = await bench.side.load(job);
  if (answers['200'] !== requests.length) throw new Error(`Bundles were refused: ${JSON.stringify(answers)}`);
  const ofGroup = `/fhir/Group/${await makeGroup(bench, readable)}/$export`;
  await exportFigure(bench, 'warm-up', ofGroup);
  return [
    await exportFigure(bench, '$export, system', '/fhir/$export'),
    await exportFigure(bench, '$export, every patient', '/fhir/Patient/$export'),
    await exportFigure(bench, '$export, a group', ofGroup),
  ];
}
