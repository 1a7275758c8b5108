// Teams that people name for full protection (D18): formed by whoever leads, each change in the log of who named them, and in
// force at once (issue 4, item 3: within 60 seconds, open pages included).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PatientCaller, StaffCaller } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { anAttendance, aPerson, aProblem, openAs, problems, type Somebody } from './testing/a-person.ts';

const closers: (() => Promise<void>)[] = [];
let region: TestRegion;
before(async () => {
  region = await aRegion({ after: (callback) => closers.push(callback) });
});
after(async () => {
  for (const close of closers.reverse()) await close();
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
    await region.audit.deriveLeaves();
    const caller: PatientCaller = { ...somebody.request.caller, authenticatedAtMs: Date.now() };
    const log = await region.record.whoHasLooked(aRequest(caller), { limit: 50 });
    assert.ok(log.ok);
    const changes = log.value.lines.filter(({ detail }) => detail?.['membership'] !== undefined);
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
    await region.database.owner`revoke insert on audit.entry from goldthread_app`;
    try {
      assert.match(faultOf(await change(team, 'join')), /^AUDIT-/);
      assert.match(
        faultOf(await region.record.formTeam(aRequest(lead()), { name: 'Unlogged', isMember: true })),
        /^AUDIT-/,
      );
    } finally {
      await region.database
        .owner`grant insert (at_ms, request_id, kind, persons, body) on audit.entry to goldthread_app`;
    }
    assert.equal(await openAs(region, colleague(), compartment), undefined);
    const teams = await region.record.listLedTeams(aRequest(lead()));
    assert.ok(teams.ok && teams.value.every(({ name }) => name !== 'Unlogged'));
    assert.deepEqual(teams.value.find((one) => one.team === team)?.members, []);
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

describe('D13: what a feed seals', () => {
  it('opens to members of the team that it seals for, and to no other team of the organisation', async () => {
    const { choices } = region.privacy;
    const organisation = 'ZX41' as OdsCode;
    const clinic = await choices.formTeam({ organisation, name: 'Clinic', source: region.source('ZX41').number });
    const ward = await choices.formTeam({ organisation, name: 'Ward' });
    const ofClinic = { ...aMemberOfStaff('R0110', 'ZX41'), staffId: 'of the clinic' };
    const ofWard = { ...aMemberOfStaff('R0110', 'ZX41'), staffId: 'of the ward' };
    await choices.joinTeam(clinic, ofClinic);
    await choices.joinTeam(ward, ofWard);
    const security = [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'sealed' }];
    const filed = [aProblem('Sealed', { meta: { security } }), aProblem('Open'), anAttendance()];
    const compartment = await aPerson(region).file('ZX41', filed);
    assert.deepEqual(problems(await openAs(region, ofClinic, compartment)), ['Open', 'Sealed']);
    assert.deepEqual(problems(await openAs(region, ofWard, compartment)), ['Open']);
  });
});
