// UK-8: three scopes of an objection, two policies, five kinds of readers. Each cell says what of the practice's and of the
// hospital's entries its reader sees.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { SourceNumber, StaffCaller } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import type { Choice } from '#privacy';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem, aReferral, openAs, openForPerson, problems, type Somebody } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
before(async () => {
  region = await aRegion(file);
});

const practice = 'of the practice';
const hospital = 'of the hospital';
const both = [hospital, practice];

/** The practice is the organisation that an objection to one source or one organisation is about. */
const objections: Readonly<Record<string, () => Omit<Choice & { kind: 'objection' }, 'kind' | 'policy'>>> = {
  'the whole record': () => ({ scope: 'whole-record' }),
  'one source': () => ({ scope: 'source', source: region.source('ZX11').number as SourceNumber }),
  'one organisation': () => ({ scope: 'organisation', organisation: 'ZX11' as OdsCode }),
};

interface Reader {
  readonly name: string;
  see(somebody: Somebody, compartment: Compartment): Promise<string[] | undefined>;
}

const gp = (): StaffCaller => aMemberOfStaff('R0260', 'ZX11', 'Own GP');
const consultant = (): StaffCaller => aMemberOfStaff('R0620', 'ZX31', 'Walk-in nurse');
const peer = (): StaffCaller => ({ ...aMemberOfStaff('R0620', 'ZX31', 'Peer nurse'), vouchedForBy: 'northern' });

/** In emergencies the reader belongs to the organisation that the objection is about, where it is about one. */
async function breakGlass(somebody: Somebody, compartment: Compartment, organisation: string) {
  const doctor = { ...aMemberOfStaff('R0110', organisation, 'ED doctor'), staffId: crypto.randomUUID() };
  const claimed = await region.record.claimAccess(aRequest(doctor), {
    person: await somebody.person(),
    kind: 'break-glass',
    reasonCode: 'emergency',
    reason: 'Unconscious, no history known',
  });
  assert.ok(claimed.ok, JSON.stringify(claimed));
  return problems(await openAs(region, doctor, compartment));
}

const readers: readonly Reader[] = [
  {
    name: 'own organisation',
    see: async (_somebody, compartment) => problems(await openAs(region, gp(), compartment)),
  },
  {
    name: 'other organisation',
    see: async (_somebody, compartment) => problems(await openAs(region, consultant(), compartment)),
  },
  { name: 'emergency, other organisation', see: (somebody, compartment) => breakGlass(somebody, compartment, 'ZX72') },
  { name: 'the person', see: async (somebody) => problems(await openForPerson(region, somebody)) },
  {
    name: 'another region',
    see: async (_somebody, compartment) => problems(await openAs(region, peer(), compartment)),
  },
];

const closed = undefined;
/** By scope and policy, in the order of the readers. */
const expected: Readonly<Record<string, readonly (readonly string[] | undefined)[]>> = {
  'the whole record, absolute': [[practice], closed, closed, both, closed],
  'the whole record, emergency-override': [[practice], closed, both, both, closed],
  'one source, absolute': [both, [hospital], [hospital], both, [hospital]],
  'one source, emergency-override': [both, [hospital], both, both, [hospital]],
  'one organisation, absolute': [[practice], both, both, both, both],
  'one organisation, emergency-override': [[practice], both, both, both, both],
};

async function objecting(choice: Choice): Promise<{ somebody: Somebody; compartment: Compartment }> {
  const somebody = aPerson(region);
  const compartment = await somebody.file('ZX11', [aProblem(practice), aReferral('ZX31')]);
  await somebody.file('ZX41', [aProblem(hospital)]);
  const made = await region.record.makeChoice(somebody.request, { choice, evidence: '' });
  assert.ok(made.ok, JSON.stringify(made));
  return { somebody, compartment };
}

describe('UK-8: an objection', () => {
  for (const [scope, objection] of Object.entries(objections))
    for (const policy of ['absolute', 'emergency-override'] as const)
      for (const [index, reader] of readers.entries())
        it(`to ${scope}, ${policy}: ${reader.name}`, async () => {
          const choice = { kind: 'objection', policy, ...objection() } as Choice;
          const { somebody, compartment } = await objecting(choice);
          assert.deepEqual(await reader.see(somebody, compartment), expected[`${scope}, ${policy}`]![index]);
        });

  it('is tried in thirty cells', () => {
    assert.equal(Object.keys(expected).length * readers.length, 30);
  });

  it('to the organisation whose doctor breaks the glass opens in an emergency only where the person allowed it', async () => {
    for (const policy of ['absolute', 'emergency-override'] as const) {
      const { somebody, compartment } = await objecting({
        kind: 'objection',
        policy,
        scope: 'organisation',
        organisation: 'ZX72' as OdsCode,
      });
      assert.deepEqual(await breakGlass(somebody, compartment, 'ZX72'), policy === 'absolute' ? closed : both);
    }
  });

  it('to one named member of staff closes what their own organisation wrote too, to them alone', async () => {
    const formerPartner = { ...gp(), staffId: 'former-partner' };
    const { compartment } = await objecting({
      kind: 'objection',
      policy: 'absolute',
      scope: 'individual',
      issuer: formerPartner.issuer,
      staffId: formerPartner.staffId,
    });
    assert.equal(await openAs(region, formerPartner, compartment), undefined);
    assert.deepEqual(problems(await openAs(region, gp(), compartment)), both);
  });
});
