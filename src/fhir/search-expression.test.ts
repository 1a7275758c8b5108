/** The FHIRPath of R4's search parameters: every expression of the standard is read, and leads somewhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFhirDefinitions } from './definitions.ts';
import { resourceTypes } from './resource-types.ts';
import { parseSearchExpression } from './search-expression.ts';
import { createSearchParameters, expressionFor } from './search-parameters.ts';
import { growPath, newTrieNode, withoutRoot } from './search-trie.ts';
import { valueReaders } from './search-value-readers.ts';

const definitions = loadFhirDefinitions();
const parametersOf = createSearchParameters(definitions);

test('Unions, choices, filters and indexes are read into steps', () => {
  assert.deepEqual(parseSearchExpression("(A.b as Quantity).c | A.d.where(e='f')[0] | A.g.where(resolve() is H)"), [
    {
      steps: [
        { step: 'member', name: 'A' },
        { step: 'member', name: 'b' },
        { step: 'type', type: 'Quantity' },
        { step: 'member', name: 'c' },
      ],
      asPresence: false,
    },
    {
      steps: [
        { step: 'member', name: 'A' },
        { step: 'member', name: 'd' },
        { step: 'equals', name: 'e', text: 'f' },
        { step: 'index', index: 0 },
      ],
      asPresence: false,
    },
    {
      steps: [
        { step: 'member', name: 'A' },
        { step: 'member', name: 'g' },
        { step: 'refers', type: 'H' },
      ],
      asPresence: false,
    },
  ]);
});

test('What the grammar does not hold is refused, not skipped', () => {
  for (const expression of ['A.b +', 'A.iif(x)', 'A.b)', '(A.b', '', 'A.where(b']) {
    assert.throws(() => parseSearchExpression(expression), expression);
  }
});

test('Every branch of all 2,576 pairs of type and parameter leads to an element that the parameter’s type can read', () => {
  let pairs = 0;
  const dead: string[] = [];
  for (const type of resourceTypes) {
    for (const parameter of parametersOf(type).values()) {
      const expression = expressionFor(parameter, type);
      if (expression === '') continue;
      pairs++;
      const readers = valueReaders[parameter.type];
      const structure = definitions.types.get(type)!;
      const leaves = parseSearchExpression(expression).flatMap((path) => {
        const grown = growPath(definitions, { node: newTrieNode(), type }, withoutRoot(path, structure));
        if (grown.length === 0) dead.push(`${type}.${parameter.code}: ${expression}`);
        return grown;
      });
      const isRead = leaves.some((leaf) => readers?.[leaf.type] !== undefined || parameter.type === 'composite');
      if (!isRead) dead.push(`${type}.${parameter.code}`);
    }
  }
  assert.deepEqual(dead, []);
  assert.equal(pairs, 2576);
});
