// A review to its conclusion: the member of staff is asked and answers, evidence that anybody can check, who was stopped (A8).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { verifyLogFile } from '#audit';
import type { StaffCaller } from '#disclosure';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aPerson, aProblem, openAs, type Somebody } from '../choices/testing/a-person.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const officer = (organisation = 'ZX41') => aRequest(aMemberOfStaff('R0001', organisation, 'Pat Fell'));
const nurse = aMemberOfStaff('R0620', 'ZX41', 'Ruth Coyle');
const review = () => region.record.review;

async function claimed(): Promise<{ somebody: Somebody; alert: number }> {
  const somebody = aPerson(region);
  const compartment = await somebody.file('ZX11', [aProblem('Secret words')]);
  const claim = await region.record.claimAccess(aRequest(nurse), {
    person: await somebody.person(),
    kind: 'self-claimed',
    reasonCode: 'present',
    reason: 'She walked in with a cough',
  });
  assert.ok(claim.ok);
  assert.ok(await openAs(region, nurse, compartment));
  await openAs(region, aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), compartment);
  const listed = await review().listAlerts(officer(), { limit: 1 });
  assert.ok(listed.ok);
  return { somebody, alert: listed.value[0]!.alert };
}

async function protect(somebody: Somebody): Promise<void> {
  await region.database.owner`insert into privacy.choice (choice, person, kind, team, made_by_kind, made_by_issuer,
    made_by_id, made_by_name, evidence, starts_ms) values (${Date.now() * 1000 + Math.floor(Math.random() * 1000)},
    ${await somebody.person()}, 'protection', 1, 'patient', '', '', '', '', 0)`;
}

describe('an explanation', () => {
  it('is asked of the member of staff, who reads no identity in it, answers once, and is read on the case page', async () => {
    const { somebody, alert } = await claimed();
    assert.ok((await review().askStaff(officer(), { alert, words: 'No attendance is known. Why did you look?' })).ok);
    const [question] = await review().questionsTo(aRequest(nurse));
    assert.deepEqual(
      [question?.alert, question?.words, question?.ownReason, question?.askedBy],
      [alert, 'No attendance is known. Why did you look?', 'She walked in with a cough', 'Pat Fell'],
    );
    assert.equal(JSON.stringify(question).includes(somebody.nhsNumber), false);
    const stranger = aMemberOfStaff('R0620', 'ZX31');
    const forged = await review().answerQuestion(aRequest(stranger), { alert, words: 'It was me' });
    assert.ok(!forged.ok && forged.fault.code === 'PRIVACY-008', 'nobody answers for somebody else');
    assert.ok((await review().answerQuestion(aRequest(nurse), { alert, words: 'Booked late, see the paper list' })).ok);
    assert.deepEqual(await review().questionsTo(aRequest(nurse)), []);
    const again = await review().answerQuestion(aRequest(nurse), { alert, words: 'And more' });
    assert.ok(!again.ok && again.fault.code === 'PRIVACY-008');
    const opened = await review().openAlert(officer(), alert);
    assert.ok(opened.ok);
    assert.equal(opened.value.alert.state, 'answered');
    assert.ok(opened.value.alert.steps.some(({ step, words }) => step === 'answered' && words?.startsWith('Booked')));
  });

  it('is asked by the privacy officer of that organisation only, in words, and never of themself', async () => {
    const { alert } = await claimed();
    const nobody = await review().askStaff(aRequest(nurse), { alert, words: 'Why?' });
    assert.ok(!nobody.ok && nobody.fault.code === 'PRIVACY-005');
    const elsewhere = await review().askStaff(officer('ZX11'), { alert, words: 'Why?' });
    assert.ok(!elsewhere.ok && elsewhere.fault.code === 'PRIVACY-008');
    const wordless = await review().askStaff(officer(), { alert, words: ' ' });
    assert.ok(!wordless.ok && wordless.fault.code === 'PRIVACY-007');
    const self: StaffCaller = { ...officer().caller, staffId: nurse.staffId };
    const themself = await review().askStaff(aRequest(self), { alert, words: 'Why?' });
    assert.ok(!themself.ok && themself.fault.code === 'PRIVACY-008');
  });
});

describe('a case', () => {
  it('shows what was shown, as kinds and counts, and by which rows; of the own organisation only', async () => {
    const { alert } = await claimed();
    const opened = await review().openAlert(officer(), alert);
    assert.ok(opened.ok);
    const { looks } = opened.value;
    assert.deepEqual([...new Set(looks.map(({ staffName }) => staffName))], ['Ruth Coyle']);
    const shown = looks.find(({ kind }) => kind === 'disclosure');
    assert.ok(shown !== undefined && shown.items > 0 && shown.kinds.includes('Condition'));
    assert.deepEqual([shown.decidedBy, shown.relationship], [['D7'], 'self-claimed']);
    assert.equal(JSON.stringify(opened.value).includes('Secret words'), false);
  });

  it('has evidence that verifies offline; only the entries of the case are opened in it', async () => {
    const { alert } = await claimed();
    const file = await review().exportEvidence(officer(), alert);
    assert.ok(file.ok, JSON.stringify(file));
    const text = JSON.stringify(file.value);
    const trustedKeys = region.audit.publication!.keys;
    const report = await verifyLogFile({ text, trustedKeys });
    assert.equal(report.verdict, 'complete', JSON.stringify(report.findings));
    assert.ok(text.includes('Ruth Coyle') && !text.includes('Nisha Patel') && !text.includes('Secret words'));
    const [, name] = /"text":"([^}]*Ruth Coyle[^}]*)"/.exec(text) ?? [];
    assert.ok(name !== undefined);
    const forged = await verifyLogFile({ text: text.replaceAll('Ruth Coyle', 'Ruth Moyle'), trustedKeys });
    assert.equal(forged.verdict, 'broken', 'a name that was changed in the evidence');
  });
});

describe('a log that takes no entry of an export', () => {
  it('lets no evidence out, though it took that of the look before it', async () => {
    const { alert } = await claimed();
    const { owner } = region.database;
    await owner.unsafe(
      `alter table audit.entry add constraint no_export check (body not like '%"kind":"export"%') not valid`,
    );
    const taken = await review().exportEvidence(officer(), alert);
    assert.match(taken.ok ? 'taken' : taken.fault.code, /^AUDIT-/);
    await owner`alter table audit.entry drop constraint no_export`;
    assert.ok((await review().exportEvidence(officer(), alert)).ok);
  });
});

describe('people under full protection', () => {
  it('each who is stopped is an alert at once, in their own organisation; several are one more in each of those', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Secret words')]);
    await protect(somebody);
    const kindsOf = async (organisation: string) => {
      const listed = await review().listAlerts(officer(organisation), {
        limit: 50,
        kinds: ['stopped', 'many-stopped'],
      });
      assert.ok(listed.ok);
      return listed.value.map(({ kind }) => kind).sort();
    };
    const porter = aMemberOfStaff('R0002', 'ZX41', 'A porter');
    assert.equal(await openAs(region, porter, compartment), undefined);
    assert.equal(await openAs(region, porter, compartment), undefined);
    assert.deepEqual(await kindsOf('ZX41'), ['stopped']);
    assert.equal(await openAs(region, aMemberOfStaff('R1290', 'ZX72'), compartment), undefined);
    assert.equal(await openAs(region, aMemberOfStaff('R0260', 'ZX31'), compartment), undefined);
    assert.deepEqual(await kindsOf('ZX41'), ['many-stopped', 'stopped']);
    assert.deepEqual(await kindsOf('ZX72'), ['many-stopped', 'stopped']);
    assert.deepEqual(await kindsOf('ZX11'), [], 'nobody of this organisation was stopped');
  });

  it('somebody else’s refusals raise nothing: they stand in the log', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Any')]);
    assert.equal(await openAs(region, aMemberOfStaff('R0002', 'ZX51'), compartment), undefined);
    const listed = await review().listAlerts(officer('ZX51'), { limit: 50 });
    assert.deepEqual(listed.ok && listed.value, []);
  });
});

describe('the list', () => {
  it('is paged without loss where alerts are of one moment, and kept apart by whether they are closed', async () => {
    const { alert } = await claimed();
    await region.database.owner`update privacy.alert set raised_ms = 1000 where organisation = 'ZX41'`;
    const all = await review().listAlerts(officer(), { limit: 100 });
    assert.ok(all.ok && all.value.length > 2);
    const seen: number[] = [];
    for (let before: { raisedMs: number; alert: number } | undefined; ; ) {
      const page = await review().listAlerts(officer(), { limit: 1, ...(before === undefined ? {} : { before }) });
      assert.ok(page.ok);
      const [line] = page.value;
      if (line === undefined) break;
      seen.push(line.alert);
      before = line;
    }
    assert.deepEqual(
      seen,
      all.value.map((line) => line.alert),
    );
    assert.ok((await review().closeAlert(officer(), { alert, finding: 'justified', words: 'On the list' })).ok);
    const closed = await review().listAlerts(officer(), { limit: 100, isClosed: true });
    assert.deepEqual(closed.ok && closed.value.map((line) => line.alert), [alert]);
    const open = await review().listAlerts(officer(), { limit: 100, isClosed: false });
    assert.ok(open.ok && open.value.length === all.value.length - 1);
  });
});
