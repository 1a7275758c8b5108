/** Runs one program of a check to its end and keeps what it wrote. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const checkoutRoot = join(import.meta.dirname, '..');

export interface Finished {
  readonly exitCode: number;
  /** Standard output and error, in the order in which they came. */
  readonly output: string;
}

export interface ProgramToRun {
  readonly program: string;
  readonly arguments: readonly string[];
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Runs in the checkout's root, with the checkout's own Node and tools first. A signal or a time-out is exit code 1. */
export function runProgram(run: ProgramToRun): Promise<Finished> {
  return new Promise((resolve) => {
    const tools = [join(process.execPath, '..'), join(checkoutRoot, 'node_modules/.bin')];
    const child = spawn(run.program, run.arguments, {
      cwd: checkoutRoot,
      env: {
        ...process.env,
        // A runner inside a runner would report to its parent in a form that is not for reading.
        NODE_TEST_CONTEXT: undefined,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        ...run.environment,
        PATH: [...tools, process.env['PATH'] ?? ''].join(delimiter),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const timer = setTimeout(() => {
      chunks.push(Buffer.from(`\nstopped after ${run.timeoutMs / 1000} s\n`));
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
    }, run.timeoutMs);
    child.on('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}
