// Teams that people name for full protection (D18): formed by whoever leads, each change in the log of who named them, and in
// force at once (issue 4, item 3: within 60 seconds, open pages included).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { PatientCaller, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { settled } from '../../audit/testing/settled.ts';
import type { LookLine, OpenedRecord } from '../index.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { anAttendance, aPerson, aProblem, openAs, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const lead = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), staffId: 'lead' });
const colleague = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Aron Reed'), staffId: 'colleague' });
const member = { staffId: 'colleague', name: 'Aron Reed' };

const faultOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'done' : outcome.fault.code);

async function aTeam(name: string, isMember = false): Promise<number> {
  assert.equal(faultOf(await region.record.formTeam(aRequest(lead()), { name, isMember })), 'done');
  const teams = await region.record.listLedTeams(aRequest(lead()));
  assert.ok(teams.ok);
  const team = teams.value.find((one) => one.name === name);
  assert.ok(team !== undefined);
  return team.team;
}

async function underProtection(team: number): Promise<Somebody> {
  const somebody = aPerson(region);
  await somebody.file('ZX11', [aProblem('Any'), anAttendance()]);
  const made = await region.record.makeChoice(somebody.request, { choice: { kind: 'protection', team }, evidence: '' });
  assert.ok(made.ok);
  return somebody;
}

const change = (team: number, what: 'join' | 'leave', by = lead(), who = member) =>
  region.record.changeMembership(aRequest(by), { team, change: what, ...who });

/** What a person reads in their log of the teams that they named, newest first. */
async function toldOf(somebody: Somebody, what: 'membership' | 'teamChange'): Promise<LookLine[]> {
  await settled(region.audit);
  const caller: PatientCaller = { ...somebody.request.caller, authenticatedAtMs: Date.now() };
  const log = await region.record.whoHasLooked(aRequest(caller), { limit: 50 });
  assert.ok(log.ok);
  return log.value.lines.filter(({ detail }) => detail?.[what] !== undefined);
}

const logTakes = async (entries: 'no' | 'again'): Promise<void> => {
  const { owner } = region.database;
  if (entries === 'no') await owner`revoke insert on audit.entry from goldthread_app`;
  else await owner`grant insert (at_ms, request_id, kind, persons, body) on audit.entry to goldthread_app`;
};

const rename = (team: number, name: string, by = lead()) => region.record.renameTeam(aRequest(by), { team, name });
const end = (team: number, by = lead()) => region.record.endTeam(aRequest(by), team);
const lastOfTheOthers = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Iris Cole'), staffId: 'another' });

async function alertsOf(somebody: Somebody): Promise<string[]> {
  const rows = await region.database.owner<{ reasons: string[] }[]>`select reasons from privacy.alert
    join privacy.alert_subject using (alert) where person = ${await somebody.person()} and kind = 'open-to-nobody'`;
  return rows.flatMap(({ reasons }) => reasons);
}

async function teamInHistory(somebody: Somebody) {
  const kept = await region.record.listChoices(somebody.request, {});
  assert.ok(kept.ok);
  return kept.value.map(({ team, ended }) => [team?.name, team?.nameNow, team?.state, ended === undefined]);
}

describe('D18: a named team', () => {
  it('opens to whoever joins it and closes to whoever leaves it, at once and on open pages', async () => {
    const team = await aTeam('Usual doctors');
    const somebody = await underProtection(team);
    const compartment = await somebody.file('ZX11', [aProblem('More')]);
    let told = 0;
    const stop = region.record.changes.subscribe([compartment], () => (told += 1));
    assert.equal(await openAs(region, colleague(), compartment), undefined);
    assert.equal(faultOf(await change(team, 'join')), 'done');
    assert.ok(await openAs(region, colleague(), compartment));
    assert.equal(told, 1);
    assert.equal(faultOf(await change(team, 'leave')), 'done');
    assert.equal(await openAs(region, colleague(), compartment), undefined);
    assert.equal(told, 2);
    stop();
  });

  it('stands with each change in the log of who named it, and names nobody there', async () => {
    const team = await aTeam('Nurses of the day');
    const somebody = await underProtection(team);
    await change(team, 'join');
    await change(team, 'leave');
    const changes = await toldOf(somebody, 'membership');
    assert.deepEqual(
      changes.map(({ detail }) => detail?.['membership']),
      ['leave', 'join'],
    );
    assert.equal(JSON.stringify(changes).includes('colleague'), false);
    const [all] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from audit.entry
      where body::text like '%colleague%' and body::text like ${`%${team}%`}`;
    assert.equal(all?.count, 2, 'the log itself says who was named');
  });

  it('is joined by nobody on their own word, and by no lead of another organisation', async () => {
    const team = await aTeam('Small team');
    const self = { staffId: 'lead', name: 'Nisha Patel' };
    assert.equal(faultOf(await change(team, 'join', lead(), self)), 'PRIVACY-008');
    const consultant = { ...aMemberOfStaff('R0050', 'ZX41', 'Robin Vale'), staffId: 'consultant' };
    assert.equal(faultOf(await change(team, 'join', consultant)), 'PRIVACY-008');
    assert.equal(faultOf(await change(team, 'join', colleague(), self)), 'done');
    assert.equal(faultOf(await change(team, 'join', colleague(), self)), 'PRIVACY-008', 'is in it already');
  });

  it('changes nothing while the log takes no entry', async () => {
    const team = await aTeam('Night doctors');
    const somebody = await underProtection(team);
    const compartment = await somebody.file('ZX11', [aProblem('More')]);
    await logTakes('no');
    try {
      assert.match(faultOf(await change(team, 'join')), /^AUDIT-/);
      assert.match(
        faultOf(await region.record.formTeam(aRequest(lead()), { name: 'Unlogged', isMember: true })),
        /^AUDIT-/,
      );
      assert.match(faultOf(await rename(team, 'Day doctors')), /^AUDIT-/);
      assert.match(faultOf(await end(team)), /^AUDIT-/);
    } finally {
      await logTakes('again');
    }
    assert.equal(await openAs(region, colleague(), compartment), undefined);
    const teams = await region.record.listLedTeams(aRequest(lead()));
    assert.ok(teams.ok && teams.value.every(({ name }) => name !== 'Unlogged'));
    const kept = teams.value.find((one) => one.team === team);
    assert.deepEqual(
      [kept?.name, kept?.members],
      ['Night doctors', []],
      'neither renamed nor ended, and nobody joined',
    );
  });

  it('is formed by roles that lead, under a name of its own', async () => {
    const nurse = aMemberOfStaff('R0620', 'ZX11');
    const wanted = { name: 'Another team', isMember: true };
    assert.equal(faultOf(await region.record.formTeam(aRequest(nurse), wanted)), 'PRIVACY-005');
    assert.equal(faultOf(await region.record.listLedTeams(aRequest(nurse))), 'PRIVACY-005');
    await aTeam('Another team', true);
    assert.equal(faultOf(await change(await aTeam('One more'), 'join', nurse)), 'PRIVACY-005');
    for (const name of [' another  TEAM ', ' ', 'x'.repeat(81)])
      assert.equal(faultOf(await region.record.formTeam(aRequest(lead()), { name, isMember: false })), 'PRIVACY-007');
    const teams = await region.record.listLedTeams(aRequest(lead()));
    assert.ok(teams.ok);
    assert.deepEqual(
      teams.value.find(({ name }) => name === 'Another team')?.members.map(({ staffId }) => staffId),
      ['lead'],
    );
  });
});

describe('D18: a named team that ends', () => {
  it('opens nothing from then on, also on open pages; protection stays, and two open it in an emergency', async () => {
    const team = await aTeam('Weekend doctors');
    await change(team, 'join');
    const somebody = await underProtection(team);
    const compartment = await somebody.file('ZX11', [aProblem('More')]);
    let told = 0;
    const stop = region.record.changes.subscribe([compartment], () => (told += 1));
    assert.ok(await openAs(region, colleague(), compartment));
    const beforeMs = Date.now();
    await pause(2);
    assert.equal(faultOf(await end(team)), 'done');
    stop();
    assert.equal(told, 1);
    const person = (await region.patientIndex.personOfCompartment(compartment))!;
    const then = await region.privacy.explainAccess({ caller: colleague(), person, atMs: beforeMs });
    assert.deepEqual([then.isAllowed, then.decidedBy.includes('D18')], [true, true], 'what stood before it stands');
    assert.equal(await openAs(region, colleague(), compartment), undefined);
    assert.equal(await openAs(region, lastOfTheOthers(), compartment), undefined, 'nor to everybody');
    assert.deepEqual(await teamInHistory(somebody), [['Weekend doctors', 'Weekend doctors', 'ended', true]]);
    const reason = 'Unconscious, no history known';
    const emergency = {
      person: await somebody.person(),
      kind: 'break-glass',
      reasonCode: 'emergency',
      reason,
    } as const;
    const claimed = await region.record.claimAccess(aRequest(colleague()), emergency);
    assert.ok(claimed.ok);
    assert.equal(await openAs(region, colleague(), compartment), undefined);
    assert.equal(faultOf(await region.record.confirmClaim(aRequest(lead()), claimed.value.claim)), 'done');
    assert.ok(await openAs(region, colleague(), compartment));
  });

  it('is told to everybody who named it, and to a privacy officer where no other team of theirs has a member', async () => {
    const [team, other] = [await aTeam('Evening doctors'), await aTeam('Other doctors', true)];
    await change(team, 'join');
    const [alone, withAnother] = [await underProtection(team), await underProtection(team)];
    const more = { choice: { kind: 'protection', team: other }, evidence: '' } as const;
    assert.equal(faultOf(await region.record.makeChoice(withAnother.request, more)), 'done');
    const isTold = async (somebody: Somebody) =>
      (await region.record.toldOnHome({ person: await somebody.person() } as OpenedRecord)).isOpenToNobody;
    assert.equal(await isTold(alone), false);
    assert.equal(faultOf(await end(team)), 'done');
    for (const somebody of [alone, withAnother])
      assert.deepEqual(
        (await toldOf(somebody, 'teamChange')).map(({ detail }) => detail),
        [{ team, teamChange: 'end' }],
      );
    assert.deepEqual(await alertsOf(alone), ['their team has ended']);
    assert.deepEqual([await isTold(alone), await isTold(withAnother)], [true, false]);
    assert.deepEqual(await alertsOf(withAnother), []);
    assert.equal(faultOf(await change(other, 'leave', colleague(), { staffId: 'lead', name: '' })), 'done');
    assert.deepEqual(await alertsOf(withAnother), ['the last member has left their team']);
    const quiet = await region.record.makeChoice(alone.request, { choice: { kind: 'discreet-mode' }, evidence: '' });
    assert.equal(faultOf(quiet), 'done');
    assert.equal(await isTold(alone), false, 'nothing over the shoulder in discreet mode');
  });

  it('is named by nobody while it ends, nor afterwards', async () => {
    const team = await aTeam('Brief doctors');
    const somebody = aPerson(region);
    await somebody.file('ZX11', [aProblem('Any')]);
    const wanted = { person: await somebody.person(), choice: { kind: 'protection', team }, evidence: '' } as const;
    let naming: Promise<Outcome<unknown>> | undefined;
    const ended = await region.database.transaction(async (ending) => {
      const changed = await region.privacy.choices.changeTeam(ending, {
        ...{ team, organisation: 'ZX11' as OdsCode, to: 'ended' },
      });
      naming = region.database.transaction((transaction) =>
        region.privacy.choices.make(transaction, somebody.request, wanted),
      );
      await pause(50);
      return changed;
    });
    assert.equal(faultOf(ended), 'done');
    assert.equal(faultOf(await naming!), 'PRIVACY-007');
    assert.equal(faultOf(await region.record.makeChoice(somebody.request, wanted)), 'PRIVACY-007');
    assert.deepEqual(await teamInHistory(somebody), []);
  });

  it('is ended by a lead of its organisation who has signed in lately; nobody else’s attempt leaves a trace of it', async () => {
    const team = await aTeam('Lasting doctors');
    const somebody = await underProtection(team);
    const consultant = { ...aMemberOfStaff('R0050', 'ZX41', 'Robin Vale'), staffId: 'consultant' };
    const late = { ...lead(), authenticatedAtMs: Date.now() - 16 * 60_000 };
    for (const [by, fault] of [
      [aMemberOfStaff('R0620', 'ZX11'), 'PRIVACY-005'],
      [consultant, 'PRIVACY-008'],
    ] as const) {
      assert.equal(faultOf(await end(team, by)), fault);
      assert.equal(faultOf(await rename(team, 'Theirs', by)), fault);
    }
    assert.equal(faultOf(await end(team, late)), 'PRIVACY-014');
    assert.equal(faultOf(await end(Number.NaN)), 'PRIVACY-008');
    assert.deepEqual(await toldOf(somebody, 'teamChange'), []);
    assert.deepEqual(await teamInHistory(somebody), [['Lasting doctors', 'Lasting doctors', 'empty', true]]);
    assert.equal(faultOf(await end(team)), 'done');
    assert.equal(faultOf(await end(team)), 'PRIVACY-008', 'it has ended already');
    assert.equal(faultOf(await change(team, 'join')), 'PRIVACY-008');
    assert.equal(faultOf(await rename(team, 'Again')), 'PRIVACY-008');
  });
});

describe('D18: a named team that is renamed', () => {
  it('stays the same team, is told to who named it, and keeps in the history the name that they chose', async () => {
    const team = await aTeam('Old name', true);
    const somebody = await underProtection(team);
    const compartment = await somebody.file('ZX11', [aProblem('More')]);
    let told = 0;
    const stop = region.record.changes.subscribe([compartment], () => (told += 1));
    for (const name of ['New name', 'Newest name']) assert.equal(faultOf(await rename(team, ` ${name} `)), 'done');
    stop();
    assert.equal(told, 2);
    assert.ok(await openAs(region, lead(), compartment));
    const changes = (await toldOf(somebody, 'teamChange')).map(({ detail }) => detail);
    assert.deepEqual(changes, Array(2).fill({ team, teamChange: 'rename' }));
    assert.deepEqual(await teamInHistory(somebody), [['Old name', 'Newest name', 'stands', true]]);
    const [logged] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from audit.entry
      where body::text like '%Old name%' and body::text like '%New name%' and persons = '{}'`;
    assert.equal(logged?.count, 1, 'the log itself says how it was called');
  });

  it('has a name of its own', async () => {
    const team = await aTeam('Taken once');
    await aTeam('Taken twice');
    for (const name of ['', 'x'.repeat(81), 'taken  TWICE', 'Taken once'])
      assert.equal(faultOf(await rename(team, name)), 'PRIVACY-007', name);
    assert.equal(faultOf(await rename(team, 'Taken Once')), 'done');
  });
});
