/**
 * `npm run check`: everything that can be checked without a browser. Runs every step, whatever fails before it, and ends
 * with the line `N passed, N failed`, in which a failed static step counts as one.
 */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer } from '#platform';
import { runNodeTests, type TestsToRun } from './run-node-tests.ts';
import { checkoutRoot, runProgram } from './run-program.ts';

interface StepResult {
  readonly passed: number;
  readonly failed: number;
  readonly note: string;
  readonly failures: string;
}

interface Step {
  readonly name: string;
  run(): Promise<StepResult>;
}

const minutesMs = 60_000;

function program(name: string, command: string, ...args: readonly string[]): Step {
  return {
    name,
    async run() {
      const { exitCode, output } = await runProgram({ program: command, arguments: args, timeoutMs: 5 * minutesMs });
      const lastLine = output.trim().split('\n').at(-1) ?? '';
      const hasPassed = exitCode === 0;
      return {
        passed: 0,
        failed: hasPassed ? 0 : 1,
        note: name === 'boundaries' && hasPassed ? lastLine : '',
        failures: hasPassed ? '' : output,
      };
    },
  };
}

function tests(name: string, run: Omit<TestsToRun, 'timeoutMs'>): Step {
  return {
    name,
    async run() {
      const result = await runNodeTests({ ...run, timeoutMs: 8 * minutesMs });
      const skipped = result.skipped === 0 ? '' : `, ${result.skipped} skipped`;
      return {
        ...result,
        note: `${run.files.length} files, ${result.passed} passed, ${result.failed} failed${skipped}`,
      };
    },
  };
}

function testFiles(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: checkoutRoot }).sort();
}

async function runTimed(step: Step): Promise<StepResult> {
  const startedMs = performance.now();
  const result = await step
    .run()
    .catch((error: unknown): StepResult => ({ passed: 0, failed: 1, note: '', failures: String(error) }));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const sign = result.failed === 0 ? 'ok    ' : 'FAILED';
  console.log(`${sign} ${step.name.padEnd(16)} ${seconds.padStart(6)} s  ${result.note}`);
  if (result.failures !== '') console.log(result.failures.trimEnd().replace(/^/gm, '       | '));
  return result;
}

/** Two at a time: the machines that this runs on have two cores. */
async function runTwoAtATime(steps: readonly Step[]): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) results.push(await runTimed(step));
  };
  await Promise.all([work(), work()]);
  return results;
}

const staticSteps: readonly Step[] = [
  program('lint', 'eslint', '--max-warnings=0', 'src', 'tools'),
  program('types', 'tsc', '--noEmit'),
  program('format', 'biome', 'check', '--error-on-warnings', '.'),
  program('boundaries', process.execPath, join(checkoutRoot, 'tools/boundaries.ts')),
  program('dead code', 'knip', '--no-progress'),
];

const isDatabaseTest = (file: string) => file.endsWith('.db.test.ts');
const besideTheCode = testFiles('src/**/*.test.ts', 'tools/**/*.test.ts');
const inTests = testFiles('tests/**/*.test.ts').filter(
  (file) => !file.startsWith('tests/house/') && !file.startsWith('tests/journeys/'),
);

/** One PostgreSQL for the whole run; each test file gets a database of its own in it. */
async function runDatabaseSteps(): Promise<StepResult[]> {
  const databaseFiles = [...besideTheCode, ...inTests].filter(isDatabaseTest);
  const otherFiles = inTests.filter((file) => !isDatabaseTest(file));
  const server = await startTestServer();
  try {
    const environment = { GOLDTHREAD_TEST_DATABASE_URL: server.url };
    const results = [await runTimed(tests('database tests', { files: databaseFiles, environment, concurrency: 2 }))];
    if (otherFiles.length > 0) {
      results.push(await runTimed(tests('whole tests', { files: otherFiles, environment, concurrency: 1 })));
    }
    return results;
  } finally {
    await server.stop();
  }
}

async function runEverything(): Promise<StepResult[]> {
  if (!existsSync(join(checkoutRoot, 'node_modules/.bin/biome'))) {
    return [{ passed: 0, failed: 1, note: '', failures: 'The tools are not installed: run npm ci first.' }];
  }
  const unitFiles = besideTheCode.filter((file) => !isDatabaseTest(file));
  return [
    ...(await runTwoAtATime(staticSteps)),
    await runTimed(tests('house tests', { files: testFiles('tests/house/*.test.ts'), concurrency: 2 })),
    await runTimed(tests('unit tests', { files: unitFiles, concurrency: 2 })),
    ...(await runDatabaseSteps().catch((error: unknown): StepResult[] => {
      console.log(`FAILED database tests: ${String(error)}`);
      return [{ passed: 0, failed: 1, note: '', failures: '' }];
    })),
  ];
}

const results = await runEverything();
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
