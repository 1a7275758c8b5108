/** `npm start`: starts the region of the environment's configuration and stops it cleanly. */
import { readConfig } from '#config';
import type { Fault } from '#kernel/fault.ts';
import { printReady, progressPrinter } from './print-start.ts';
import { startRegion } from './start-region.ts';

function end({ code, message, flaws = [] }: Fault): never {
  const lines = [`${code}: ${message}`, ...flaws.map((flaw) => `  ${flaw.place}: ${flaw.rule}`)];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

const config = readConfig();
if (!config.ok) end(config.fault);
for (const warning of config.value.warnings) process.stderr.write(`${warning}\n`);

const startedAtMs = performance.now();
const printer = progressPrinter(config.value.demoPeople);
let stopping: Promise<void> | undefined;
const started = await startRegion({
  config: config.value,
  onProgress: printer.show,
  onUnexpectedEnd: (fault) => {
    if (stopping === undefined) end(fault);
  },
});
if (!started.ok) end(started.fault);
const { stop, loaded } = started.value;

const stopOnce = (): void => {
  if (stopping !== undefined) return;
  stopping = stop();
  stopping.then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on('SIGINT', stopOnce);
process.on('SIGTERM', stopOnce);

const progress = await loaded;
printer.finish(progress);
if (stopping === undefined) printReady(started.value, performance.now() - startedAtMs);
