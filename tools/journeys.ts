/**
 * `npm run journeys`: the tests in a real browser, on one region started for them, two at a time where they speak of
 * different people. They are never skipped: without a browser this fails. `npm run journeys -- carer` runs the files whose
 * names hold the word.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { people } from '../tests/journeys/steps/people.ts';
import { findChromium } from './find-chromium.ts';
import { inLanes } from './in-lanes.ts';
import { type JourneyFile, type JourneyGroup, journeysApart } from './journeys-apart.ts';
import { freePort, type RegionProcess, spawnRegion } from './prove/region-process.ts';
import { runNodeTests, type TestRun } from './run-node-tests.ts';
import { checkoutRoot } from './run-program.ts';
import { pagesNotLookedAt, registeredAddresses } from './web-pages.ts';

/** Every planted person, and a few ordinary ones beside them. */
const demoPeople = 30;
const readyWithinMs = 180_000;
/** For one that hangs: the longest took four and a half minutes on a machine that others used too. */
const groupWithinMs = 12 * 60_000;

function filesToRun(words: readonly string[]): string[] {
  const files = globSync('tests/journeys/**/*.test.ts', { cwd: checkoutRoot }).sort();
  return words.length === 0 ? files : files.filter((file) => words.some((word) => file.includes(word)));
}

const readJourney = (file: string): JourneyFile => ({
  file,
  source: readFileSync(join(checkoutRoot, file), 'utf8'),
});

/** The apps of the journeys: a published SMART client runs at this port, while they need it. */
function writeApps(folder: string, port: number): string {
  const origin = `http://127.0.0.1:${port}`;
  const app = { publisher: 'Example Apps Ltd', kind: 'public', origins: [origin] };
  const apps = [
    {
      ...app,
      clientId: 'health-diary',
      name: 'Tarn Health Diary',
      audience: 'patient',
      redirectUris: [`${origin}/diary`],
      launchUrl: `${origin}/diary-launch`,
      scopes: ['openid', 'fhirUser', 'launch', 'launch/patient', 'offline_access', 'patient/*.rs'],
    },
    {
      ...app,
      clientId: 'growth-charts',
      name: 'Growth Charts',
      audience: 'staff',
      redirectUris: [`${origin}/charts.html`],
      launchUrl: `${origin}/charts-launch.html`,
      scopes: ['openid', 'launch', 'launch/patient', 'online_access', 'patient/*.rs', 'user/*.rs'],
    },
  ];
  const file = join(folder, 'apps.json');
  writeFileSync(file, JSON.stringify(apps));
  return file;
}

async function startRegion(folder: string, appPort: number): Promise<RegionProcess> {
  const [httpPort, mllpPort] = [await freePort(), await freePort()];
  const region = spawnRegion({
    dataDirectory: join(folder, 'data'),
    logFile: join(folder, 'region.log'),
    httpPort,
    mllpPort,
    demoPeople,
    appsFile: writeApps(folder, appPort),
  });
  if (!(await region.untilReady(readyWithinMs))) {
    const words = region.lastLines();
    await region.stop();
    throw new Error(`the region did not become ready: ${words}`);
  }
  return region;
}

/** Asked of a whole run only: every page is seen by axe at both widths, by the keyboard and without JavaScript. */
async function pagesWithoutALook(file: string): Promise<string[]> {
  const looked = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return pagesNotLookedAt(await registeredAddresses(), looked);
}

function environmentOf(region: RegionProcess, appPort: number): Record<string, string> {
  const { httpPort, mllpPort, dataDirectory, logFile } = region.place;
  return {
    GOLDTHREAD_TEST_REGION_URL: `http://127.0.0.1:${httpPort}`,
    GOLDTHREAD_TEST_APP_PORT: String(appPort),
    GOLDTHREAD_TEST_DATA_DIR: dataDirectory,
    GOLDTHREAD_TEST_REGION_LOG: logFile,
    GOLDTHREAD_TEST_MLLP_PORT: String(mllpPort),
  };
}

type RunGroup = (group: JourneyGroup, environment?: Readonly<Record<string, string>>) => Promise<TestRun>;

/** What comes with a region of its own mostly waits for it, and goes on beside all others from the start. */
async function runGroups(groups: readonly JourneyGroup[], folder: string, runOne: RunGroup): Promise<TestRun[]> {
  const apart = groups.filter(({ hasOwnRegion }) => hasOwnRegion).map((group) => runOne(group));
  const others = groups.filter(({ hasOwnRegion }) => !hasOwnRegion);
  if (others.length === 0) return Promise.all(apart);
  const appPort = await freePort();
  const startedMs = performance.now();
  const region = await startRegion(folder, appPort);
  console.log(`region of ${demoPeople} people ready after ${secondsSince(startedMs)}`);
  try {
    const environment = environmentOf(region, appPort);
    const inTurn = others.map((group) => () => runOne(group, environment));
    return [...(await inLanes(inTurn)), ...(await Promise.all(apart))];
  } finally {
    await region.stop();
  }
}

const secondsSince = (startedMs: number): string => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;

function report(results: readonly TestRun[]): { passed: number; failed: number } {
  const sum = (of: (result: TestRun) => number): number => results.reduce((all, result) => all + of(result), 0);
  for (const figure of results.flatMap(({ figures }) => figures)) console.log(figure);
  for (const { failures } of results) if (failures !== '') console.log(failures);
  const skipped = sum((result) => result.skipped);
  if (skipped > 0) console.log(`${skipped} journeys were skipped, which counts as failed`);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed) + skipped };
}

async function run(chromium: string): Promise<number> {
  const words = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-journeys-'));
  const startedMs = performance.now();
  const lookedFile = join(folder, 'looked-at');
  const ofAll = { GOLDTHREAD_TEST_CHROMIUM: chromium, GOLDTHREAD_TEST_LOOKED_FILE: lookedFile };
  const groups = journeysApart(filesToRun(words).map(readJourney), Object.keys(people));
  if (groups.length === 0) throw new Error('no journey of that name was found');
  try {
    const results = await runGroups(groups, folder, ({ files }, environment) =>
      runNodeTests({ files, environment: { ...ofAll, ...environment }, concurrency: 1, timeoutMs: groupWithinMs }),
    );
    const { passed, failed } = report(results);
    const unlooked = words.length === 0 ? await pagesWithoutALook(lookedFile) : [];
    for (const line of unlooked) console.log(line);
    console.log(`journeys took ${secondsSince(startedMs)}`);
    console.log(`${passed} passed, ${failed + unlooked.length} failed`);
    return failed + unlooked.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const found = findChromium();
if ('problem' in found) {
  console.error(found.problem);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} else {
  console.log(`browser: ${found.origin}`);
  const failed = await run(found.path).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    console.log('0 passed, 1 failed');
    return 1;
  });
  process.exitCode = failed === 0 ? 0 : 1;
}
