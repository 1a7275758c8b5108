// Seals, teams, agreements and the attacks on context and policy that the decision itself has to stand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentClass, label, type SourceNumber } from '#disclosure';
import type { ResourceNumber } from '#kernel/identity-number.ts';
import type { ClaimFact } from './access-facts.ts';
import { dayMs, decide, forPatient, glass, nowMs, own } from './testing/decide-for-tests.ts';
import { shows } from './testing/decision-suite.ts';

test('D13, D14: a seal opens to its team, and the override of a seal opens no lock (attack 59)', () => {
  const team = 9 as SourceNumber;
  const override: ClaimFact = {
    kind: 'seal-override',
    reason: 'Court order 12',
    endsMs: nowMs + 1,
    isConfirmed: false,
  };
  const inTeam = decide('R0260', { teamSources: [team] });
  const overriding = decide('R0260', { claims: [override] });
  const nurse = decide('R0620', { claims: [override] });
  assert.ok(inTeam.isAllowed && overriding.isAllowed && nurse.isAllowed);
  const item = (bit: number, source: number) => ({ class: contentClass.problem, label: bit, source });
  assert.equal(shows(inTeam.rules, item(label.sealed, team)), true);
  assert.equal(shows(inTeam.rules, item(label.sealedLocked, team)), true);
  assert.equal(shows(inTeam.rules, item(label.sealedLocked, 3)), false);
  assert.equal(shows(overriding.rules, item(label.sealed, 3)), true);
  assert.equal(shows(overriding.rules, item(label.sealedLocked, 3)), false);
  assert.equal(shows(nurse.rules, item(label.sealed, 3)), false);
});

test('D13, D14: what the person sealed is not there for anybody but the team, and stays there for the person', () => {
  const seal = (isForReader: boolean) => ({
    seals: [
      {
        level: 'sealed-locked' as const,
        isForReader,
        numbers: [42 as ResourceNumber],
        classes: [contentClass.allergy],
      },
    ],
  });
  const outside = decide('R0260', { ...seal(false), claims: [glass] });
  const inside = decide('R0260', seal(true));
  assert.ok(outside.isAllowed && inside.isAllowed);
  for (const item of [{ class: contentClass.problem, number: 42 }, { class: contentClass.allergy }]) {
    assert.equal(shows(outside.rules, item), false);
    assert.equal(shows(outside.rules, { ...item, source: own }), false);
    assert.equal(shows(inside.rules, item), true);
    assert.equal(shows(forPatient().rules, item), true);
  }
  // A seal opens to its team what the seal closed, not what other rows close: an entry that came to speak of a sealed one is sealed with it.
  for (const bit of [label.restricted, label.veryRestricted, label.sexualHealth, label.anonymousService])
    for (const item of [{ class: contentClass.problem, number: 42 }, { class: contentClass.allergy }]) {
      assert.equal(shows(inside.rules, { ...item, label: bit }), false, `D11, D12: ${bit}`);
      assert.equal(shows(inside.rules, { ...item, label: bit, source: own }), true, 'what their organisation wrote');
    }
});

test('D2: an agreement about some sources opens these and what the own organisation wrote', () => {
  const decision = decide('R0260', { agreedWith: [] }, { agreedSources: [4 as SourceNumber] });
  assert.ok(decision.isAllowed);
  const seen = [3, 4, own].map((source) => shows(decision.rules, { class: contentClass.problem, source }));
  assert.deepEqual(seen, [false, true, true]);
});

test('attack 57: an emergency that nobody broke the glass for is refused, whatever purpose the client states', () => {
  const forged = decide('R1070', {}, { purpose: 'emergency' });
  assert.ok(!forged.isAllowed);
  assert.deepEqual(forged.decidedBy, ['D9']);
});

test('attack 58: broken glass ends, and opens nothing after it', () => {
  const over = decide('R1070', { relationships: [], claims: [{ ...glass, endsMs: nowMs }] });
  assert.equal(over.isAllowed, false);
});

test('attack 63: a claim that the chosen role may not make is not there', () => {
  const clerk = decide('R6030', { relationships: [], claims: [glass, { ...glass, kind: 'self-claimed' }] });
  assert.ok(!clerk.isAllowed);
  assert.deepEqual(clerk.decidedBy, ['D8']);
});

test('attack 64: a reader’s token for care opens no record for planning or research', () => {
  for (const purpose of ['other', 'own-request', 'own-feed'] as const)
    assert.deepEqual(decide('R0260', {}, { purpose }).decidedBy, ['D9']);
});

test('attack 67: when the facts cannot be read, nothing opens', () => {
  const decision = decide('R0260', {}, { facts: undefined });
  assert.ok(!decision.isAllowed);
  assert.deepEqual(decision.decidedBy, ['D0']);
});

test('attack 62, D17: staff do not open their own record, and a colleague’s or relative’s raises an alert', () => {
  assert.deepEqual(decide('R0260', { connection: 'self' }).decidedBy, ['D17']);
  for (const connection of ['colleague', 'relative'] as const) {
    const decision = decide('R0260', { connection });
    assert.ok(decision.isAllowed && decision.isAlerting);
  }
});

test('D18: full protection opens to the named team, and to others only in an emergency that two confirm', () => {
  const confirmed = { ...glass, isConfirmed: true };
  const inTeam = decide('R0260', { protection: 'in-team' });
  assert.ok(inTeam.isAllowed && inTeam.isAlerting);
  assert.deepEqual(decide('R0260', { protection: 'outside' }).decidedBy, ['D18']);
  assert.deepEqual(decide('R0260', { protection: 'outside', claims: [glass] }).decidedBy, ['D18']);
  assert.equal(decide('R0260', { protection: 'outside', claims: [confirmed] }).isAllowed, true);
});

test('D19: a year after a death the record stays open to some roles only', () => {
  const deceasedMs = nowMs - 366 * dayMs;
  assert.deepEqual(decide('R0620', {}, { deceasedMs }).decidedBy, ['D19']);
  assert.equal(decide('R0260', {}, { deceasedMs }).isAllowed, true);
  assert.equal(decide('R0620', {}, { deceasedMs: nowMs - dayMs }).isAllowed, true);
});

test('D21: another region’s reader is decided about here, and can claim nothing', () => {
  const vouched = decide('R0260', {}, { isFromRegion: true });
  assert.ok(vouched.isAllowed);
  assert.deepEqual(vouched.decidedBy, ['D21']);
  assert.deepEqual(decide('R0260', { claims: [glass] }, { isFromRegion: true }).decidedBy, ['D21']);
});
