/** $lookup and $subsumes over HL7's own definitions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actCode, createAsking, faultOf, genders, outOf, value } from '../testing/asking.ts';

const { ask } = createAsking();

describe('CodeSystem-lookup and CodeSystem-subsumes (R4 4.8.17)', () => {
  it('gives name, version, display, designations and properties', async () => {
    const found = value(await ask('lookup', { system: actCode, code: 'IMP' }));
    assert.equal(outOf(found, 'display'), 'inpatient encounter');
    assert.equal(outOf(found, 'version'), '2018-08-12');
    const properties = (found.parameter ?? [])
      .filter(({ name }) => name === 'property')
      .map(({ part }) => part?.map((one) => one.valueCode ?? one.valueBoolean ?? 'text').join(' '));
    assert.ok(
      properties.includes('parent _ActEncounterCode') &&
        properties.includes('child ACUTE') &&
        properties.includes('inactive false'),
      properties.join(', '),
    );
    const only = value(await ask('lookup', { system: actCode, code: 'IMP', property: 'parent' }));
    assert.deepEqual([...new Set(only.parameter?.map(({ name }) => name))], ['name', 'version', 'display', 'property']);
  });

  it('says that there is no such code, and that a code system is not loaded', async () => {
    assert.match(faultOf(await ask('lookup', { system: genders, code: 'x' })), /^TERMINOLOGY-006/);
    assert.match(faultOf(await ask('lookup', { system: 'http://snomed.info/sct', code: '1' })), /^TERMINOLOGY-002/);
    assert.match(
      faultOf(await ask('lookup', { system: genders, version: '9', code: 'male' })),
      /^TERMINOLOGY-002 system: .* in version 9 is not loaded/,
    );
    assert.match(faultOf(await ask('lookup', { code: 'male' })), /^TERMINOLOGY-003 system/);
  });

  it('tells the four outcomes apart, and errs where it cannot know', async () => {
    const outcome = async (codeA: string, codeB: string) =>
      outOf(value(await ask('subsumes', { system: actCode, codeA, codeB })), 'outcome');
    assert.equal(await outcome('IMP', 'IMP'), 'equivalent');
    assert.equal(await outcome('IMP', 'ACUTE'), 'subsumes');
    assert.equal(await outcome('ACUTE', '_ActEncounterCode'), 'subsumed-by');
    assert.equal(await outcome('ACUTE', 'AMB'), 'not-subsumed');
    assert.match(
      faultOf(await ask('subsumes', { system: actCode, codeA: 'IMP', codeB: 'NOUGHT' })),
      /^TERMINOLOGY-006 codeB/,
    );
    const codings = { codingA: `${actCode}|IMP`, codingB: `${genders}|male` };
    assert.match(faultOf(await ask('subsumes', codings)), /^TERMINOLOGY-003 codingB/);
  });
});
