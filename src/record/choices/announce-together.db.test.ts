// Whoever named a team is told at once that it changed, however many they are: their records are found in one statement.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem } from './testing/a-person.ts';

const wholeFile = forWholeFile();
const heard: string[] = [];
let region: TestRegion;
before(async () => {
  region = await aRegion(wholeFile, { onStatement: (text) => heard.push(text) });
});

const lead = { ...aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), staffId: 'lead' };

test('a change of a team asks once who its persons are, and tells the open pages of each', async () => {
  assert.ok((await region.record.formTeam(aRequest(lead), { name: 'Usual doctors', isMember: true })).ok);
  const teams = await region.record.listLedTeams(aRequest(lead));
  assert.ok(teams.ok);
  const { team } = teams.value[0]!;
  const told: number[] = [];
  for (let index = 0; index < 4; index++) {
    const somebody = aPerson(region);
    const compartments = [
      await somebody.file('ZX11', [aProblem('Any')]),
      await somebody.file('ZX41', [aProblem('Two')]),
    ];
    const choice = { kind: 'protection', team } as const;
    assert.ok((await region.record.makeChoice(somebody.request, { choice, evidence: '' })).ok);
    for (const compartment of compartments)
      region.record.changes.subscribe([compartment], () => void told.push(compartment));
  }
  heard.length = 0;
  const joining = { team, change: 'join', staffId: 'colleague', name: 'Aron Reed' } as const;
  assert.ok((await region.record.changeMembership(aRequest(lead), joining)).ok);
  assert.equal(heard.filter((text) => text.includes('patient_index.source_patient')).length, 1);
  assert.equal(new Set(told).size, 8);
});
