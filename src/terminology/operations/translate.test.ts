/** $translate over HL7's own maps and over one that the caller brings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConceptMap } from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import { createAsking, faultOf, genders, outOf, value } from '../testing/asking.ts';
import type { AskedParameter } from './asked-parameters.ts';

const { ask } = createAsking();

describe('ConceptMap-translate (R4 4.10.10)', () => {
  const map: ConceptMap & Resource = {
    resourceType: 'ConceptMap',
    status: 'active',
    url: 'https://tests.example/map',
    group: [
      {
        source: 'https://tests.example/a',
        target: 'https://tests.example/b',
        element: [
          { code: 'one', target: [{ code: 'uno', display: 'Uno', equivalence: 'wider' }] },
          { code: 'two', target: [{ equivalence: 'unmatched' }] },
          {
            code: 'three',
            target: [
              {
                code: 'tre',
                equivalence: 'equivalent',
                dependsOn: [{ property: 'https://tests.example/p', value: 'x' }],
              },
            ],
          },
        ],
        unmapped: { mode: 'fixed', code: 'altro', display: 'Altro' },
      },
    ],
  };
  const held: AskedParameter[] = [{ name: 'conceptMap', resource: map }];
  const translated = async (texts: Readonly<Record<string, string>>) => {
    const answer = value(await ask('translate', texts, held));
    const matches = (answer.parameter ?? [])
      .filter(({ name }) => name === 'match')
      .map(({ part }) =>
        [part?.[0]?.valueCode, part?.find(({ name }) => name === 'concept')?.valueCoding?.code].join(' '),
      );
    return [outOf(answer, 'result'), ...matches];
  };

  it('gives each match with its equivalence, and "true" only for a translation', async () => {
    assert.deepEqual(await translated({ system: 'https://tests.example/a', code: 'one' }), [true, 'wider uno']);
    assert.deepEqual(await translated({ system: 'https://tests.example/a', code: 'two' }), [false, 'unmatched ']);
    assert.deepEqual(await translated({ system: 'https://tests.example/a', code: 'ten' }), [true, 'inexact altro']);
    assert.deepEqual(await translated({ system: 'https://tests.example/other', code: 'one' }), [false]);
  });

  it('turns the equivalence round in reverse', async () => {
    assert.deepEqual(await translated({ system: 'https://tests.example/b', code: 'uno', reverse: 'true' }), [
      true,
      'narrower one',
    ]);
  });

  it('refuses by name what depends on other elements, and the parameter dependency', async () => {
    assert.match(
      faultOf(await ask('translate', { system: 'https://tests.example/a', code: 'three' }, held)),
      /^TERMINOLOGY-005 dependsOn/,
    );
    assert.match(
      faultOf(
        await ask('translate', { system: 'https://tests.example/a', code: 'one' }, [...held, { name: 'dependency' }]),
      ),
      /^TERMINOLOGY-007 dependency/,
    );
  });

  it('finds HL7’s own map by address, and by where from and where to', async () => {
    const address = { system: genders, code: 'male' };
    const byUrl = value(
      await ask('translate', { ...address, url: 'http://hl7.org/fhir/ConceptMap/cm-administrative-gender-v3' }),
    );
    assert.equal(outOf(byUrl, 'result'), true);
    const byTarget = value(
      await ask('translate', { ...address, targetsystem: 'http://terminology.hl7.org/CodeSystem/v2-0001' }),
    );
    assert.equal(outOf(byTarget, 'result'), true);
    assert.match(faultOf(await ask('translate', address)), /^TERMINOLOGY-003 url/);
    assert.match(
      faultOf(await ask('translate', { ...address, url: 'https://tests.example/none' })),
      /^TERMINOLOGY-001/,
    );
  });
});
