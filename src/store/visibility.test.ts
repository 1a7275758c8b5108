/** Decision 87: what is shown beside a name is asked where a row can name somebody, and nowhere else. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { contentClasses, type VisibilityRule } from '#disclosure';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import { visibilityText } from './visibility.ts';

const rule: VisibilityRule = {
  compartments: [5000 as Compartment],
  contentClasses: contentClasses('demographics', 'allergy'),
  forbiddenLabels: 0,
};
const rules = [{ ...rule, onlyBeside: [rule] }];
const textOf = (...names: readonly Parameters<typeof resourceTypeNumber>[0][]): string =>
  visibilityText(rules, () => '$1', names.length === 0 ? {} : { types: names.map(resourceTypeNumber) });

it('rows that cannot name somebody are asked nothing of the record, and a name among them is not shown', () => {
  assert.match(
    textOf('AllergyIntolerance', 'Condition'),
    /^\((?!.*recursive).* and \(content_class <> \d+ and content_class <> \d+\)\)$/s,
  );
  for (const text of [textOf(), textOf('Patient'), textOf('Condition', 'Provenance')]) assert.match(text, /recursive/);
});
