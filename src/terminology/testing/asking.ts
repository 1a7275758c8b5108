/** Asks the operations as an interface would, and reads their answers. */
import type { CodeSystem, Parameters, ValueSet, ValueSetExpansionContains } from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { createTerminology, type Terminology } from '../index.ts';
import type { AskedParameter } from '../operations/asked-parameters.ts';

export const gender = 'http://hl7.org/fhir/ValueSet/administrative-gender';
export const genders = 'http://hl7.org/fhir/administrative-gender';
export const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${JSON.stringify(outcome.fault.flaws)}`);
  return outcome.value;
}

export function faultOf(outcome: Outcome<unknown>): string {
  if (outcome.ok) return 'none';
  const flaws = (outcome.fault.flaws ?? []).map((flaw) => `${flaw.place}: ${flaw.rule}`);
  return `${outcome.fault.code} ${flaws.join('; ')}`;
}

type Texts = Readonly<Record<string, string>>;
type ParametersOperation = Exclude<keyof Terminology['operations'], 'expand'>;

/** Over HL7's own definitions, or whatever is given. */
export function createAsking(terminology: Pick<Terminology, 'operations'> = createTerminology({ clock: systemClock })) {
  const asked = (texts: Texts, more: readonly AskedParameter[]): AskedParameter[] => [
    ...Object.entries(texts).map(([name, text]) => ({ name, text })),
    ...more,
  ];
  return {
    expand: (texts: Texts, more: readonly AskedParameter[] = [], seesInternal = true): Promise<Outcome<ValueSet>> =>
      terminology.operations.expand(asked(texts, more), seesInternal),
    ask: (
      name: ParametersOperation,
      texts: Texts,
      more: readonly AskedParameter[] = [],
    ): Promise<Outcome<Parameters>> => terminology.operations[name](asked(texts, more), true),
  };
}

export function outOf(parameters: Parameters, name: string): unknown {
  const found = parameters.parameter?.find((one) => one.name === name);
  return found === undefined ? undefined : Object.entries(found).find(([element]) => element.startsWith('value'))?.[1];
}

export function containsOf(outcome: Outcome<ValueSet>): readonly ValueSetExpansionContains[] {
  return value(outcome).expansion?.contains ?? [];
}

export function codesOf(outcome: Outcome<ValueSet>): (string | undefined)[] {
  return containsOf(outcome).map(({ code }) => code);
}

export function heldValueSet(compose: ValueSet['compose']): AskedParameter {
  const resource: ValueSet = {
    resourceType: 'ValueSet',
    status: 'active',
    url: 'https://tests.example/set',
    ...(compose === undefined ? {} : { compose }),
  };
  return { name: 'valueSet', resource: resource as unknown as Resource };
}

export const fruits: CodeSystem & Resource = {
  resourceType: 'CodeSystem',
  status: 'active',
  content: 'complete',
  url: 'https://tests.example/fruits',
  version: '2',
  name: 'Fruits',
  concept: [
    {
      code: 'fruit',
      display: 'Fruit',
      property: [{ code: 'notSelectable', valueBoolean: true }],
      concept: [
        {
          code: 'apple',
          display: 'Apple',
          designation: [
            { language: 'cy', value: 'Afal' },
            { language: 'en-US', value: 'Apple (US)' },
          ],
          property: [{ code: 'colour', valueString: 'red' }],
        },
        { code: 'quince', display: 'Quince', property: [{ code: 'inactive', valueBoolean: true }] },
        { code: 'pear', display: 'Crème pear', definition: 'A pear.' },
      ],
    },
  ],
};

export const heldFruits: readonly AskedParameter[] = [{ name: 'codeSystem', resource: fruits }];
