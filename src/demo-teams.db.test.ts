// Teams of the demo are formed once: what those who lead make of them outlasts a start (decisions 58 and 64).
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Directory, openDirectory } from '#directory';
import { systemClock } from '#kernel/clock.ts';
import { numberSource } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests, type TestDatabase } from '#platform';
import { createPrivacy, type Privacy } from '#privacy';
import { registerDemoTeams } from './demo-teams.ts';

const practice = 'ZX11' as OdsCode;
const staff = ['gp', 'nurse'].map((name) => ({ name, personName: `Dr ${name}` }));
const demo = {
  staff,
  teams: ['To stay', 'To rename', 'To end'].map((name) => ({ organisation: practice, name, members: ['gp', 'nurse'] })),
} as unknown as Parameters<typeof registerDemoTeams>[1];
const issuer = 'http://127.0.0.1:8080/demo-identity';

const file = forWholeFile();
let database: TestDatabase;
let privacy: Privacy;
let directory: Directory;

before(async () => {
  database = await databaseForTests(file);
  directory = await openDirectory({ database, clock: systemClock });
  file.after(() => directory.close());
  const nextNumber = numberSource(systemClock);
  privacy = createPrivacy({ database, directory, clock: systemClock, nextNumber, relationshipTailDays: 90 });
});

const start = (at = issuer): Promise<void> => registerDemoTeams({ privacy, directory }, demo, at);
const teams = () => privacy.choices.listTeamsWithMembers(practice);
const named = async (name: string): Promise<number> => (await teams()).find((team) => team.name === name)?.team ?? 0;
const shown = async (): Promise<readonly string[]> =>
  (await teams()).map(({ name, members }) => [name, ...members.map(({ staffId }) => staffId)].join(' '));

test('a team that was renamed, ended or left by somebody is so after the next start', async () => {
  await start();
  assert.deepEqual(await shown(), ['To end gp nurse', 'To rename gp nurse', 'To stay gp nurse']);
  const change = async (name: string, to: { readonly name: string } | 'ended') =>
    database.transaction(async (transaction) =>
      privacy.choices.changeTeam(transaction, { team: await named(name), organisation: practice, to }),
    );
  assert.ok((await change('To rename', { name: 'Renamed' })).ok);
  assert.ok((await change('To end', 'ended')).ok);
  const leaving = { team: await named('To stay'), organisation: practice, change: 'leave' } as const;
  await database.transaction((transaction) =>
    privacy.choices.changeMembership(transaction, { ...leaving, staff: { issuer, staffId: 'nurse' } }),
  );
  const left = ['Renamed gp nurse', 'To stay gp'];
  assert.deepEqual(await shown(), left);
  await start();
  assert.deepEqual(await shown(), left);
});

test('at another address its members are those whom that signs in, and what was renamed or ended stays so', async () => {
  const elsewhere = 'http://127.0.0.1:8181/demo-identity';
  await start(elsewhere);
  assert.deepEqual(
    (await teams()).map(({ name }) => name),
    ['Renamed', 'To stay'],
  );
  for (const staffId of ['gp', 'nurse'])
    assert.ok(await privacy.choices.isMember(await named('To stay'), { issuer: elsewhere, staffId }));
});

test('a start that was cut short between forming a team and noting it forms it no second time', async () => {
  const cut = { isDone: directory.isDone.bind(directory), markDone: async () => Promise.reject(new Error('cut')) };
  const more = { staff, teams: [{ organisation: practice, name: 'Cut', members: ['gp'] }] } as unknown as typeof demo;
  await assert.rejects(registerDemoTeams({ privacy, directory: cut }, more, issuer), /cut/);
  await registerDemoTeams({ privacy, directory }, more, issuer);
  assert.deepEqual(
    (await shown()).filter((team) => team.startsWith('Cut')),
    ['Cut gp'],
  );
});
