/** What one member of staff looked at: found by an index over the entries' text, whatever stands in names and identifiers. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { StaffCaller } from '#disclosure';
import { createLog, databaseForTests } from '#platform';
import { createAudit } from './create-audit.ts';
import { aRequest, aSealedValue } from './testing/a-sealed-value.ts';

const folders = [join(import.meta.dirname, 'migrations')];
const database = await databaseForTests({ after: (callback) => after(callback) }, { folders });
const audit = createAudit({ database, clock: { now: () => 0 }, log: createLog({ level: 'silent' }) });

async function look(change: Partial<StaffCaller>, person: number): Promise<void> {
  const caller = { ...(aRequest().caller as StaffCaller), ...change };
  const request = aRequest({ caller });
  const logged = await audit.recordDisclosure(request, [aSealedValue(request, 'x', { persons: [person] })]);
  assert.ok(logged.ok);
}

async function looksBy(identifier: string): Promise<number[]> {
  const page = await audit.listLooks({ fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, identifier, limit: 5_000 });
  assert.ok(page.ok);
  return page.value.looks.map(({ person }) => person);
}

/** What could be taken for the end of an identifier, or for the beginning of another. */
const awkward = fc
  .array(
    fc.constantFrom('"', '\\', ',', '{', '}', ':', 'identifier', '"identifier":"', 'app', 'a', 'é', '1', '\u001f'),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

test('each look is found by who looked and by nobody else', async () => {
  const seen = new Map<string, number[]>();
  let person = 0;
  await fc.assert(
    fc.asyncProperty(awkward, awkward, awkward, fc.boolean(), async (staffId, name, clientId, isByApp) => {
      person++;
      await look({ staffId, name, ...(isByApp ? { app: { clientId, name } } : {}) }, person);
      seen.set(staffId, [...(seen.get(staffId) ?? []), person]);
      for (const identifier of [staffId, name, clientId])
        assert.deepEqual(await looksBy(identifier), seen.get(identifier) ?? []);
    }),
    { numRuns: 100 },
  );
});

test('the index is what it is found by', async () => {
  const statements: string[] = [];
  const sql = new Proxy(database.sql, {
    get: (target, name, receiver) =>
      name !== 'unsafe'
        ? (Reflect.get(target, name, receiver) as unknown)
        : (text: string, parameters: string[]) => {
            statements.push(text);
            return target.unsafe(text, parameters);
          },
  });
  const heard = createAudit({
    database: { ...database, sql },
    clock: { now: () => 0 },
    log: createLog({ level: 'silent' }),
  });
  await heard.listLooks({ fromMs: 0, untilMs: 1, identifier: 'a', limit: 10 });
  const plan = await database.owner.begin(async (owner) => {
    await owner.unsafe('set local enable_seqscan = off');
    await owner.unsafe('set local enable_bitmapscan = off');
    await owner.unsafe(`prepare looked_at as ${statements[0]}`);
    return owner.unsafe("explain execute looked_at(0, 1, 0, 10, 'a', 'a')");
  });
  assert.match(JSON.stringify(plan), /entry_by_caller/);
});
