// Choices of a person on a real region: effective at once, open pages included, each in the log, and the history that tells them.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { StaffCaller } from '#disclosure';
import { type Compartment, parseResourceId, resourceIdText } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice, KeptChoice } from '#privacy';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import {
  anAttendance,
  aPerson,
  aProblem,
  openAs,
  openForPerson,
  problems,
  type Somebody,
  subject,
  urn,
} from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const gp = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'), staffId: 'gp' });
const otherGp = (): StaffCaller => ({ ...aMemberOfStaff('R0260', 'ZX11', 'Tom Reed'), staffId: 'other-gp' });
const nurse = (): StaffCaller => aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle');
const receptionist = (): StaffCaller => aMemberOfStaff('R1730', 'ZX11', 'Sam Cole');

async function choose(somebody: Somebody, choice: Choice): Promise<{ choice: number }> {
  const made = await region.record.makeChoice(somebody.request, { choice, evidence: '' });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

const aMedicine = (reason: string) => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject,
  authoredOn: '2026-10-01',
  medicationCodeableConcept: { text: 'A tablet for it' },
  reasonReference: [{ reference: reason }],
});

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

describe('attack 60: a choice', () => {
  it('holds from the next request on, and tells the open page to look again', async () => {
    const { somebody, compartment } = await twoProblems();
    let notices = 0;
    const stop = region.record.changes.subscribe([compartment], () => notices++);
    assert.ok(await openAs(region, nurse(), compartment));
    const { choice } = await choose(somebody, { kind: 'objection', scope: 'whole-record', policy: 'absolute' });
    assert.equal(notices, 1);
    assert.deepEqual(problems(await openAs(region, nurse(), compartment)), []);
    const back = await region.record.takeBackChoice(somebody.request, { choice, evidence: '' });
    assert.ok(back.ok);
    assert.equal(notices, 2);
    assert.deepEqual(problems(await openAs(region, nurse(), compartment)), ['Open', 'Secret']);
    stop();
  });

  it('is told in the history: who, when, what, on whose behalf, on what evidence, and when it was taken back', async () => {
    const { somebody, compartment } = await twoProblems();
    const content: Choice = { kind: 'objection', scope: 'whole-record', policy: 'emergency-override' };
    const made = await region.record.makeChoice(aRequest(receptionist()), {
      compartment,
      choice: content,
      evidence: 'Form of 2 October, passport seen',
    });
    assert.ok(made.ok, JSON.stringify(made));
    const { choice } = made.value;
    assert.ok((await region.record.takeBackChoice(somebody.request, { choice, evidence: 'Changed my mind' })).ok);
    const listed = await region.record.listChoices(somebody.request, {});
    assert.ok(listed.ok);
    const [line] = listed.value;
    assert.ok(line?.madeBy.kind === 'staff');
    assert.deepEqual([line.madeBy.name, line.madeBy.organisation], ['Sam Cole', 'ZX11']);
    assert.equal(line.evidence, 'Form of 2 October, passport seen');
    assert.equal(line.policy, 'emergency-override');
    assert.equal(line.ended?.by.kind, 'person');
    assert.equal(line?.ended?.evidence, 'Changed my mind');
  });

  it('is refused without evidence by staff, by a role that writes none down, and when it names nothing', async () => {
    const { somebody, compartment } = await twoProblems();
    const choice: Choice = { kind: 'objection', scope: 'whole-record', policy: 'absolute' };
    const codes = [];
    for (const [request, wanted] of [
      [aRequest(receptionist()), { compartment, choice, evidence: ' ' }],
      [aRequest(nurse()), { compartment, choice, evidence: 'She said so' }],
      [somebody.request, { choice: { kind: 'share-sensitive', labels: ['sealed'] } as Choice, evidence: '' }],
      [
        somebody.request,
        { choice: { kind: 'seal', scope: 'entry', level: 'sealed', entries: [] } as Choice, evidence: '' },
      ],
    ] as const) {
      const made = await region.record.makeChoice(request, wanted);
      codes.push(made.ok ? 'made' : made.fault.code);
    }
    assert.deepEqual(codes, ['PRIVACY-007', 'PRIVACY-005', 'PRIVACY-007', 'PRIVACY-007']);
  });
});

describe('D13, D14: a seal', () => {
  it('attack 41: reads alike to the person whether or not an entry that is hidden from them speaks of what they sealed', async () => {
    const hidden = {
      meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'hidden-from-patient' }] },
    };
    const lists = [];
    for (const more of [[], [{ ...aMedicine(urn(1)), ...hidden }]]) {
      const somebody = aPerson(region);
      await somebody.file('ZX11', [aProblem('Secret'), ...more]);
      const { id } = (await openForPerson(region, somebody)).entries.find((entry) =>
        JSON.stringify(entry.resource).includes('Secret'),
      )!;
      await choose(somebody, { kind: 'seal', scope: 'entry', level: 'sealed-locked', entries: [parseResourceId(id)!] });
      const listed = await region.record.listChoices(somebody.request, {});
      assert.ok(listed.ok);
      const [{ choice: _, person: __, startsMs: ___, madeBy: ____, ...said }] = listed.value as [KeptChoice];
      lists.push(said);
    }
    assert.deepEqual(lists[0], lists[1]);
  });

  it('closes an entry and what speaks of it to everybody but the named team and the person', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Secret'), aProblem('Open'), aMedicine(urn(1))]);
    const secret = (await openForPerson(region, somebody)).entries.find((entry) =>
      JSON.stringify(entry.resource).includes('Secret'),
    )!;
    const team = await teamOf(gp());
    const entry = parseResourceId(secret.id)!;
    await choose(somebody, {
      kind: 'seal',
      scope: 'entry',
      level: 'sealed-locked',
      team,
      entries: [entry],
    });
    const inside = await openAs(region, gp(), compartment);
    const outside = await openAs(region, otherGp(), compartment);
    assert.deepEqual(problems(inside), ['Open', 'Secret']);
    assert.deepEqual(problems(outside), ['Open']);
    assert.equal(
      outside?.entries.some((one) => one.resource.resourceType === 'MedicationRequest'),
      false,
    );
    assert.deepEqual(problems(await openForPerson(region, somebody)), ['Open', 'Secret']);
    assert.equal((await region.record.readForApi(aRequest(otherGp()), 'Condition', secret.id)).ok, false);
    assert.equal((await region.record.readVersionsForApi(aRequest(otherGp()), 'Condition', secret)).ok, false);
  });

  it('covers what comes to speak of the sealed entry later', async () => {
    const { somebody, compartment, secret } = await twoProblems();
    await choose(somebody, {
      kind: 'seal',
      scope: 'entry',
      level: 'sealed-locked',
      entries: [parseResourceId(secret)!],
    });
    await somebody.file('ZX11', [aMedicine(`Condition/${secret}`)], {
      id: resourceIdText(compartment, compartment as never),
    });
    const seen = await openAs(region, gp(), compartment);
    assert.equal(
      seen?.entries.some((one) => one.resource.resourceType === 'MedicationRequest'),
      false,
    );
  });

  it('on a category closes what is there and what comes later; a written override opens a seal and no lock', async () => {
    const somebody = aPerson(region);
    const compartment = await somebody.file('ZX11', [aProblem('Before')]);
    const classes = [9] as const;
    const { choice } = await choose(somebody, {
      kind: 'seal',
      scope: 'category',
      level: 'sealed',
      classes: [...classes],
    });
    await somebody.file('ZX11', [aProblem('After')]);
    assert.deepEqual(problems(await openAs(region, gp(), compartment)), []);
    const claim = {
      person: await somebody.person(),
      kind: 'seal-override',
      reason: 'Order 12 of the family court',
    } as const;
    const badly = await region.record.claimAccess(aRequest(gp()), { ...claim, reasonCode: 'curious' });
    assert.ok(!badly.ok);
    const claimed = await region.record.claimAccess(aRequest(gp()), { ...claim, reasonCode: 'legal-requirement' });
    assert.ok(claimed.ok, JSON.stringify(claimed));
    assert.deepEqual(problems(await openAs(region, gp(), compartment)), ['After', 'Before']);
    assert.ok((await region.record.takeBackChoice(somebody.request, { choice, evidence: '' })).ok);
    await choose(somebody, { kind: 'seal', scope: 'category', level: 'sealed-locked', classes: [...classes] });
    assert.deepEqual(problems(await openAs(region, gp(), compartment)), []);
  });

  it('is not on the list that staff read, who cannot take it back either', async () => {
    const { somebody, compartment, secret } = await twoProblems();
    const { choice } = await choose(somebody, {
      kind: 'seal',
      scope: 'entry',
      level: 'sealed',
      entries: [parseResourceId(secret)!],
    });
    const listed = await region.record.listChoices(aRequest(receptionist()), { compartment });
    assert.deepEqual(listed.ok && listed.value, []);
    const back = await region.record.takeBackChoice(aRequest(receptionist()), {
      compartment,
      choice,
      evidence: 'She said so',
    });
    assert.ok(!back.ok && back.fault.code === 'PRIVACY-008');
  });

  it('covers nobody else’s entries', async () => {
    const { secret } = await twoProblems();
    const stranger = aPerson(region);
    await stranger.file('ZX11', [aProblem('Mine')]);
    const made = await region.record.makeChoice(stranger.request, {
      choice: { kind: 'seal', scope: 'entry', level: 'sealed', entries: [parseResourceId(secret)!] },
      evidence: '',
    });
    assert.ok(!made.ok && made.fault.code === 'PRIVACY-007');
  });
});
