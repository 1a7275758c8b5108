/**
 * `npm run journeys`: the tests in a real browser, on one region started for them. They are never skipped: without a
 * browser this fails. `npm run journeys -- carer` runs the files whose names hold the word.
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find-chromium.ts';
import { freePort, type RegionProcess, spawnRegion } from './prove/region-process.ts';
import { runNodeTests } from './run-node-tests.ts';
import { checkoutRoot } from './run-program.ts';
import { pagesNotLookedAt, registeredAddresses } from './web-pages.ts';

/** Every planted person, and a few ordinary ones beside them. */
const demoPeople = 30;
const readyWithinMs = 180_000;

function filesToRun(words: readonly string[]): string[] {
  const files = globSync('tests/journeys/**/*.test.ts', { cwd: checkoutRoot }).sort();
  return words.length === 0 ? files : files.filter((file) => words.some((word) => file.includes(word)));
}

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

async function run(chromium: string): Promise<number> {
  const words = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-journeys-'));
  const startedMs = performance.now();
  const appPort = await freePort();
  const lookedFile = join(folder, 'looked-at');
  const region = await startRegion(folder, appPort);
  const seconds = (): string => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
  console.log(`region of ${demoPeople} people ready after ${seconds()}`);
  try {
    const result = await runNodeTests({
      files: filesToRun(words),
      environment: {
        GOLDTHREAD_TEST_CHROMIUM: chromium,
        GOLDTHREAD_TEST_REGION_URL: `http://127.0.0.1:${region.place.httpPort}`,
        GOLDTHREAD_TEST_APP_PORT: String(appPort),
        GOLDTHREAD_TEST_DATA_DIR: region.place.dataDirectory,
        GOLDTHREAD_TEST_LOOKED_FILE: lookedFile,
        GOLDTHREAD_TEST_REGION_LOG: region.place.logFile,
        GOLDTHREAD_TEST_MLLP_PORT: String(region.place.mllpPort),
      },
      concurrency: 1,
      timeoutMs: 8 * 60_000,
    });
    for (const figure of result.figures) console.log(figure);
    if (result.failures !== '') console.log(result.failures);
    if (result.skipped > 0) console.log(`${result.skipped} journeys were skipped, which counts as failed`);
    const unlooked = words.length === 0 ? await pagesWithoutALook(lookedFile) : [];
    for (const line of unlooked) console.log(line);
    console.log(`journeys took ${seconds()}`);
    const failed = result.failed + result.skipped + unlooked.length;
    console.log(`${result.passed} passed, ${failed} failed`);
    return failed;
  } finally {
    await region.stop();
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
