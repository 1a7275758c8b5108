/** Every rule of severity "error" that FHIR R4 states as an invariant (207) is held, and only where it is broken. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadFhirDefinitions } from '../definitions.ts';
import { compileFhirpath } from '../fhirpath-expression.ts';
import { invariantExamples, onOwner, unbreakable } from '../testing/invariant-examples-table.ts';
import { type Hosted, hostOf, minimalValue } from '../testing/minimal-resource.ts';
import { createResourceExaminer, createResourceValidator } from '../validate-resource.ts';
import { mostEvaluations } from './compile-invariant.ts';
import { invariantsTable } from './invariants-table.ts';

const definitions = loadFhirDefinitions();
const validate = createResourceValidator(definitions);
const errors = Object.entries(definitions.invariants).filter(([, { severity }]) => severity === 'error');

/** The types whose values carry the invariant, and below which of their elements it is stated. */
function carrierOf(id: string): { readonly type: string; readonly element?: string } {
  for (const type of definitions.types.values()) {
    if (type.abstract === true) continue;
    // Rules of every resource are tried on the smallest one.
    if (type.constraints?.includes(id)) return { type: id.startsWith('dom-') ? 'Basic' : type.name };
    const element = type.elements.find(({ constraints }) => constraints?.includes(id));
    if (element !== undefined) return { type: type.name, element: element.name };
  }
  throw new Error(`nothing carries ${id}`);
}

function hosted(id: string, members: Readonly<Record<string, unknown>>): Hosted {
  const { type, element } = carrierOf(id);
  if (element === undefined || onOwner.has(id)) return hostOf(definitions, type, members)!;
  const { name, choice, types } = definitions.types.get(type)!.elements.find((one) => one.name === element)!;
  // Of R4's rules stated on a choice, each is about a Range.
  const member = choice === true ? `${name}Range` : name;
  const inner = choice === true ? {} : (minimalValue(definitions, types[0]!) as object);
  const { resource, place } = hostOf(definitions, type, { [member]: { ...inner, ...members } })!;
  return { resource, place: `${place}.${choice === true ? `${name}.ofType(Range)` : name}` };
}

describe('An invariant of R4', () => {
  test('has an example of each side, or a reason why it cannot be broken', () => {
    const known = new Set([...Object.keys(invariantExamples), ...Object.keys(unbreakable)]);
    assert.deepEqual(
      errors.map(([id]) => id).filter((id) => !known.has(id)),
      [],
    );
    assert.equal(errors.length, 207);
  });

  for (const [id, { key }] of errors) {
    const example = invariantExamples[id];
    if (example === undefined) continue;
    test(`is held where it is broken and only there: ${id}`, () => {
      const [bad, good] = example.map((members) => hosted(id, members)) as [Hosted, Hosted];
      const broken = validate(bad.resource).filter(({ rule }) => rule.includes(`(rule ${key})`));
      const isAtPlace = ({ place }: { place: string }): boolean =>
        onOwner.has(id) || id === 'dom-3' ? place.startsWith(bad.place) : place === bad.place;
      assert.ok(broken.some(isAtPlace), `${bad.place}: ${JSON.stringify(validate(bad.resource))}`);
      const flaws = validate(good.resource);
      // Around a single element of a StructureDefinition the whole is not there: its other rules may be broken.
      const mayBeBroken = /\(rule (sdf-|bdl-|cpb-|tcp-|eld-19|que-1\b)/;
      assert.deepEqual(
        flaws.filter(({ rule }) => rule.includes(`(rule ${key})`) || !mayBeBroken.test(rule)),
        [],
        JSON.stringify(good.resource),
      );
    });
  }
});

/** What stands at a flaw's place. */
function valueAt(resource: unknown, place: string): unknown {
  let value = resource as Record<string, unknown>;
  for (const [, name, type, index] of place.matchAll(/\.([a-z]\w*)(?:\.ofType\((\w+)\))?(?:\[(\d+)\])?/gi)) {
    const member = type === undefined ? name! : name! + type.charAt(0).toUpperCase() + type.slice(1);
    value = value[member] as Record<string, unknown>;
    if (index !== undefined) value = (value as unknown as Record<string, unknown>[])[Number(index)]!;
  }
  return value;
}

describe('A closure', () => {
  // resolve() needs a server; the others ask for a type name, regular expressions and a comparison of quantities without
  // units that the engine takes for something else.
  const notForTheEngine = new Set(['ctm-1', 'que-7', 'eld-16', 'eld-19', 'rng-2']);
  for (const [id, { expression }] of errors) {
    const example = invariantExamples[id];
    if (example === undefined || invariantsTable[id] === undefined || notForTheEngine.has(id)) continue;
    test(`says of both examples what the standard's own expression says: ${id}`, () => {
      const { type, element } = carrierOf(id);
      const evaluate = compileFhirpath(element === undefined ? type : `${type}.${element}`, expression);
      const [wrong, right] = example.map((members) => {
        const { resource, place } = hosted(id, members);
        const at = onOwner.has(id) && element !== undefined ? `${place}.${element}` : place;
        const value = [valueAt(resource, at)].flat()[0];
        return evaluate(value, { resource, rootResource: resource });
      });
      assert.notDeepEqual(wrong, [true]);
      assert.deepEqual(right, [true]);
    });
  }
});

test('The table of closures names only invariants that R4 has', () => {
  const unknown = Object.keys(invariantsTable).filter((id) => definitions.invariants[id] === undefined);
  assert.deepEqual(unknown, []);
});

test('An expression that says nothing does not hold (R4 5.1.0.8)', () => {
  const focus = { code: 'Patient', min: 0 };
  const { resource } = hostOf(definitions, 'MessageDefinition', { focus: [focus], eventUri: 'urn:x' })!;
  assert.match(validate(resource)[0]!.rule, /md-1/);
});

test('Expressions print nothing and change nothing', (t) => {
  const print = t.mock.method(console, 'log', () => {});
  const { resource } = hostOf(definitions, 'TestScript.setup.action', { operation: { encodeRequestUrl: true } })!;
  const before = structuredClone(resource);
  validate(resource);
  assert.deepEqual(resource, before);
  assert.equal(print.mock.callCount(), 0);
});

test('A body of countless rules is refused before they are evaluated', () => {
  const action = Array.from({ length: mostEvaluations }, () => ({ assert: { warningOnly: true } }));
  const { resource } = hostOf(definitions, 'TestScript.setup', { action })!;
  assert.ok(validate(resource).some(({ rule }) => rule.includes('rules checked')));
});

test('Rules of severity "warning" are told apart, and only when asked for', () => {
  const examine = createResourceExaminer(definitions, { withWarnings: true });
  const { resource } = hostOf(definitions, 'Basic', {})!;
  assert.deepEqual(examine(resource).flaws, []);
  assert.match(examine(resource).warnings[0]!.rule, /dom-6/);
  assert.deepEqual(createResourceExaminer(definitions)(resource).warnings, []);
});
