/** $validate-code over HL7's own definitions and over what the caller brings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Parameters } from 'fhir/r4.js';
import type { Outcome } from '#kernel/outcome.ts';
import { actCode, createAsking, faultOf, gender, genders, heldFruits, outOf, value } from '../testing/asking.ts';
import type { AskedParameter } from './asked-parameters.ts';

const { ask } = createAsking();

describe('validate-code of ValueSet and CodeSystem (R4 4.9.14, 4.8.17)', () => {
  const resultOf = (outcome: Outcome<Parameters>) => [
    outOf(value(outcome), 'result'),
    outOf(value(outcome), 'display'),
    outOf(value(outcome), 'message'),
  ];
  const concept = (...coding: readonly object[]): AskedParameter => ({ name: 'codeableConcept', value: { coding } });

  it('answers true or false for a code, a Coding and a CodeableConcept, with a display', async () => {
    assert.deepEqual(resultOf(await ask('validateCodeInValueSet', { url: gender, code: 'male', system: genders })), [
      true,
      'Male',
      undefined,
    ]);
    assert.deepEqual(resultOf(await ask('validateCodeInValueSet', { url: gender, coding: `${genders}|Male` })), [
      false,
      undefined,
      'The code is not in the value set.',
    ]);
    const mixed = concept({ system: actCode, code: 'IMP' }, { system: genders, code: 'male' });
    assert.deepEqual(resultOf(await ask('validateCodeInValueSet', { url: gender }, [mixed])), [
      true,
      'Male',
      undefined,
    ]);
    assert.equal(resultOf(await ask('validateCodeInValueSet', { url: gender }, [concept()]))[0], false);
    assert.deepEqual(resultOf(await ask('validateCodeInCodeSystem', { url: genders, code: 'other' })), [
      true,
      'Other',
      undefined,
    ]);
    assert.equal(resultOf(await ask('validateCodeInCodeSystem', { url: genders, code: 'others' }))[0], false);
  });

  it('checks a display against every name of the code, and gives the right one', async () => {
    const wrong = resultOf(
      await ask('validateCodeInValueSet', { url: gender, code: 'male', system: genders, display: 'Female' }),
    );
    assert.deepEqual(wrong, [false, 'Male', 'The display is none of the names of this code.']);
    assert.equal(
      resultOf(
        await ask('validateCodeInValueSet', { url: gender, code: 'male', system: genders, display: ' mALE ' }),
      )[0],
      true,
    );
    const afal = await ask('validateCodeInCodeSystem', { code: 'apple', display: 'Afal' }, heldFruits);
    assert.equal(resultOf(afal)[0], true);
  });

  it('lets abstract codes pass unless told not to, and says that a code is inactive', async () => {
    assert.equal(resultOf(await ask('validateCodeInCodeSystem', { code: 'fruit' }, heldFruits))[0], true);
    assert.equal(
      resultOf(await ask('validateCodeInCodeSystem', { code: 'fruit', abstract: 'false' }, heldFruits))[0],
      false,
    );
    assert.match(
      String(resultOf(await ask('validateCodeInCodeSystem', { code: 'quince' }, heldFruits))[2]),
      /inactive/,
    );
  });

  it('never says "no" of a code system that is not loaded', async () => {
    const findings = 'http://hl7.org/fhir/ValueSet/clinical-findings';
    assert.match(
      faultOf(
        await ask('validateCodeInValueSet', { url: findings, code: '404684003', system: 'http://snomed.info/sct' }),
      ),
      /^TERMINOLOGY-002/,
    );
    assert.match(
      faultOf(await ask('validateCodeInCodeSystem', { url: 'http://snomed.info/sct', code: '404684003' })),
      /^TERMINOLOGY-00[12]/,
    );
  });

  it('asks for one way of naming the code, and for the system with it', async () => {
    assert.match(
      faultOf(await ask('validateCodeInValueSet', { url: gender, code: 'male' })),
      /^TERMINOLOGY-003 system/,
    );
    assert.match(faultOf(await ask('validateCodeInValueSet', { url: gender })), /^TERMINOLOGY-003 code/);
    assert.match(
      faultOf(await ask('validateCodeInValueSet', { url: gender }, [{ name: 'coding', value: { code: 5 } }])),
      /coding: must be a Coding/,
    );
  });
});
