/**
 * Loaded into every process of tests before its files. A process that is not over soon after its last test is ended, and says
 * what it still held: Node's runner would wait for it for ever, since its own time limits are for tests alone. So much as one
 * hook that fails leaves the hooks behind it undone, and with them a connection or a server open.
 */
import { basename } from 'node:path';
import { after } from 'node:test';

/** Their names, where all files of a run are in this process. */
const together = process.execArgv.includes('--test-isolation=none') ? process.argv.slice(1) : undefined;
const withinMs = Number(process.env['GOLDTHREAD_TEST_END_WITHIN_MS'] ?? 15_000);

function end(): void {
  const held = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && !name.startsWith('Pipe'));
  const name = (together ?? process.argv.slice(1, 2)).map((file) => basename(file)).join(' or ');
  console.error(
    `${name} is not over ${withinMs / 1000} s after its last test; it holds: ${held.join(', ') || 'a timer'}`,
  );
  process.exit(1);
}

// Of files that each have a process, none runs in the runner's own, and none may begin there.
if (together !== undefined || process.env['NODE_TEST_CONTEXT'] !== undefined)
  after(() => void setTimeout(end, withinMs).unref());
