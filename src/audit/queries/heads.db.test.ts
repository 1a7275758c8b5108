import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseForTests } from '#platform';
import { selectBranchesSince } from './heads.ts';

const branches = 60;
const seals = 80;

test('a region that starts again reads its map of heads from the branches there are, not from all that there could be', async (t) => {
  const database = await databaseForTests(t);
  // As a day of looks leaves it: few persons, each in most of the seals.
  await database.owner.unsafe(
    `insert into audit.head_bucket (bucket, heads, hash)
     select bucket * 1000, heads, sha256((bucket || ' ' || heads)::bytea)
     from generate_series(1, ${branches}) as bucket, generate_series(1, ${seals}) as heads
     where bucket > 1 or heads <= 3 order by heads, bucket`,
  );
  await database.owner.unsafe('analyze audit.head_bucket');
  const read = (upTo: number) =>
    database.transaction(async (sql) => {
      // A thousand times what it takes; looked for by number it took twenty seconds.
      await sql`select set_config('statement_timeout', '3000', true)`;
      return selectBranchesSince(sql, 0, upTo);
    });
  for (const upTo of [seals, 40, 2]) {
    const found = new Map((await read(upTo)).map(({ bucket, hash }) => [bucket, Buffer.from(hash).toString('hex')]));
    const expected = await database.owner<{ bucket: number; hash: string }[]>`
      select bucket, encode(sha256((bucket / 1000 || ' ' || max(heads))::bytea), 'hex') as hash
      from audit.head_bucket where heads <= ${upTo} group by bucket`;
    assert.equal(found.size, branches);
    assert.deepEqual(found, new Map(expected.map(({ bucket, hash }) => [bucket, hash])));
  }
  assert.deepEqual(await read(0), []);
});
