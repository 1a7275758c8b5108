/** Starts a region of its own in a passing folder, takes the figures, and stops it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoTokens } from '../prove/flat-questions.ts';
import { processTree, proportionalMemoryBytes } from '../prove/process-tree.ts';
import { freePort, openBehind, type RegionProcess, spawnRegion } from '../prove/region-process.ts';
import { bundlesOfFolder, generatedBundles } from './bundles.ts';
import { DatabaseFloors } from './database-floors.ts';
import { exportFigures } from './export-figures.ts';
import {
  createFigures,
  everythingFigures,
  fileFirstBundles,
  ingestFigures,
  type Readable,
  readFigures,
} from './fhir-figures.ts';
import type { Bench, Figure } from './figure.ts';
import { openFloor } from './mirrored-floors.ts';
import { mixedFigures } from './mixed-figures.ts';
import { mllpFigures, pageFigures } from './other-figures.ts';
import type { BenchReport, Memory } from './report.ts';
import { conditionalFigures, searchFigures } from './search-figures.ts';
import { startSideProcesses } from './side-processes.ts';
import { type Sizes, sizesBetween, takeStock } from './sizes.ts';
import { validateFigures } from './validate-figure.ts';

export const groups = [
  'ingest',
  'create',
  'read',
  'search',
  'everything',
  'conditional',
  'export',
  'mixed',
  'mllp',
  'page',
  'validate',
] as const;
export type Group = (typeof groups)[number];

export interface BenchOptions {
  readonly seconds: number;
  readonly only: readonly Group[];
  /** Bundles to file in place of generated ones. */
  readonly syntheaFolder: string | undefined;
  readonly tell: (words: string) => void;
}

const startTimeoutMs = 300_000;
/** Bundles that are filed first and then read. */
const firstBundles = 12;
/** Posted again and again. */
const bundlesOfLoad = 150;
const databaseConnections = 8;

function postmasterOf(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, 'postgresql/postmaster.pid'), 'utf8').split('\n')[0]);
}

function memoryOf(region: RegionProcess, postmasterId: number): Memory {
  return {
    nodeBytes: proportionalMemoryBytes(region.processId),
    postgresBytes: processTree(postmasterId).reduce((sum, id) => sum + proportionalMemoryBytes(id), 0),
  };
}

type Taken = Pick<BenchReport, 'figures' | 'sizes' | 'floorTrips'>;

async function takeFigures(bench: Bench, options: BenchOptions): Promise<Taken> {
  const wants = (group: Group): boolean => options.only.length === 0 || options.only.includes(group);
  const figures: Figure[] = [];
  const take = async (group: Group, work: () => Promise<Figure[]>): Promise<void> => {
    if (!wants(group)) return;
    options.tell(group);
    figures.push(...(await work()));
  };
  let sizes: Sizes | undefined;
  let floorTrips: number | undefined;
  let readable: Readable | undefined;
  if ((['ingest', 'create', 'read', 'search', 'everything', 'conditional', 'export', 'mixed'] as const).some(wants)) {
    const first = Math.min(firstBundles, Math.ceil(bench.bundles.length / 4));
    const before = await takeStock(bench.behind);
    const there = await fileFirstBundles(bench, first);
    readable = there;
    const filed = await takeStock(bench.behind);
    options.tell('floors');
    floorTrips = await openFloor(bench);
    // First, while what there is to be exported is of a known size.
    await take('export', () => exportFigures(bench, there, first));
    const unfiled = (await takeStock(bench.behind)).walBytes - filed.walBytes - bench.databaseFloors.walBytes;
    await take('ingest', () => ingestFigures(bench, first));
    sizes = sizesBetween(before, await takeStock(bench.behind), unfiled + bench.databaseFloors.walBytes);
  }
  if (readable !== undefined) {
    const there = readable;
    // Readings first, while a person has what their Bundle brought and nothing that a load made.
    await take('read', () => readFigures(bench, there));
    await take('search', () => searchFigures(bench, there));
    await take('everything', () => everythingFigures(bench, there));
    await take('create', () => createFigures(bench, there));
    await take('conditional', () => conditionalFigures(bench, there));
  }
  await take('mixed', () => mixedFigures(bench));
  await take('mllp', () => mllpFigures(bench));
  await take('page', () => pageFigures(bench));
  await take('validate', () => validateFigures(bench));
  return { figures, sizes, floorTrips };
}

async function benchRegion(region: RegionProcess, startMs: number, options: BenchOptions): Promise<BenchReport> {
  const { dataDirectory } = region.place;
  const postmasterId = postmasterOf(dataDirectory);
  const memoryAfterStart = memoryOf(region, postmasterId);
  const behind = openBehind(dataDirectory, databaseConnections);
  const side = await startSideProcesses();
  try {
    options.tell('bundles');
    const bundles =
      options.syntheaFolder === undefined
        ? generatedBundles(firstBundles + bundlesOfLoad)
        : bundlesOfFolder(options.syntheaFolder);
    const databaseFloors = new DatabaseFloors(behind);
    await databaseFloors.prepare();
    const tokens = await demoTokens(region);
    const { seconds } = options;
    const bench: Bench = { region, postmasterId, behind, databaseFloors, side, bundles, seconds, tokens };
    const { figures, sizes, floorTrips } = await takeFigures(bench, options);
    await side.closeFloorDatabase();
    await databaseFloors.drop();
    return {
      secondsPerLoad: seconds,
      startMs,
      peopleAtStart:
        region.place.demoPeople === 0 ? 'with nobody' : 'the planted people of the demo filed through its intakes',
      figures,
      sizes,
      floorTrips,
      memoryAfterStart,
      memoryAtEnd: memoryOf(region, postmasterId),
    };
  } finally {
    side.stop();
    await behind.close();
  }
}

export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-bench-'));
  const startedMs = performance.now();
  const region = spawnRegion({
    dataDirectory: join(folder, 'data'),
    logFile: join(folder, 'region.log'),
    httpPort: await freePort(),
    mllpPort: await freePort(),
    // Only the page needs people: the planted ones, the person with 2,000 entries among them.
    demoPeople: options.only.length === 0 || options.only.includes('page') ? 1 : 0,
  });
  try {
    options.tell('start');
    if (!(await region.untilReady(startTimeoutMs))) throw new Error(`the region did not start:\n${region.lastLines()}`);
    return await benchRegion(region, performance.now() - startedMs, options);
  } finally {
    await region.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
