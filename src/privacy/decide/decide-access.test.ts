// The rows of the decision table that stand today; numbers as in docs/safety/access.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contentClass, label, type SourceNumber, sensitiveLabels } from '#disclosure';
import type { ResourceNumber } from '#kernel/identity-number.ts';
import type { ClaimFact, ObjectionFact, RelationshipFact } from './access-facts.ts';
import { relationshipKinds } from './relationship.ts';
import { roleProfiles } from './role-table.ts';
import { dayMs, decide, forPatient, glass, nowMs, objection, own } from './testing/decide-for-tests.ts';
import { shows } from './testing/decision-suite.ts';

test('D2: no agreement, no record, whatever else holds', () => {
  const decision = decide('R0260', { agreedWith: 'none' });
  assert.deepEqual(decision, { isAllowed: false, decidedBy: ['D2'], offers: { claim: false, breakGlass: false } });
});

test('D3: a role that is not in the table, and a privacy officer, open nothing', () => {
  for (const role of ['R9999', '', 'R0001', 'R1780', 'R1985']) {
    const decision = decide(role);
    assert.equal(decision.isAllowed, false);
    assert.deepEqual(decision.decidedBy, ['D3']);
  }
});

test('D5: an absolute objection holds against a relationship and against breaking glass', () => {
  for (const claims of [[], [glass]]) {
    const decision = decide('R0050', { objections: [objection()], claims });
    assert.equal(decision.isAllowed, false);
    assert.deepEqual(decision.decidedBy, ['D5']);
  }
});

test('D6: an emergency objection yields to broken glass only, and offers it only to roles entitled to it', () => {
  const objections = [objection({ isAbsolute: false })];
  const closed = decide('R0050', { objections });
  assert.ok(!closed.isAllowed && closed.offers.breakGlass);
  const clerk = decide('R6030', { objections });
  assert.ok(!clerk.isAllowed && !clerk.offers.breakGlass);
  assert.equal(decide('R0050', { objections, claims: [glass] }).isAllowed, true);
});

test('D7 and D8: without a relationship a role that may claim is offered it, another is not', () => {
  const pharmacist = decide('R1290', { relationships: [] });
  assert.ok(!pharmacist.isAllowed && pharmacist.offers.claim && !pharmacist.offers.breakGlass);
  assert.deepEqual(pharmacist.decidedBy, ['D7']);
  const receptionist = decide('R1730', { relationships: [] });
  assert.ok(!receptionist.isAllowed && !receptionist.offers.claim);
  assert.deepEqual(receptionist.decidedBy, ['D8']);
});

test('a relationship has a tail and then ends; one in the future has not begun', () => {
  const ended = (days: number): RelationshipFact => ({ kind: 'admission', startsMs: 0, endsMs: nowMs - days * dayMs });
  assert.equal(decide('R0620', { relationships: [ended(90)] }).isAllowed, true);
  assert.equal(decide('R0620', { relationships: [ended(91)] }).isAllowed, false);
  assert.equal(
    decide('R0620', { relationships: [{ kind: 'clinic-date', startsMs: nowMs + 1, endsMs: undefined }] }).isAllowed,
    false,
  );
});

test('an objection to one source withholds that source and nothing else', () => {
  const decision = decide('R0260', { objections: [objection({ scope: 'source', aboutSource: 3 as SourceNumber })] });
  assert.ok(decision.isAllowed);
  assert.equal(shows(decision.rules, { class: contentClass.problem, source: 3 }), false);
  assert.equal(shows(decision.rules, { class: contentClass.problem, source: 4 }), true);
});

test('D11, D12: restricted and sensitive items are not there, unless authored by the own organisation or in an emergency', () => {
  const decision = decide('R0260');
  const broken = decide('R0260', { claims: [glass] });
  assert.ok(decision.isAllowed && broken.isAllowed);
  for (const bit of [label.restricted, label.sexualHealth, label.fertility, label.genderIdentity, label.termination]) {
    assert.equal(shows(decision.rules, { class: contentClass.consultation, label: bit }), false);
    assert.equal(shows(decision.rules, { class: contentClass.consultation, label: bit, source: own }), true);
    assert.equal(shows(broken.rules, { class: contentClass.consultation, label: bit }), true);
  }
});

test('D13, D14, D22: breaking glass opens no seal and no anonymous service', () => {
  const broken = decide('R1070', { claims: [glass] });
  assert.ok(broken.isAllowed);
  for (const bit of [label.sealed, label.sealedLocked, label.veryRestricted, label.anonymousService])
    assert.equal(shows(broken.rules, { class: contentClass.consultation, label: bit }), false);
});

test('D13, D14: a seal holds also within the organisation that authored the item', () => {
  const decision = decide('R0260');
  assert.ok(decision.isAllowed);
  for (const bit of [label.sealed, label.sealedLocked])
    assert.equal(shows(decision.rules, { class: contentClass.consultation, label: bit, source: own }), false);
});

test('a helper of a charity sees how to greet and help, what is dangerous to eat and whom to phone, and nothing of care or treatment', () => {
  const decision = decide('R1560');
  assert.ok(decision.isAllowed);
  const seen = Object.entries(contentClass).filter(([, number]) => shows(decision.rules, { class: number }));
  assert.deepEqual(seen.map(([name]) => name).sort(), [
    'aboutMe',
    'administration',
    'allergy',
    'careRisk',
    'contingencyPlan',
    'demographics',
    'individualRequirements',
    'personalContact',
  ]);
});

test('a home carer sees what a visit needs and no consultation, result, safeguarding or sensitive entry', () => {
  const decision = decide('R1460');
  assert.ok(decision.isAllowed);
  const seen = Object.entries(contentClass).filter(([, number]) => shows(decision.rules, { class: number }));
  assert.deepEqual(
    seen.map(([name]) => name).sort(),
    [
      'aboutMe',
      'administration',
      'allergy',
      'carePlan',
      'careRisk',
      'contingencyPlan',
      'cprRecommendation',
      'demographics',
      'individualRequirements',
      'medication',
      'personalContact',
      'socialCare',
    ].sort(),
  );
});

test('safeguarding is for roles entitled to it, and never for a patient’s own page', () => {
  const item = { class: contentClass.safeguarding, label: label.safeguarding };
  const worker = decide('R1330');
  const clerk = decide('R6030');
  assert.ok(worker.isAllowed && clerk.isAllowed);
  assert.equal(shows(worker.rules, item), true);
  assert.equal(shows(clerk.rules, item), false);
  assert.equal(shows(forPatient().rules, item), false);
});

test('D15: a patient never sees what waits, is hidden or is about a third party', () => {
  const { rules } = forPatient();
  assert.equal(shows(rules, { class: contentClass.problem }), true);
  for (const bit of [label.awaitingRelease, label.hiddenFromPatient, label.thirdParty, label.safeguarding])
    assert.equal(shows(rules, { class: contentClass.problem, label: bit }), false);
});

test('a stricter choice of the person never shows more (monotonic)', () => {
  const objections = fc.array(
    fc.record({
      scope: fc.constantFrom('whole-record', 'source', 'organisation', 'individual') as fc.Arbitrary<
        ObjectionFact['scope']
      >,
      aboutSource: fc.constantFrom(1, 2, 3) as fc.Arbitrary<SourceNumber>,
      isAbsolute: fc.boolean(),
    }),
    { maxLength: 3 },
  );
  const relationships = fc.array(
    fc.record({
      kind: fc.constantFrom(...relationshipKinds),
      startsMs: fc.constantFrom(0, nowMs + 5),
      endsMs: fc.constantFrom(undefined, nowMs),
    }),
    { maxLength: 2 },
  );
  const item = fc.record({
    class: fc.constantFrom(...Object.values(contentClass)),
    label: fc.constantFrom(0, label.restricted, sensitiveLabels, label.sealed, label.safeguarding),
    source: fc.constantFrom(1, 2, 3, own),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(roleProfiles)),
      relationships,
      objections,
      objections,
      fc.constantFrom<readonly ClaimFact[]>([], [glass]),
      item,
      (role, known, some, more, claims, one) => {
        const loose = decide(role, { relationships: known, objections: some, claims });
        const strict = decide(role, { relationships: known, objections: [...some, ...more], claims });
        const seenStrict = strict.isAllowed && shows(strict.rules, one);
        const seenLoose = loose.isAllowed && shows(loose.rules, one);
        assert.ok(!seenStrict || seenLoose);
      },
    ),
  );
});

test('attack 46: which rules hold the same lists, for the store to ask about once, does not depend on what was sealed', () => {
  const seal = { level: 'sealed-locked', isForReader: false } as const;
  for (const seals of [
    [],
    [{ ...seal, numbers: [8 as ResourceNumber], classes: [] }],
    [{ ...seal, numbers: [], classes: [contentClass.allergy] }],
  ]) {
    const decision = decide('R0260', { seals, teamSources: [9 as SourceNumber] });
    assert.ok(decision.isAllowed);
    const [others, ownRule, team] = decision.rules;
    for (const list of ['compartments', 'contentClasses', 'withheldNumbers'] as const)
      assert.equal(ownRule?.[list], others?.[list], list);
    assert.notEqual(team?.contentClasses, others?.contentClasses);
  }
});
