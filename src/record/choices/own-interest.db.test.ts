// D17, UK-19: nobody decides for the practice about a permission to act in which they have a part as a private person.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { contentClass, type PatientCaller, type PersonNumber, type StaffCaller } from '#disclosure';
import { type Compartment, numberText } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice } from '#privacy';
import { settled } from '../../audit/testing/settled.ts';
import { aMemberOfStaff, aPatientCaller, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { noteConnected } from '../testing/note-connected.ts';
import { aPerson, aProblem, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const gp: StaffCaller = aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel');
const colleague: StaffCaller = { ...gp, staffId: 'colleague', name: 'Owen Reed' };
const evidence = 'Seen in person with a letter';

interface Asked {
  readonly about: Somebody;
  readonly compartment: Compartment;
  readonly authority: number;
}

/** Somebody asks to act for somebody else; both are patients of the practice. */
async function asked(caller: (asker: Somebody) => PatientCaller): Promise<Asked & { readonly asker: Somebody }> {
  const [about, asker] = [aPerson(region), aPerson(region, '1985-02-17')];
  const compartment = await about.file('ZX11', [aProblem('Any')]);
  await asker.file('ZX11', [aProblem('Other')]);
  const wanted = {
    nhsNumber: about.nhsNumber as NhsNumber,
    birthDate: about.birthDate,
    legalBasis: 'consent' as const,
    classes: [contentClass.problem],
    organisation: 'ZX11' as OdsCode,
    evidence,
  };
  assert.ok((await region.record.askToAct(aRequest(caller(asker)), wanted)).ok);
  const [waiting] = await region.privacy.proxies.ofPerson(await about.person());
  return { about, asker, compartment, authority: waiting!.authority };
}

const ownSignIn = (asker: Somebody): PatientCaller => aPatientCaller(asker.nhsNumber, asker.birthDate);

async function decideAs(
  caller: StaffCaller,
  { authority, compartment }: Asked,
  step: 'approved' | 'refused' | 'renewed' = 'approved',
) {
  const decided = await region.record.decideActing(aRequest(caller), { authority, compartment, step, evidence });
  return decided.ok ? 'done' : decided.fault.code;
}

const renamed = { name: [{ use: 'official' as const, family: 'Hale', given: ['Arthur'] }] };

/** Another record of theirs leaves by a changed name; whose it is now, and who they are. */
async function leftBy(somebody: Somebody): Promise<readonly [PersonNumber, PersonNumber]> {
  const walkIn = await somebody.file('ZX31', []);
  await somebody.file('ZX31', [], { id: numberText(walkIn), ...renamed });
  return [(await region.patientIndex.personOfCompartment(walkIn))!.person, await somebody.person()];
}

async function lastOfLog({ about }: Pick<Asked, 'about'>) {
  await settled(region.audit);
  const log = await region.audit.listForPersons([await about.person()], { limit: 1 });
  assert.ok(log.ok);
  const { caller, outcome, decidedBy } = log.value.lines[0]!;
  return { by: caller?.name, outcome, decidedBy };
}

async function assertOnlyColleagueDecides(asking: Asked): Promise<void> {
  for (const step of ['approved', 'refused'] as const) {
    assert.equal(await decideAs(gp, asking, step), 'PRIVACY-016', step);
    assert.deepEqual(await lastOfLog(asking), { by: 'Nisha Patel', outcome: 'refused', decidedBy: ['D17'] });
  }
  const old = { ...gp, authenticatedAtMs: Date.now() - 16 * 60_000 };
  assert.equal(await decideAs(old, asking), 'PRIVACY-016', 'and is not sent to sign in again for it (decision 71)');
  assert.equal(await decideAs(colleague, asking), 'done');
  assert.equal(await decideAs(gp, asking, 'renewed'), 'PRIVACY-016');
}

describe('D17: a permission to act is decided by a colleague', () => {
  it('of whoever asked for it by the same sign-in', async () => {
    await assertOnlyColleagueDecides(
      await asked((asker) => ({ ...ownSignIn(asker), issuer: gp.issuer, subject: gp.staffId })),
    );
  });

  for (const kind of ['self', 'relative'] as const)
    it(`of whoever is noted as ${kind === 'self' ? 'the person' : 'a relative of the person'} who asked`, async () => {
      const asking = await asked(ownSignIn);
      await noteConnected(region, gp, await asking.asker.person(), kind);
      await assertOnlyColleagueDecides(asking);
    });

  it('of whoever is noted as a relative of whom it is about', async () => {
    const asking = await asked(ownSignIn);
    await noteConnected(region, gp, await asking.about.person(), 'relative');
    await assertOnlyColleagueDecides(asking);
  });

  it('of whom it is about: their own record does not open to them, and they are told why', async () => {
    const asking = await asked(ownSignIn);
    await noteConnected(region, gp, await asking.about.person(), 'self');
    await assertOnlyColleagueDecides(asking);
  });

  it('and not by reason of a connection that has ended, or of another organisation’s staff of the same name', async () => {
    const asking = await asked(ownSignIn);
    const person = await asking.asker.person();
    await noteConnected(region, { ...gp, issuer: 'https://other.example' }, person, 'self');
    await noteConnected(region, gp, person, 'relative');
    assert.equal(await decideAs(gp, asking), 'PRIVACY-016');
    await noteConnected(region, gp, person, 'neither');
    assert.equal(await decideAs(gp, asking), 'done');
  });

  for (const part of ['asker', 'about'] as const)
    it(`of whoever is noted as ${part === 'asker' ? 'the person who asked' : 'whom it is about'}, after their record has left them`, async () => {
      const asking = await asked(ownSignIn);
      const [walkIn, person] = await leftBy(asking[part]);
      assert.notEqual(walkIn, person);
      await noteConnected(region, gp, walkIn, 'relative');
      await assertOnlyColleagueDecides(asking);
    });

  it('of whoever asked while the index knew them as two persons', async () => {
    const asker = aPerson(region, '1985-02-17');
    await asker.file('ZX11', [aProblem('Other')]);
    const walkIn = await asker.file('ZX31', [], renamed);
    const asking = await asked(() => ownSignIn(asker));
    await noteConnected(region, gp, (await region.patientIndex.personOfCompartment(walkIn))!.person, 'self');
    await assertOnlyColleagueDecides(asking);
  });
});

describe('D17: what somebody closed is opened for them by a colleague', () => {
  it('and not by a relative on the staff, who may close more; each attempt is in the log', async () => {
    const about = aPerson(region);
    const compartment = await about.file('ZX11', [aProblem('Any')]);
    const objection = { kind: 'objection', scope: 'whole-record', policy: 'emergency-override' } as const;
    const shared = { kind: 'share-sensitive', labels: ['sexualHealth'] } as const;
    const made = await region.record.makeChoice(about.request, { choice: objection, evidence: '' });
    assert.ok(made.ok);
    await noteConnected(region, gp, await about.person(), 'relative');
    const takeBack = async (staff: StaffCaller) => {
      const wanted = { compartment, choice: made.value.choice, evidence };
      const ended = await region.record.takeBackChoice(aRequest(staff), wanted);
      return ended.ok ? 'done' : ended.fault.code;
    };
    const choose = async (staff: StaffCaller, choice: Choice) => {
      const chosen = await region.record.makeChoice(aRequest(staff), { compartment, choice, evidence });
      return chosen.ok ? 'done' : chosen.fault.code;
    };
    for (const attempt of [() => takeBack(gp), () => choose(gp, shared)]) {
      assert.equal(await attempt(), 'PRIVACY-016');
      assert.deepEqual(await lastOfLog({ about }), { by: 'Nisha Patel', outcome: 'refused', decidedBy: ['D17'] });
    }
    assert.equal(await choose(gp, { kind: 'safe-contact', words: 'Letters only' }), 'done');
    assert.equal(await takeBack(colleague), 'done');
    assert.equal(await choose(colleague, shared), 'done');
  });
});
