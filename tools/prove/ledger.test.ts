/** The ledger checker of the proofs: each promise of the intake (safety I1, I2) broken once must give its own breach. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeBreaches, judge, Ledger, type StoredMessage } from './ledger.ts';

const id = 'PROVE1|ZX99 M1';

function ledgerWith(...answers: readonly string[]): Ledger {
  const ledger = new Ledger();
  ledger.sending(id, 'aa');
  if (answers.length === 0) ledger.unanswered(id);
  for (const answer of answers) ledger.answered(id, answer);
  return ledger;
}

const filedMessage: StoredMessage = { id, contentHash: 'aa', state: 'filed', filings: 1, effects: 1, superseded: 0 };

function breachesOf(
  ledger: Ledger,
  messages: readonly StoredMessage[],
  options: { isEnd?: boolean; orphans?: number },
) {
  const entries = ledger.entries();
  const stored = { messages, orphans: options.orphans ?? 0 };
  const verdict = judge({ before: entries, after: entries, stored, isEnd: options.isEnd ?? false });
  return verdict.breaches.map((breach) => breach.kind);
}

test('an acknowledged message that is there once, filed once, with one effect, breaks nothing', () => {
  assert.deepEqual(breachesOf(ledgerWith('AA', 'AA'), [filedMessage], { isEnd: true }), []);
});

test('an acknowledged message that is not in the inbox is lost', () => {
  assert.deepEqual(breachesOf(ledgerWith('AA'), [], {}), ['acknowledged, not stored']);
});

test('a message without an answer may be there or not', () => {
  assert.deepEqual(breachesOf(ledgerWith(), [], { isEnd: true }), []);
  assert.deepEqual(breachesOf(ledgerWith(), [filedMessage], { isEnd: true }), []);
});

test('a message that nobody sent may not be there', () => {
  assert.deepEqual(breachesOf(new Ledger(), [filedMessage], {}), ['stored, never sent']);
});

test('the same message twice in the inbox, or with other bytes, is a breach', () => {
  assert.deepEqual(breachesOf(ledgerWith('AA'), [filedMessage, filedMessage], {}), ['stored twice']);
  assert.deepEqual(breachesOf(ledgerWith('AA'), [{ ...filedMessage, contentHash: 'bb' }], {}), [
    'stored with other content',
  ]);
});

test('an acknowledged message without its effect, or still waiting, is a breach', () => {
  assert.deepEqual(breachesOf(ledgerWith('AA'), [{ ...filedMessage, effects: 0 }], {}), ['acknowledged, no effect']);
  assert.deepEqual(breachesOf(ledgerWith('AA'), [{ ...filedMessage, state: 'received' }], {}), [
    'acknowledged, no effect',
  ]);
});

test('a second effect, a second filing and an overwritten effect are each a breach', () => {
  for (const twice of [{ effects: 2 }, { filings: 2 }, { superseded: 1 }])
    assert.deepEqual(breachesOf(ledgerWith('AA'), [{ ...filedMessage, ...twice }], {}), ['more than one effect']);
});

test('a message still waiting at the end is a breach, and before the end it is not', () => {
  const waiting = { ...filedMessage, state: 'received', filings: 0, effects: 0 };
  assert.deepEqual(breachesOf(ledgerWith(), [waiting], { isEnd: false }), []);
  assert.deepEqual(breachesOf(ledgerWith(), [waiting], { isEnd: true }), ['pending at the end']);
});

test('a good message that is refused, and an effect that no message explains, are breaches', () => {
  assert.deepEqual(breachesOf(ledgerWith('AE', 'AA'), [filedMessage], {}), ['refused']);
  assert.deepEqual(breachesOf(ledgerWith('AA'), [filedMessage], { orphans: 1 }), ['effect without a message']);
});

test('what is acknowledged after the store was read is not asked for yet', () => {
  const ledger = ledgerWith();
  const before = ledger.entries();
  ledger.answered(id, 'AA');
  const verdict = judge({ before, after: ledger.entries(), stored: { messages: [], orphans: 0 }, isEnd: false });
  assert.deepEqual(verdict.breaches, []);
  assert.equal(verdict.acknowledged, 0);
});

test('whatever subset is lost, exactly the acknowledged of it are named', () => {
  const messages = fc.array(fc.record({ isAcknowledged: fc.boolean(), isKept: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(messages, (all) => {
      const ledger = new Ledger();
      const kept: StoredMessage[] = [];
      all.forEach(({ isAcknowledged, isKept }, number) => {
        ledger.sending(`M${number}`, 'aa');
        if (isAcknowledged) ledger.answered(`M${number}`, 'AA');
        if (isKept) kept.push({ ...filedMessage, id: `M${number}` });
      });
      const entries = ledger.entries();
      const verdict = judge({ before: entries, after: entries, stored: { messages: kept, orphans: 0 }, isEnd: true });
      const lost = all.flatMap((one, number) => (one.isAcknowledged && !one.isKept ? [`M${number}`] : []));
      assert.deepEqual(
        verdict.breaches.map((breach) => breach.id),
        lost,
      );
    }),
  );
});

test('one control id for two contents is a fault of the proof itself', () => {
  const ledger = ledgerWith('AA');
  assert.throws(() => ledger.sending(id, 'bb'));
});

test('breaches are told by kind, with how many', () => {
  const lines = describeBreaches([
    { kind: 'stored twice', id: 'M1' },
    { kind: 'stored twice', id: 'M2' },
  ]);
  assert.deepEqual(lines, ['2 stored twice: M1, M2']);
});
