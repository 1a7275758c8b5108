/** The configuration of a region that a test starts: ports that are free, nobody in it, and no line in the log but of what went wrong. */
import assert from 'node:assert/strict';
import { type Config, readConfig } from '../../config.ts';

export function configForTests(settings: Readonly<Record<string, string>>): Config {
  const read = readConfig({
    GOLDTHREAD_HTTP_PORT: '0',
    GOLDTHREAD_MLLP_PORT: '0',
    GOLDTHREAD_DEMO_PEOPLE: '0',
    GOLDTHREAD_LOG_LEVEL: 'error',
    ...settings,
  });
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}
