/** The log names no patient: only listed fields come out, and of an error only its kind and place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, errorFields, type LogFields } from './log.ts';

function lines(level: 'info' | 'silent'): { log: ReturnType<typeof createLog>; written: string[] } {
  const written: string[] = [];
  return { log: createLog({ level, write: (line) => void written.push(line) }), written };
}

test('a field that is not on the list is left out, also when the compiler was got round', () => {
  const { log, written } = lines('info');
  log
    .with({ module: 'intake' })
    .warn('refused', { code: 'X-1', patientName: 'Zebedee', reason: { name: 'Zebedee' } } as unknown as LogFields);
  const line = JSON.parse(written[0] ?? '') as Record<string, unknown>;
  assert.deepEqual(Object.keys(line), ['level', 'time', 'module', 'code', 'event']);
  assert.equal(line['event'], 'refused');
});

test('of an error the message is never logged', () => {
  const { log, written } = lines('info');
  log.error('broken', errorFields(new TypeError('bad value Zebedee\n    second line of Zebedee')));
  assert.match(written[0] ?? '', /"errorName":"TypeError"/);
  assert.doesNotMatch(written[0] ?? '', /Zebedee/);
});

test('a level below the one asked for is silent', () => {
  const { log, written } = lines('info');
  log.debug('detail');
  assert.deepEqual(written, []);
});
