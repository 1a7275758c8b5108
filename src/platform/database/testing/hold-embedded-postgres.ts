/** A Goldthread process as small as can be, to be killed by tests: starts PostgreSQL on the folder given, says so, and waits. */
import { createLog } from '../../log.ts';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';

const started = await startEmbeddedPostgres({
  dataDirectory: process.argv[2] ?? '',
  log: createLog({ level: 'silent' }),
});
process.stdout.write(
  `${JSON.stringify(started.ok ? { url: started.value.url, processIds: started.value.processIds() } : started.fault)}\n`,
);
async function stop(): Promise<void> {
  if (started.ok) await started.value.stop();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
setInterval(() => undefined, 60_000);
