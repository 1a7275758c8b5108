/** A token's scopes only ever take away: design/safety.md attack 68; SMART App Launch 2.2, "Scopes for requesting FHIR resources". */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Compartment } from '#kernel/identity-number.ts';
import { pressGrant } from './for-privacy.ts';
import type { Narrowing, PersonNumber, RequestContext, VisibilityRule } from './index.ts';

const one = 5000 as Compartment;
const other = 6000 as Compartment;
const persons = new Map([
  [one, 1 as PersonNumber],
  [other, 2 as PersonNumber],
]);
const rules: readonly VisibilityRule[] = [
  { compartments: [one, other], contentClasses: 'all', forbiddenLabels: 0 },
  { compartments: 'any', contentClasses: 'all', forbiddenLabels: 0, onlySources: [] },
  { compartments: 'shelves', contentClasses: 'all', forbiddenLabels: 0 },
];

function rulesUnder(narrowing: Narrowing | undefined): readonly VisibilityRule[] {
  const request = {
    requestId: 'one',
    caller: { kind: 'system' },
    purpose: 'TREAT',
    route: 'GET /fhir/:type',
    atMs: 0,
    ...(narrowing === undefined ? {} : { narrowing }),
  } as unknown as RequestContext;
  return pressGrant({
    kind: 'persons',
    request,
    rules,
    ground: { decidedBy: [], lawfulBasis: [] },
    personByCompartment: persons,
    stripLocation: false,
    expiresAtMs: 1,
  }).rules;
}

describe('narrowing', () => {
  it('every grant of a request is cut down to what its token lets through', () => {
    assert.deepEqual(rulesUnder(undefined), rules);
    const types = [{ type: 7 }];
    assert.deepEqual(
      rulesUnder({ types }),
      rules.map((rule) => ({ ...rule, onlyTypes: types })),
    );
  });

  it('attack 68: a token about one person reaches no compartment of another, nor a rule over any compartment', () => {
    const narrowed = rulesUnder({ person: 2 as PersonNumber });
    assert.deepEqual(
      narrowed.map(({ compartments }) => compartments),
      [[other], [], 'shelves'],
    );
  });
});
