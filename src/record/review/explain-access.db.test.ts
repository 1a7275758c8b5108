// Time travel, issue 4, item 8: what a member of staff could see when they looked, and why; and of whom nobody looked at, nothing.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { StaffCaller } from '#disclosure';
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
const minuteMs = 60_000;

interface Asked {
  readonly by?: ReturnType<typeof officer>;
  readonly staff?: Pick<StaffCaller, 'staffId' | 'issuer'>;
  readonly nhsNumber?: string;
}

async function explained(somebody: Somebody, atMs: number, { by = officer(), staff = nurse(), nhsNumber }: Asked = {}) {
  const wanted = { staff, nhsNumber: (nhsNumber ?? somebody.nhsNumber) as NhsNumber, atMs };
  const found = await region.record.review.explainAccess(by, wanted);
  assert.ok(found.ok, JSON.stringify(found));
  return found.value;
}

async function lookedAt() {
  const somebody = aPerson(region);
  const compartment = await somebody.file('ZX11', [aProblem('Secret words')]);
  await somebody.file('ZX31', [anAttendance()]);
  assert.ok(await openAs(region, nurse(), compartment));
  return { somebody, compartment, atMs: region.clock.now() };
}

describe('time travel', () => {
  it('tells what somebody could see when they looked, and why: before the contact, in it, during an objection, after it', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('First')]);
    const looks: number[] = [];
    const look = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 15));
      looks.push(region.clock.now());
      await openAs(region, nurse(), compartment);
      await new Promise((resolve) => setTimeout(resolve, 15));
    };
    await look();
    const stopped = await explained(somebody, looks[0]!);
    assert.deepEqual([stopped?.isOpen, stopped?.decidedBy, stopped?.entries], [false, ['D7'], {}]);
    await somebody.file('ZX31', [anAttendance()]);
    await look();
    const choice = { kind: 'objection', scope: 'whole-record', policy: 'absolute' } as const;
    const made = await region.record.makeChoice(somebody.request, { choice, evidence: '' });
    assert.ok(made.ok);
    await look();
    await region.record.takeBackChoice(somebody.request, { choice: made.value.choice, evidence: '' });
    await somebody.file('ZX11', [aProblem('Second')]);
    await look();
    const told = [];
    for (const atMs of looks.slice(1)) {
      const { isOpen, decidedBy, entries, role } = (await explained(somebody, atMs))!;
      told.push([isOpen, decidedBy.join(' '), entries.problem ?? 0, role.code]);
    }
    assert.deepEqual(told, [
      [true, 'D23', 1, 'R0620'],
      [true, 'D23 D5', 0, 'R0620'],
      [true, 'D23', 2, 'R0620'],
    ]);
  });

  it('takes the role and the moment of the look', async () => {
    const { somebody, compartment, atMs } = await lookedAt();
    await region.record.openForStaff(
      aRequest({ ...nurse(), roleCode: 'R1730', roleName: 'Receptionist' }),
      compartment,
    );
    const found = await explained(somebody, atMs + 20 * minuteMs);
    assert.equal(found?.role.code, 'R1730', 'the nearest');
    assert.ok(Math.abs((found?.atMs ?? 0) - atMs) < minuteMs);
    assert.equal(found?.entries.problem, undefined, 'as a receptionist, they saw none');
  });

  it('tells nothing of whom nobody looked at, of another’s look, of a search that found somebody, or of another time', async () => {
    const { somebody, atMs } = await lookedAt();
    const unseen = aPerson(region);
    const compartment = await unseen.file('ZX11', [aProblem('Any')]);
    await unseen.file('ZX31', [anAttendance()]);
    assert.equal(await explained(unseen, atMs), undefined, 'the nurse looked at somebody else');
    assert.ok(await openAs(region, { ...nurse(), staffId: 'another' }, compartment));
    assert.equal(await explained(unseen, atMs), undefined, 'somebody else looked');
    const search = { nhsNumber: unseen.nhsNumber as NhsNumber };
    assert.ok((await region.record.findPeople(aRequest(nurse()), search)).ok);
    assert.equal(await explained(unseen, atMs), undefined, 'a search opened nothing');
    assert.ok((await explained(somebody, atMs))?.isOpen);
    assert.equal(await explained(somebody, atMs - 31 * minuteMs), undefined);
    assert.equal(await explained(somebody, atMs + 31 * minuteMs), undefined);
    assert.equal(await explained(somebody, atMs, { by: officer('ZX11') }), undefined, 'staff of another organisation');
    assert.equal(await explained(somebody, atMs, { staff: { ...nurse(), issuer: 'elsewhere' } }), undefined);
    assert.equal(await explained(somebody, atMs, { nhsNumber: '9990009993' }), undefined, 'nobody, in the same words');
  });

  it('counts nothing of a look that was refused, whatever would be decided for it now', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Any')]);
    const gp = aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel');
    const late = aRequest({ ...gp, authenticatedAtMs: region.clock.now() - 16 * minuteMs });
    const choice = { kind: 'share-sensitive', labels: ['sexualHealth'] } as const;
    const refused = await region.record.makeChoice(late, { compartment, choice, evidence: 'In person' });
    assert.equal(refused.ok, false);
    const asked = { by: officer('ZX11'), staff: gp };
    const found = await explained(somebody, region.clock.now(), asked);
    assert.deepEqual([found?.isOpen, found?.decidedBy, found?.entries], [false, ['D1'], {}]);
    assert.ok(await openAs(region, gp, compartment));
    assert.ok((await explained(somebody, region.clock.now(), asked))?.isOpen, 'what opened in that minute comes first');
  });

  it('is about no review: the evidence that another officer took is not explained', async () => {
    const { somebody } = await lookedAt();
    const reason = 'She walked in with a cough';
    const claim = { person: await somebody.person(), kind: 'self-claimed', reasonCode: 'present', reason } as const;
    assert.ok((await region.record.claimAccess(aRequest(nurse()), claim)).ok);
    const listed = await region.record.review.listAlerts(officer(), { limit: 1 });
    const another = { ...officer().caller, staffId: 'other-officer' };
    assert.ok(listed.ok);
    const taken = await region.record.review.exportEvidence(aRequest(another), listed.value[0]!.alert);
    assert.ok(taken.ok);
    assert.equal(await explained(somebody, region.clock.now(), { staff: another }), undefined);
  });

  it('stands in the log of the person also where nothing was looked at', async () => {
    const unseen = aPerson(region);
    await unseen.file('ZX11', [aProblem('Any')]);
    assert.equal(await explained(unseen, region.clock.now()), undefined);
    await settled(region.audit);
    const log = await region.audit.listForPersons([await unseen.person()], { limit: 5 });
    const shown = log.ok ? log.value.lines.filter(({ detail }) => detail?.['shown'] === 'explanation of access') : [];
    assert.equal(shown.length, 1);
  });

  it('is for who reviews access only', async () => {
    const { somebody, atMs } = await lookedAt();
    const wanted = { staff: nurse(), nhsNumber: somebody.nhsNumber as NhsNumber, atMs };
    const found = await region.record.review.explainAccess(aRequest(nurse()), wanted);
    assert.ok(!found.ok && found.fault.code === 'PRIVACY-005');
  });
});
