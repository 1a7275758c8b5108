/**
 * `npm run check`: everything that can be checked without a browser. Runs every step, whatever fails before it, and ends
 * with the line `N passed, N failed`, in which a failed static step counts as one.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer } from '#platform';
import { inLanes } from './in-lanes.ts';
import { runNodeTests, type TestsToRun } from './run-node-tests.ts';
import { checkoutRoot, runProgram } from './run-program.ts';

interface StepResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Test files; none of a program. */
  readonly files: number;
  readonly note: string;
  readonly failures: string;
}

interface Step {
  readonly name: string;
  /** Mostly idle: it goes on beside what keeps the processors at work. */
  readonly waits?: boolean;
  run(): Promise<StepResult>;
}

const minutesMs = 60_000;
const filesInAPart = 6;
const nothing: StepResult = { passed: 0, failed: 0, skipped: 0, files: 0, note: '', failures: '' };
const broken = (failures: string): StepResult => ({ ...nothing, failed: 1, failures });

function program(name: string, command: string, ...args: readonly string[]): Step {
  return {
    name,
    async run() {
      const { exitCode, output } = await runProgram({ program: command, arguments: args, timeoutMs: 8 * minutesMs });
      const lastLine = output.trim().split('\n').at(-1) ?? '';
      if (exitCode !== 0) return broken(output);
      return { ...nothing, note: name === 'boundaries' ? lastLine : '' };
    },
  };
}

/**
 * What waits for the clock has a process of its own, where nobody else's work is in its way; so has what breaks connections, since
 * the driver may throw afterwards, outside of any test.
 */
function isForItself(file: string): boolean {
  return /node:timers\/promises|set(?:Timeout|Interval)\(|pg_terminate_backend/.test(
    readFileSync(join(checkoutRoot, file), 'utf8'),
  );
}

/** In parts of a few files each, so that nobody waits long for the last of them. */
function inParts(name: string, files: readonly string[], run: Omit<TestsToRun, 'files'>): Step[] {
  const parts = Math.ceil(files.length / filesInAPart);
  return Array.from({ length: parts }, (_, part) => {
    const own = files.filter((_file, index) => index % parts === part);
    return {
      name,
      waits: run.together !== true,
      async run() {
        return { ...(await runNodeTests({ ...run, files: own })), files: own.length, note: '' };
      },
    };
  });
}

function tests(name: string, files: readonly string[], environment: Readonly<Record<string, string>> = {}): Step[] {
  const run = { environment, concurrency: 1, timeoutMs: 8 * minutesMs };
  if (files.length === 0) return [{ name, run: async () => broken('no test file was found') }];
  return [
    ...inParts(name, files.filter(isForItself), run),
    ...inParts(
      name,
      files.filter((file) => !isForItself(file)),
      { ...run, together: true },
    ),
  ];
}

function testFiles(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: checkoutRoot }).sort();
}

interface Shown {
  /** Parts of the step that have not ended. */
  left: number;
  /** From the beginning of each part to its end, one after another. */
  seconds: number;
  readonly results: StepResult[];
}

function show(name: string, { seconds, results }: Shown): void {
  const { passed, failed, skipped, files, failures, note } = together(results);
  const skippedToo = skipped === 0 ? '' : `, ${skipped} skipped`;
  const counts = files === 0 ? note : `${files} files, ${passed} passed, ${failed} failed${skippedToo}`;
  console.log(
    `${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s  ${counts}`,
  );
  if (failures !== '') console.log(failures.trimEnd().replace(/^/gm, '       | '));
}

function together(results: readonly StepResult[]): StepResult {
  const sum = (of: (result: StepResult) => number): number => results.reduce((all, result) => all + of(result), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    files: sum(({ files }) => files),
    note: results.map(({ note }) => note).join(''),
    failures: results.map(({ failures }) => failures).join(''),
  };
}

/** A step is shown when the last of its parts has ended. Those that wait are idle for three quarters of their time. */
async function runSteps(steps: readonly Step[]): Promise<StepResult> {
  const byName = new Map<string, Shown>();
  for (const { name } of steps) {
    const shown = byName.get(name) ?? { left: 0, seconds: 0, results: [] };
    shown.left += 1;
    byName.set(name, shown);
  }
  const run = (step: Step) => async (): Promise<StepResult> => {
    const startedMs = performance.now();
    const result = await step.run().catch((error: unknown) => broken(String(error)));
    const shown = byName.get(step.name)!;
    shown.seconds += (performance.now() - startedMs) / 1000;
    shown.results.push(result);
    shown.left -= 1;
    if (shown.left === 0) show(step.name, shown);
    return result;
  };
  const [busy, waiting] = [steps.filter(({ waits }) => waits !== true), steps.filter(({ waits }) => waits === true)];
  return together(await inLanes(busy.map(run), waiting.map(run)));
}

const staticSteps: readonly Step[] = [
  // On a machine of 8 GB V8 would stop at 2; what the compiler found out takes about as much.
  program(
    'types and lint',
    process.execPath,
    '--max-old-space-size=4096',
    join(checkoutRoot, 'tools/lint-with-types.ts'),
  ),
  program('format', 'biome', 'check', '--error-on-warnings', '.'),
  program('boundaries', process.execPath, join(checkoutRoot, 'tools/boundaries.ts')),
  program('dead code', 'knip', '--no-progress'),
];

const isDatabaseTest = (file: string) => file.endsWith('.db.test.ts');
const besideTheCode = testFiles('src/**/*.test.ts', 'tools/**/*.test.ts');
const inTests = testFiles('tests/**/*.test.ts').filter(
  (file) => !file.startsWith('tests/house/') && !file.startsWith('tests/journeys/'),
);

/** What takes longest comes first. One PostgreSQL for the whole run; each test file gets a database of its own in it. */
async function runEverything(): Promise<StepResult> {
  if (!existsSync(join(checkoutRoot, 'node_modules/.bin/biome')))
    throw new Error('The tools are not installed: run npm ci first.');
  const server = await startTestServer().catch((error: unknown) => String(error));
  const environment = typeof server === 'string' ? undefined : { GOLDTHREAD_TEST_DATABASE_URL: server.url };
  const withDatabase: readonly Step[] =
    environment === undefined
      ? [{ name: 'database tests', run: async () => broken(`PostgreSQL did not start: ${String(server)}`) }]
      : [
          ...tests(
            'whole tests',
            inTests.filter((file) => !isDatabaseTest(file)),
            environment,
          ),
          ...tests('database tests', [...inTests, ...besideTheCode].filter(isDatabaseTest), environment),
        ];
  try {
    return await runSteps([
      ...staticSteps,
      ...withDatabase,
      ...tests('house tests', testFiles('tests/house/*.test.ts')),
      ...tests(
        'unit tests',
        besideTheCode.filter((file) => !isDatabaseTest(file)),
      ),
    ]);
  } finally {
    if (typeof server !== 'string') await server.stop();
  }
}

const { passed, failed } = await runEverything().catch((error: unknown) => {
  console.log(String(error));
  return broken('');
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
