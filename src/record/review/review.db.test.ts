// The privacy officer: alerts to a conclusion, look-ups, evidence, patterns, and what somebody could see at a moment (UK-12, UK-13).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { settled } from '../../audit/testing/settled.ts';
import { anAttendance, aPerson, aProblem, openAs, type Somebody } from '../choices/testing/a-person.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const officer = (organisation = 'ZX31') => aRequest(aMemberOfStaff('R0001', organisation, 'Pat Fell'));
const nurse = (): StaffCaller => ({ ...aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle'), staffId: 'nurse "1"' });

async function claimed(): Promise<{ somebody: Somebody; compartment: Compartment; alert: number }> {
  const somebody = aPerson(region);
  const compartment = await somebody.file('ZX11', [aProblem('Secret words')]);
  const claim = await region.record.claimAccess(aRequest(nurse()), {
    person: await somebody.person(),
    kind: 'self-claimed',
    reasonCode: 'present',
    reason: 'She walked in with a cough',
  });
  assert.ok(claim.ok);
  assert.ok(await openAs(region, nurse(), compartment));
  const listed = await region.record.review.listAlerts(officer(), { limit: 1 });
  assert.ok(listed.ok);
  return { somebody, compartment, alert: listed.value[0]!.alert };
}

describe('an alert', () => {
  it('is listed without anybody’s identity, opened with its reason, and closed with a finding', async () => {
    const { somebody, alert } = await claimed();
    const listed = await region.record.review.listAlerts(officer(), { limit: 5 });
    assert.ok(listed.ok);
    const line = listed.value.find((one) => one.alert === alert)!;
    assert.deepEqual([line.kind, line.state], ['self-claimed', 'new']);
    assert.equal(JSON.stringify(listed.value).includes(somebody.nhsNumber), false);
    const opened = await region.record.review.openAlert(officer(), alert);
    assert.ok(opened.ok, JSON.stringify(opened));
    assert.equal(opened.value.person?.nhsNumber, somebody.nhsNumber);
    assert.equal(opened.value.alert.claim?.reason, 'She walked in with a cough');
    assert.equal(JSON.stringify(opened.value).includes('Secret words'), false, 'no clinical content');
    const closed = await region.record.review.closeAlert(officer(), {
      alert,
      finding: 'justified',
      words: 'Attendance found',
    });
    assert.ok(closed.ok);
    const again = await region.record.review.openAlert(officer(), alert);
    assert.ok(again.ok);
    assert.deepEqual([again.value.alert.state, again.value.alert.finding], ['closed', 'justified']);
    assert.deepEqual(
      again.value.alert.steps.map(({ step }) => step),
      ['opened', 'finding', 'opened'],
    );
  });

  it('is nobody’s but the privacy officer’s of that organisation', async () => {
    const { alert } = await claimed();
    for (const request of [aRequest(nurse()), aRequest(aMemberOfStaff('R0260', 'ZX31'))]) {
      const opened = await region.record.review.openAlert(request, alert);
      assert.ok(!opened.ok && opened.fault.code === 'PRIVACY-005');
      assert.equal((await region.record.review.listAlerts(request, { limit: 5 })).ok, false);
    }
    const elsewhere = await region.record.review.openAlert(officer('ZX11'), alert);
    assert.ok(!elsewhere.ok && elsewhere.fault.code === 'PRIVACY-008');
  });

  it('has its evidence in one piece, logged as an export', async () => {
    const { somebody, alert } = await claimed();
    const evidence = await region.record.review.exportEvidence(officer(), alert);
    assert.ok(evidence.ok, JSON.stringify(evidence));
    const person = await somebody.person();
    const { looks } = evidence.value.evidence;
    const opened = looks.find((look) => look.kind === 'disclosure' && look.relationship === 'self-claimed');
    assert.ok(opened?.kinds.includes('Condition') && opened.decidedBy.includes('D7'), JSON.stringify(looks));
    const log = await region.audit.listForPersons([person], { limit: 20, kinds: ['export'] });
    assert.equal(log.ok && log.value.lines.length, 1);
  });
});

describe('a look-up', () => {
  it('by person shows who of the own organisation looked; by member of staff, at whom', async () => {
    const { somebody, compartment } = await claimed();
    await openAs(region, aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), compartment);
    const byPerson = await region.record.review.lookUpByPerson(officer(), {
      whose: { nhsNumber: somebody.nhsNumber as NhsNumber },
      limit: 50,
    });
    assert.ok(byPerson.ok);
    const names = byPerson.value.looks.map((look) => look.staffName);
    assert.ok(names.includes('Ruth Coyle') && !names.includes('Nisha Patel'));
    const { staffId, issuer } = nurse();
    const byStaff = await region.record.review.lookUpByStaff(officer(), {
      staffId,
      issuer,
      fromMs: 0,
      untilMs: region.clock.now() + 1_000,
    });
    assert.ok(byStaff.ok);
    const person = await somebody.person();
    assert.ok(byStaff.value.looks.some((look) => look.person === person));
    assert.ok(byStaff.value.looks.every((look) => look.staffId === staffId));
  });

  it('names nobody whom no one of the organisation looked at, however they are asked for, and stands in their log', async () => {
    const { somebody } = await claimed();
    const person = await somebody.person();
    for (const whose of [{ person }, { nhsNumber: somebody.nhsNumber as NhsNumber }]) {
      const found = await region.record.review.lookUpByPerson(officer('ZX11'), { whose, limit: 50 });
      assert.ok(found.ok && found.value.looks.every(({ staffName }) => staffName === 'Pat Fell'));
      assert.equal(found.value.person, undefined, 'nor by having asked before');
      await settled(region.audit);
    }
    const listed = await region.audit.listForPersons([person], { limit: 50 });
    assert.ok(listed.ok);
    const asked = listed.value.lines.filter(({ relationship }) => relationship === 'review');
    assert.equal(asked.filter(({ organisation }) => organisation?.code === 'ZX11').length, 2);
  });
});

describe('patterns', () => {
  it('raise alerts from the log, each once, however often it is looked through', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Any')]);
    await somebody.file('ZX31', [anAttendance()]);
    const relative = { ...nurse(), staffId: 'kin', name: 'Kevin Rimmer' };
    await openAs(region, relative, compartment);
    const viewers = Array.from({ length: 20 }, (_, index) => ({ ...nurse(), staffId: `viewer-${index}` }));
    for (const viewer of viewers) await openAs(region, viewer, compartment);
    const period = { fromMs: 0, untilMs: region.clock.now() + 1_000 };
    const first = await region.record.review.watchPatterns(period);
    assert.ok(first.ok && first.value >= 2, JSON.stringify(first));
    const second = await region.record.review.watchPatterns(period);
    assert.deepEqual(second.ok && second.value, 0);
    const person = await somebody.person();
    const kinds = await region.database.owner<{ kind: string }[]>`select distinct kind from privacy.alert
      join privacy.alert_subject using (alert) where person = ${person}`;
    const found = new Set(kinds.map(({ kind }) => kind));
    assert.ok(found.has('same-surname') && found.has('many-viewers'), [...found].join());
  });
});
