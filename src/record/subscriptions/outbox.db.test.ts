/** Decision 21: what changed is noted in its transaction, costs nothing while nobody subscribes, and keeps its order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { databaseForTests, type TestDatabase } from '#platform';
import type { ResourceToWrite } from '#store';
import { takeChanges } from './event-rows.ts';
import { createOutbox } from './outbox.ts';

const row = (number: number, type = 1) =>
  ({ compartment: 5, number, type, version: number, source: 1 }) as ResourceToWrite;

async function subscribe(database: TestDatabase, types: string): Promise<void> {
  await database.owner.unsafe(`insert into record.subscription (id, owner, caller, scopes, topic, filters, types, channel,
    payload, timeout_seconds, max_count, reason, status, created_ms)
    values ('${types}', 'o', '{}', '{}', 't', '{}', '{${types}}', 'websocket', 'empty', 1, 1, 'r', 'active', 0)`);
}

const changes = async (database: TestDatabase) =>
  (await database.owner`select number from record.change order by position`).map((one) => Number(one['number']));

describe('the outbox', () => {
  it('asks four times a second while nobody subscribes, and hears of a subscription within a quarter of one', async (t) => {
    const database = await databaseForTests(t);
    let nowMs = 0;
    let statements = 0;
    const outbox = createOutbox(() => nowMs);
    const note = (number: number) =>
      database.transaction(async (transaction) => {
        const unsafe = (...given: Parameters<typeof transaction.unsafe>) => {
          statements++;
          return transaction.unsafe(...given);
        };
        await outbox.note({ unsafe } as never, [row(number)]);
      });
    await note(1);
    await note(2);
    assert.equal(statements, 1);
    await subscribe(database, '1');
    nowMs = 249;
    await note(3);
    nowMs = 250;
    await note(4);
    await note(5);
    assert.deepEqual(await changes(database), [4, 5]);
  });

  it('notes only types that somebody wants, and nothing of a transaction that is undone', async (t) => {
    const database = await databaseForTests(t);
    await subscribe(database, '1');
    const outbox = createOutbox();
    await database.transaction((transaction) => outbox.note(transaction, [row(1), row(2, 2), row(3)]));
    await database
      .transaction(async (transaction) => {
        await outbox.note(transaction, [row(4)]);
        throw new Error('undone');
      })
      .catch(() => undefined);
    assert.deepEqual(await changes(database), [1, 3]);
  });

  it('gives nothing that a running transaction may still come before', async (t) => {
    const database = await databaseForTests(t);
    await subscribe(database, '1');
    const outbox = createOutbox();
    const take = () => database.transaction((transaction) => takeChanges(transaction, Date.now()));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isNoted: () => void = () => undefined;
    const noted = new Promise<void>((resolve) => {
      isNoted = resolve;
    });
    const slow = database.transaction(async (transaction) => {
      await outbox.note(transaction, [row(1)]);
      isNoted();
      await held;
    });
    await noted;
    await database.transaction((transaction) => outbox.note(transaction, [row(2)]));
    assert.deepEqual(await take(), []);
    release();
    await slow;
    const taken: number[] = [];
    // Another test's transaction in the same server may hold the horizon for a moment.
    while (taken.length < 2) taken.push(...(await take()).map(({ event }) => event.number));
    assert.deepEqual(taken, [1, 2]);
  });
});
