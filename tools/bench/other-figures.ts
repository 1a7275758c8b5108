/** HL7 v2 over MLLP, and the record of 2,000 entries as a page. */
import { generateRegion } from '#demo';
import { type Compartment, numberText } from '#kernel/identity-number.ts';
import { openBrowser } from '../../src/interfaces/web-sign-in/testing/browser.ts';
import { cookieHeaderOf, signIn } from '../../src/interfaces/web-sign-in/testing/steps.ts';
import { numberedMessage } from '../prove/numbered-message.ts';
import { type Bench, type Figure, floorSeconds, httpJob, lesserSeconds, loadMeasured, makeFigure } from './figure.ts';
import { joinTimings, type ProcessorTime, type Timings } from './measure.ts';
import { bareAnswerFloor } from './mirrored-floors.ts';

const manySenders = 4;

export async function mllpFigures(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  let firstNumber = 1;
  for (const senderCount of [1, manySenders]) {
    const senders = Array.from({ length: senderCount }, (_, at) => `BENCH${at + 1}`);
    const job = { kind: 'mllp', port: bench.region.place.mllpPort, senders } as const;
    await bench.side.load({ ...job, seconds: 1, firstNumber });
    firstNumber += 1_000_000;
    const measured = await loadMeasured(bench, { ...job, seconds: lesserSeconds(bench), firstNumber });
    firstNumber += 1_000_000;
    const body = numberedMessage('BENCH', 1).bytes.toString('latin1');
    const spec = {
      name: 'HL7 v2 (ADT, ORU) over MLLP',
      connections: senderCount,
      unit: 'message',
      floors: async () => [await bench.databaseFloors.insert(floorSeconds, senderCount, body)],
    };
    figures.push(await makeFigure(spec, measured));
  }
  return figures;
}

const opens = 20;

async function pathOfLongRecord(bench: Bench): Promise<string> {
  const { person } = generateRegion({ people: 1, seed: 'bench', now: Date.now() }).planted.longRecord;
  const rows = await bench.behind.sql<{ compartment: Compartment }[]>`
    select compartment from patient_index.source_patient where nhs_number = ${person.nhsNumber} limit 1`;
  const [row] = rows;
  if (row === undefined) throw new Error('the person with 2,000 entries is not in this region');
  return `/staff/people/${numberText(row.compartment)}`;
}

/** Each time somebody who has just signed in, so that nothing is kept ready from the time before. */
async function openPages(bench: Bench, path: string): Promise<{ timings: Timings; processor: ProcessorTime }> {
  const all: Timings[] = [];
  const processor = { nodeMs: 0, postgresMs: 0 };
  for (let open = 0; open < opens; open++) {
    const browser = openBrowser(`http://127.0.0.1:${bench.region.place.httpPort}`);
    await signIn(browser, 'staff', 'community-nurse');
    const headers = { cookie: cookieHeaderOf(browser), accept: 'text/html' };
    const job = httpJob(bench, { requests: [{ method: 'GET', path, headers }], connections: 1, isOnce: true });
    const measured = await loadMeasured(bench, job);
    all.push(measured.timings);
    processor.nodeMs += measured.processor.nodeMs;
    processor.postgresMs += measured.processor.postgresMs;
  }
  return { timings: joinTimings(all), processor };
}

export async function pageFigures(bench: Bench): Promise<Figure[]> {
  const record = await pathOfLongRecord(bench);
  const pages = { 'record of 2,000 entries': record, 'its journal, first 100 entries': `${record}/journal` };
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const measured = await openPages(bench, path);
    const floors = async (bytes: number) => [await bareAnswerFloor(bench, 1, bytes)];
    figures.push(await makeFigure({ name, connections: 1, unit: 'page', floors }, measured));
  }
  return figures;
}
