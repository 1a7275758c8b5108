/** SMART App Launch 2.2 scopes and their version 1 forms; design/safety.md attack 12. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allowsInteraction, areScopes, intersectScopes } from './scopes.ts';

const contexts = ['system', 'user', 'patient'] as const;
const types = ['*', 'Patient', 'Observation'] as const;
const interactions = ['c', 'r', 'u', 'd', 's'] as const;
const scope = fc
  .tuple(fc.constantFrom(...contexts), fc.constantFrom(...types), fc.subarray([...interactions], { minLength: 1 }))
  .map(([context, type, letters]) => `${context}/${type}.${letters.join('')}`);
const scopeList = fc.array(scope, { maxLength: 4 });

describe('scopes', () => {
  it('version 1 words are understood as version 2', () => {
    const all = ['system/*.cruds'];
    assert.deepEqual(intersectScopes(['system/Patient.read'], all), ['system/Patient.rs']);
    assert.deepEqual(intersectScopes(['system/Patient.write'], all), ['system/Patient.cud']);
    assert.deepEqual(intersectScopes(['system/*.*'], all), ['system/*.cruds']);
  });

  it('a filter narrows what is granted, from whichever list it comes (SMART 2.2, "Finer-grained resource constraints")', () => {
    const laboratory =
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
    assert.deepEqual(intersectScopes([laboratory], ['patient/*.rs']), [laboratory]);
    assert.deepEqual(intersectScopes(['patient/*.read'], [laboratory]), [laboratory]);
    assert.deepEqual(intersectScopes([laboratory], ['patient/Observation.r?code=1234']), [
      `${laboratory.replace('.rs', '.r')}&code=1234`,
    ]);
    assert.deepEqual(intersectScopes([laboratory], ['user/*.rs', 'patient/Condition.rs']), []);
  });

  it('what is not understood is not a scope: other filters, out of order, unknown letters, other contexts', () => {
    for (const text of [
      'system/Observation.rs?category:not=laboratory',
      'system/Observation.rs?subject.name=x',
      'system/Observation.rs?category=',
      'system/Observation.rs?category=a category=b',
      'system/Observation.cruds?category=laboratory',
      'system/*.rs?category=laboratory',
      'system/Observation.sr',
      'system/Observation.rx',
      'system/Observation.rr',
      'system/Observation.',
      'admin/*.cruds',
      'system/observation.rs',
      'system/*.cruds ',
      'openid',
      '',
    ]) {
      assert.equal(areScopes([text]), false, text);
      assert.deepEqual(intersectScopes([text], ['system/*.cruds']), [], text);
      assert.equal(allowsInteraction([text], 'system', 'Observation', 'r'), false, text);
    }
  });

  it('what is granted is allowed by both lists, and everything that both allow is granted', () => {
    fc.assert(
      fc.property(scopeList, scopeList, (asked, allowed) => {
        const granted = intersectScopes(asked, allowed);
        for (const context of contexts) {
          for (const type of ['Patient', 'Observation', 'Condition']) {
            for (const letter of interactions) {
              const isIn = (list: readonly string[]): boolean => allowsInteraction(list, context, type, letter);
              assert.equal(isIn(granted), isIn(asked) && isIn(allowed), `${context}/${type}.${letter}`);
            }
          }
        }
      }),
    );
  });
});
