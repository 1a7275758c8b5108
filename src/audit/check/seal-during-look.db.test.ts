/** The look through a log that grows: what is derived and sealed meanwhile is not held against it. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AnySql } from '#platform';
import { aSealedLog } from '../testing/a-sealed-log.ts';
import { verifyRegion } from './verify-region.ts';

const finishing = { after: (callback: () => Promise<void>) => after(callback) };

/** The same database, in which `work` is done just before the first statement that reads this table. */
function doingBefore(sql: AnySql, table: string, work: () => Promise<unknown>): AnySql {
  let isDone = false;
  return new Proxy(sql, {
    apply(_, __, [texts, ...values]: [TemplateStringsArray, ...unknown[]]) {
      const asked = Reflect.apply(sql as never, undefined, [texts, ...values]) as Promise<unknown>;
      if (isDone || !texts.join('').includes(`FROM ${table} WHERE`)) return asked;
      isDone = true;
      // The driver sends a statement when it is waited for.
      return {
        // biome-ignore lint/suspicious/noThenProperty: a statement is waited for as a promise is
        then: (...callbacks: never[]) =>
          work()
            .then(() => asked)
            .then(...callbacks),
      };
    },
  });
}

for (const table of ['audit.heads', 'audit.checkpoint'])
  test(`a log that is sealed while it is gone through, before ${table} is read, is whole`, async () => {
    const log = await aSealedLog(finishing);
    for (let look = 0; look < 5; look++) await log.disclose(1 + look);
    await log.seal();
    let isSealed = false;
    const sql = doingBefore(log.database.sql, table, async () => {
      await log.disclose(9);
      await log.seal();
      isSealed = true;
    });
    const report = await verifyRegion({ sql, keys: log.keys.key.verifiers, outsideNotes: await log.keys.kept.all() });
    assert.deepEqual(report.findings, []);
    assert.ok(isSealed);
  });

test('a checkpoint over more leaves than there are is found', async () => {
  const log = await aSealedLog(finishing);
  for (let look = 0; look < 3; look++) await log.disclose(1 + look);
  await log.seal();
  await log.disclose(2);
  const size = await log.seal();
  const { owner, sql } = log.database;
  await owner`DELETE FROM audit.leaf WHERE leaf_index >= ${size - 2}`;
  await owner`DELETE FROM audit.heads WHERE leaf_index >= ${size - 2}`;
  const report = await verifyRegion({ sql, keys: log.keys.key.verifiers, outsideNotes: [] });
  assert.match(report.findings.map(({ says }) => says).join(' '), new RegExp(`is over ${size} leaves`));
});
