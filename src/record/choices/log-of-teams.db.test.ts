// Decision 71: who joins or leaves a team that people named (D18), and what the log says of it, are one transaction.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { StaffCaller } from '#disclosure';
import type { Outcome } from '#kernel/outcome.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { settled } from '../../audit/testing/settled.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const lead = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), staffId: 'lead' });
const lastOfTheOthers = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Iris Cole'), staffId: 'another' });
const member = { staffId: 'colleague', name: 'Aron Reed' };
const faultOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'done' : outcome.fault.code);

async function teams() {
  const led = await region.record.listLedTeams(aRequest(lead()));
  assert.ok(led.ok);
  return led.value;
}

async function aTeam(name: string): Promise<number> {
  assert.equal(faultOf(await region.record.formTeam(aRequest(lead()), { name, isMember: false })), 'done');
  return (await teams()).find((one) => one.name === name)!.team;
}

async function underProtection(team: number): Promise<Somebody> {
  const somebody = aPerson(region);
  await somebody.file('ZX11', [aProblem('Any')]);
  const made = await region.record.makeChoice(somebody.request, { choice: { kind: 'protection', team }, evidence: '' });
  assert.ok(made.ok);
  return somebody;
}

const change = (team: number, what: 'join' | 'leave', by = lead()) =>
  region.record.changeMembership(aRequest(by), { team, change: what, ...member });

async function toldOf(somebody: Somebody) {
  await settled(region.audit);
  const log = await region.audit.listForPersons([await somebody.person()], { limit: 50 });
  assert.ok(log.ok);
  return log.value.lines.filter(({ detail }) => detail?.['membership'] !== undefined);
}

describe('a named team', () => {
  it('is joined by one of two at the same moment, and the log says so once, and that the other was refused ', async () => {
    const team = await aTeam('Busy doctors');
    const somebody = await underProtection(team);
    for (const what of ['join', 'leave'] as const) {
      const came = await Promise.all([change(team, what), change(team, what, lastOfTheOthers())]);
      assert.deepEqual(came.map(faultOf).sort(), ['PRIVACY-008', 'done']);
    }
    assert.deepEqual((await toldOf(somebody)).length, 2);
    const entries = await region.database.owner<
      { said: string }[]
    >`select concat_ws(' ', body::json->'detail'->>'membership',
        body::json->>'outcome', persons <> '{}') as said from audit.entry
      where body::json->'detail'->>'team' = ${String(team)} and body::json->'detail'->>'membership' <> '' order by at_ms`;
    const [joined, left] = [entries.slice(0, 3), entries.slice(3)].map((three) => three.map(({ said }) => said).sort());
    assert.deepEqual(joined, ['join done f', 'join done t', 'join refused f']);
    assert.deepEqual(left, ['leave done f', 'leave done t', 'leave refused f']);
  });

  it('has no entry of what was not written', async () => {
    const team = await aTeam('Unwritten doctors');
    const somebody = await underProtection(team);
    const { owner } = region.database;
    await owner`revoke insert on privacy.team_member from goldthread_app`;
    try {
      await assert.rejects(change(team, 'join'));
      await assert.rejects(region.record.formTeam(aRequest(lead()), { name: 'Half a team', isMember: true }));
    } finally {
      await owner`grant insert on privacy.team_member to goldthread_app`;
    }
    assert.deepEqual(await toldOf(somebody), []);
    const teams = await region.record.listLedTeams(aRequest(lead()));
    assert.ok(
      teams.ok && teams.value.every(({ name }) => name !== 'Half a team'),
      'nor a team without its first member',
    );
  });
});
