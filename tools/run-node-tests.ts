/** Runs test files by Node's test runner and counts what passed and failed. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkoutRoot, runProgram } from './run-program.ts';

/** Every process would take the types out of some hundred files again. */
const compileCache = join(checkoutRoot, 'node_modules/.cache/node-compile');

const endOfTestFile = pathToFileURL(join(import.meta.dirname, 'end-of-test-file.ts')).href;

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestRun extends TestCounts {
  /** What to show when something failed. */
  readonly failures: string;
  /** Lines that tests print for the reader, each begun with `figure: `. */
  readonly figures: readonly string[];
}

export interface TestsToRun {
  readonly files: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly concurrency: number;
  readonly timeoutMs: number;
  /** All files in one process, which loads what they share once: a third of the time. Else each has a process of its own. */
  readonly together?: boolean;
  /** How long a file may take to end after its last test; 15 seconds when left out. */
  readonly endWithinMs?: number;
}

/** A run that ends without its counts is one failure: nothing may pass by not running. */
export async function runNodeTests(run: TestsToRun): Promise<TestRun> {
  if (run.files.length === 0)
    return { passed: 0, failed: 1, skipped: 0, failures: 'no test file was found', figures: [] };
  const finished = await runProgram({
    program: process.execPath,
    arguments: [
      '--test',
      '--test-reporter=spec',
      `--import=${endOfTestFile}`,
      `--test-timeout=${Math.min(run.timeoutMs, 3 * 60_000)}`,
      `--test-concurrency=${run.concurrency}`,
      ...(run.together === true ? ['--test-isolation=none'] : []),
      ...run.files,
    ],
    timeoutMs: run.timeoutMs,
    environment: {
      NODE_COMPILE_CACHE: compileCache,
      ...(run.endWithinMs === undefined ? {} : { GOLDTHREAD_TEST_END_WITHIN_MS: String(run.endWithinMs) }),
      ...run.environment,
    },
  });
  const counts = countsIn(finished.output);
  const figures = figuresIn(finished.output);
  if (counts === undefined) return { passed: 0, failed: 1, skipped: 0, failures: finished.output, figures };
  const failed = counts.failed === 0 && finished.exitCode !== 0 ? 1 : counts.failed;
  return { ...counts, failed, failures: failed === 0 ? '' : failuresIn(finished.output), figures };
}

/** Node's own totals, the last of each in the output. Cancelled tests have failed. */
export function countsIn(output: string): TestCounts | undefined {
  const total = (name: string) => {
    const found = [...output.matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'))].at(-1)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const [passed, failed, cancelled, skipped, todo] = ['pass', 'fail', 'cancelled', 'skipped', 'todo'].map(total);
  if (passed === undefined || failed === undefined) return undefined;
  return { passed, failed: failed + (cancelled ?? 0), skipped: (skipped ?? 0) + (todo ?? 0) };
}

function figuresIn(output: string): string[] {
  return [...output.matchAll(/^figure: (.*)$/gm)].map(([, text]) => text ?? '');
}

function failuresIn(output: string): string {
  const start = output.lastIndexOf('✖ failing tests:');
  if (start < 0) return output.slice(-20_000);
  const notOver = output.match(/^.* is not over .*\n/gm) ?? [];
  return notOver.join('') + output.slice(start);
}
