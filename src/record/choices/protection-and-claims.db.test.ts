// Full protection, consent to share, colleagues, and claims with their alerts (D2, D12, D17, D18, D22) on a real region.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { PersonNumber, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice, ClaimKind } from '#privacy';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { noteConnected } from '../testing/note-connected.ts';
import { anAttendance, aPerson, aProblem, openAs, openForPerson, problems, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const gp = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), staffId: 'gp' });
const otherGp = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Tom Reed'), staffId: 'other-gp' });
const nurse = (): StaffCaller => aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle');

async function choose(somebody: Somebody, choice: Choice): Promise<{ choice: number }> {
  const made = await region.record.makeChoice(somebody.request, { choice, evidence: '' });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

const claimFor = (...[request, claim]: Parameters<typeof region.record.claimAccess>) =>
  region.database.transaction((transaction) => region.privacy.claimAccess(transaction, request, claim));

async function teamOf(...members: readonly StaffCaller[]): Promise<number> {
  const team = await region.privacy.choices.formTeam({ organisation: 'ZX11' as OdsCode, name: 'Named team' });
  for (const member of members) await region.privacy.choices.joinTeam(team, member);
  return team;
}

async function twoProblems(): Promise<{ somebody: Somebody; compartment: Compartment; secret: string }> {
  const somebody = aPerson(region);
  const compartment = await somebody.file('ZX11', [aProblem('Secret'), aProblem('Open')]);
  await somebody.file('ZX31', [anAttendance()]);
  const own = await openForPerson(region, somebody);
  const secret = own.entries.find((entry) => JSON.stringify(entry.resource).includes('Secret'))!.id;
  return { somebody, compartment, secret };
}

describe('D18: full protection', () => {
  it('opens to the named team with an alert at once, and to another only when two break the glass', async () => {
    const { somebody, compartment } = await twoProblems();
    const team = await teamOf(gp());
    await choose(somebody, { kind: 'protection', team });
    assert.ok(await openAs(region, gp(), compartment));
    assert.equal(await openAs(region, otherGp(), compartment), undefined);
    const person = await somebody.person();
    const alerts = await region.database.owner<{ kind: string }[]>`select kind from privacy.alert
      join privacy.alert_subject using (alert) where person = ${person}`;
    assert.deepEqual(
      alerts.map(({ kind }) => kind),
      ['full-protection', 'stopped'],
    );
    const claim = await claimFor(aRequest(otherGp()), {
      person,
      kind: 'break-glass',
      reasonCode: 'emergency',
      reason: 'Unconscious, no history known',
    });
    assert.ok(claim.ok);
    assert.equal(await openAs(region, otherGp(), compartment), undefined);
    assert.ok(
      !(await region.record.confirmClaim(aRequest(otherGp()), claim.value.claim)).ok,
      'nobody agrees with themself',
    );
    assert.ok((await region.record.confirmClaim(aRequest(gp()), claim.value.claim)).ok);
    assert.ok(await openAs(region, otherGp(), compartment));
  });

  it('opens to a member for the organisation of the team, and not for another where they work too', async () => {
    const { somebody, compartment } = await twoProblems();
    const elsewhere = { ...aMemberOfStaff('R0260', 'ZX31'), staffId: gp().staffId };
    const there = await region.privacy.choices.formTeam({ organisation: elsewhere.organisation, name: 'Nurses' });
    await region.privacy.choices.joinTeam(there, elsewhere);
    assert.ok(await openAs(region, elsewhere, compartment));
    await choose(somebody, { kind: 'protection', team: await teamOf(gp()) });
    assert.equal(await openAs(region, elsewhere, compartment), undefined);
    assert.ok(await openAs(region, gp(), compartment));
  });
});

describe('D18: the second person', () => {
  const asDoctor = (staffId: string) => aRequest({ ...aMemberOfStaff('R0110', 'ZX41'), staffId });
  const agree = async (staffId: string, claim: number): Promise<string> => {
    const outcome = await region.record.confirmClaim(asDoctor(staffId), claim);
    return outcome.ok ? 'agreed' : outcome.fault.code;
  };
  const claimed = async (kind: ClaimKind): Promise<number> => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', [aProblem('Any')]);
    const reason = 'Unconscious, no history known';
    const claim = { person: await somebody.person(), kind, reasonCode: 'emergency', reason };
    const made = await region.record.claimAccess(asDoctor('first'), claim);
    assert.ok(made.ok);
    return made.value.claim;
  };

  it('agrees to nothing while the log takes no entry', async () => {
    const claim = await claimed('break-glass');
    const agreeing = async () => {
      const outcome = await agree('second', claim);
      const [row] = await region.database.owner`select confirmed_ms from privacy.claim where claim = ${claim}`;
      return [outcome, row?.['confirmed_ms'] === null ? 'waits' : 'stands'];
    };
    await region.database.owner`revoke insert on audit.entry from goldthread_app`;
    assert.deepEqual(await agreeing(), ['AUDIT-001', 'waits']);
    await region.database.owner`grant insert (at_ms, request_id, kind, persons, body) on audit.entry to goldthread_app`;
    assert.deepEqual(await agreeing(), ['agreed', 'stands']);
  });

  it('is nobody who is noted as the person or as close to them, and who does not find the emergency in their list either', async () => {
    const claim = await claimed('break-glass');
    const [row] = await region.database.owner<
      { person: PersonNumber }[]
    >`select person from privacy.claim where claim = ${claim}`;
    const { person } = row!;
    const team = await teamOf(gp());
    await region.database
      .owner`insert into privacy.choice (choice, person, kind, team, made_by_kind, made_by_issuer, made_by_id,
      made_by_name, evidence, starts_ms) values (${region.nextNumber()}, ${person}, 'protection', ${team}, 'person', '', '', '', '', 0)`;
    const awaiting = async (staffId: string) =>
      (await region.privacy.claimsAwaiting(asDoctor(staffId).caller)).filter((one) => one.claim === claim).length;
    for (const kind of ['relative', 'self'] as const) {
      const close = `noted-${kind}`;
      assert.equal(await awaiting(close), 1);
      await noteConnected(region, asDoctor(close).caller, person, kind);
      assert.deepEqual([await awaiting(close), await agree(close, claim)], [0, 'PRIVACY-008'], kind);
    }
    assert.deepEqual([await awaiting('second'), await agree('second', claim)], [1, 'agreed']);
  });

  it('is one, however many agree at once; and agrees to emergencies alone, while they last', async () => {
    const claim = await claimed('break-glass');
    const both = await Promise.all(['second', 'third'].map((staffId) => agree(staffId, claim)));
    assert.deepEqual(both.sort(), ['PRIVACY-008', 'agreed']);
    assert.equal(await agree('fourth', claim), 'PRIVACY-008');
    assert.equal(await agree('second', await claimed('self-claimed')), 'PRIVACY-008');
    const over = await claimed('break-glass');
    await region.database.owner`update privacy.claim set ends_ms = ${region.clock.now()} where claim = ${over}`;
    assert.equal(await agree('second', over), 'PRIVACY-008');
  });
});

describe('D12: sensitive by default', () => {
  it('is shared with other organisations once the person asks for it', async () => {
    const somebody = aPerson(region);
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SEX' }];
    const compartment = await somebody.file('ZX11', [aProblem('Kept back', { meta: { security } })]);
    await somebody.file('ZX31', [anAttendance()]);
    assert.deepEqual(problems(await openAs(region, nurse(), compartment)), []);
    await choose(somebody, { kind: 'share-sensitive', labels: ['sexualHealth'] });
    assert.deepEqual(problems(await openAs(region, nurse(), compartment)), ['Kept back']);
  });
});

describe('attack 62, D17', () => {
  it('staff do not open their own record in the staff app; a colleague’s raises one alert a day', async () => {
    const { somebody, compartment } = await twoProblems();
    const person = await somebody.person();
    await noteConnected(region, otherGp(), person, 'self');
    assert.equal(await openAs(region, otherGp(), compartment), undefined);
    assert.ok(await openAs(region, gp(), compartment));
    assert.ok(await openAs(region, gp(), compartment));
    const alerts = await region.database.owner<{ kind: string; reference: string }[]>`select kind, reference
      from privacy.alert join privacy.alert_subject using (alert) where person = ${person}`;
    assert.deepEqual(
      alerts.map(({ kind }) => kind),
      ['same-surname', 'colleague-or-relative'],
    );
  });
});

describe('attack 56, 58: claims', () => {
  it('raise an alert at once that names nobody', async () => {
    const somebody = aPerson(region);
    await somebody.file('ZX11', [aProblem('Any')]);
    const person = await somebody.person();
    const claimed = await region.record.claimAccess(aRequest(nurse()), {
      person,
      kind: 'self-claimed',
      reasonCode: 'present',
      reason: 'She walked in with a cough',
    });
    assert.ok(claimed.ok);
    const alerts = await region.database
      .owner`select alert.* from privacy.alert join privacy.alert_subject using (alert)
      where person = ${person}`;
    assert.equal(alerts.length, 1);
    const told = JSON.stringify(alerts[0]);
    for (const identity of [String(person), somebody.nhsNumber, nurse().staffId, 'Ruth', 'cough'])
      assert.equal(told.includes(identity), false, identity);
    assert.equal((await region.privacy.claimsToldTo(person, 0)).length, 1);
    const made = await region.record.makeChoice(somebody.request, { choice: { kind: 'discreet-mode' }, evidence: '' });
    assert.ok(made.ok);
    assert.equal((await region.privacy.claimsToldTo(person, 0)).length, 0);
  });

  it('attack 58: glass broken for twenty people by a script is stopped after ten, with an alert', async () => {
    const paramedic = { ...aMemberOfStaff('R1070', 'ZX41'), staffId: 'a script' };
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        claimFor(aRequest(paramedic), {
          person: (9_000_000 + index) as Parameters<typeof region.privacy.claimsToldTo>[0],
          kind: 'break-glass',
          reasonCode: 'emergency',
          reason: 'Unconscious, no history known',
        }),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome.ok).length, 10);
    assert.deepEqual(
      [...new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.fault.code)))],
      ['PRIVACY-009'],
    );
    const [row] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from privacy.alert
      where kind = 'break-glass-burst'`;
    assert.equal(row?.count, 1);
  });

  it('attack 63: glass broken in one role opens nothing in another role of the same member of staff', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Any')]);
    const asDoctor = { ...aMemberOfStaff('R0110', 'ZX41'), staffId: 'two roles' };
    const asNurse = { ...aMemberOfStaff('R0610', 'ZX41'), staffId: 'two roles' };
    const claimed = await region.record.claimAccess(aRequest(asDoctor), {
      person: await somebody.person(),
      kind: 'break-glass',
      reasonCode: 'emergency',
      reason: 'Unconscious, no history known',
    });
    assert.ok(claimed.ok);
    assert.ok(await openAs(region, asDoctor, compartment));
    assert.equal(await openAs(region, asNurse, compartment), undefined);
    await choose(somebody, { kind: 'protection', team: await teamOf(gp()) });
    const person = await somebody.person();
    assert.ok(await region.privacy.ownClaimAwaiting(asDoctor, person));
    assert.equal(await region.privacy.ownClaimAwaiting(asNurse, person), undefined, 'nor waits it there for a second');
  });
});

describe('D2: an agreement', () => {
  it('about one source organisation opens its entries and no other’s', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('of the practice')]);
    await somebody.file('ZX41', [aProblem('of the hospital')]);
    const directory = region.directory;
    await directory.registerOrganisation({ code: 'ZX88' as OdsCode, name: 'A charity', kind: 'charity' });
    await region.privacy.agreeToShare('ZX88', 'TREAT', 0, 'ZX41');
    const worker = aMemberOfStaff('R0620', 'ZX88');
    const claimed = await region.record.claimAccess(aRequest(worker), {
      person: await somebody.person(),
      kind: 'self-claimed',
      reasonCode: 'present',
      reason: 'He came for a meal and advice',
    });
    assert.ok(claimed.ok);
    assert.deepEqual(problems(await openAs(region, worker, compartment)), ['of the hospital']);
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
    const consultant = { ...aMemberOfStaff('R0050', 'ZX41'), staffId: 'consultant' };
    const end = (team: number) => region.record.endTeam(aRequest(consultant), team);
    assert.equal((await end(clinic)).ok, false, 'it would close what is sealed to everybody');
    assert.equal((await end(ward)).ok, true);
  });
});
