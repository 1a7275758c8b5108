// D18: people name a team by what it is called: no two of an organisation read the same, however many are formed at one moment.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Outcome } from '#kernel/outcome.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const lead = (organisation = 'ZX11') => aRequest(aMemberOfStaff('R0260', organisation, 'Nisha Patel'));
const formed = (name: string, organisation?: string) =>
  region.record.formTeam(lead(organisation), { name, isMember: true });
const answers = (all: readonly Outcome<unknown>[]) => all.map((one) => (one.ok ? 'done' : one.fault.code)).sort();
const refusals = (count: number) => Array.from({ length: count }, () => 'PRIVACY-007');

async function teamsNamed(pattern: RegExp): Promise<{ readonly team: number; readonly name: string }[]> {
  const teams = await region.record.listLedTeams(lead());
  assert.ok(teams.ok);
  return teams.value.filter(({ name }) => pattern.test(name));
}

describe('of one name', () => {
  it('one team is formed when twenty ask at the same moment, in whatever way they write it', async () => {
    const writings = ['Usual doctors', 'usual  Doctors', 'Usual-Doctors', 'USUAL DOCTORS'];
    const names = Array.from({ length: 20 }, (_, index) => writings[index % writings.length]!);
    assert.deepEqual(answers(await Promise.all(names.map((name) => formed(name)))), [...refusals(19), 'done']);
    assert.equal((await teamsNamed(/usual/i)).length, 1);
    assert.deepEqual(answers([await formed('Usual doctors', 'ZX31')]), ['done'], 'another organisation has its own');
  });

  it('one team comes to be when some are renamed to it and others are formed', async () => {
    assert.deepEqual(answers(await Promise.all(['Day', 'Night', 'Late'].map((name) => formed(name)))), [
      'done',
      'done',
      'done',
    ]);
    const renaming = (await teamsNamed(/^(Day|Night|Late)$/)).map(({ team }) =>
      region.record.renameTeam(lead(), { team, name: 'District nurses' }),
    );
    const all = await Promise.all([...renaming, ...Array.from({ length: 5 }, () => formed('District Nurses'))]);
    assert.deepEqual(answers(all), [...refusals(7), 'done']);
    assert.equal((await teamsNamed(/district nurses/i)).length, 1);
  });
});
