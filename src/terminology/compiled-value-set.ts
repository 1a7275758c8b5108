/** A value set as what it says of each code system, not yet listed; joined, met and taken away like sets. */
import type { ValueSetComposeIncludeConcept } from 'fhir/r4.js';
import { allOf, anyOf, butNot, type ConceptExpression } from './concept-expression.ts';
import type { ConceptSource } from './concept-source.ts';

export interface SystemPart {
  readonly system: string;
  readonly version: string | undefined;
  /** None: the code system is not known here, and only what the value set itself lists can be told. */
  readonly source: ConceptSource | undefined;
  readonly expression: ConceptExpression;
  /** What the value set says of the codes that it lists: displays and designations of its own. */
  readonly listed: ReadonlyMap<string, ValueSetComposeIncludeConcept>;
}

/** By system and version, in the order of the definition. */
export type CompiledValueSet = ReadonlyMap<string, SystemPart>;

/** Whether the codes that the value set lists are all that the answer needs. */
export function isListOnly(expression: ConceptExpression): boolean {
  switch (expression.is) {
    case 'listed':
      return true;
    case 'all':
      // One list bounds the rest, which must then be about the codes themselves.
      return expression.parts.some(isListOnly) && expression.parts.every(isAboutCodes);
    case 'any':
      return expression.parts.every(isListOnly);
    default:
      return false;
  }
}

function isAboutCodes(expression: ConceptExpression): boolean {
  switch (expression.is) {
    case 'listed':
    case 'every':
      return true;
    case 'matching':
      return expression.property === 'code';
    case 'not':
      return isAboutCodes(expression.part);
    case 'all':
    case 'any':
      return expression.parts.every(isAboutCodes);
    default:
      return false;
  }
}

export function partKey({ system, version }: Pick<SystemPart, 'system' | 'version'>): string {
  return `${system}|${version ?? ''}`;
}

function joinParts(one: SystemPart, other: SystemPart): SystemPart {
  return {
    ...one,
    expression: anyOf([one.expression, other.expression]),
    listed: new Map([...other.listed, ...one.listed]),
  };
}

export function union(sets: readonly CompiledValueSet[]): CompiledValueSet {
  const joined = new Map<string, SystemPart>();
  for (const set of sets)
    for (const [key, part] of set) {
      const before = joined.get(key);
      joined.set(key, before === undefined ? part : joinParts(before, part));
    }
  return joined;
}

export function intersection(sets: readonly CompiledValueSet[]): CompiledValueSet {
  const [first = new Map<string, SystemPart>(), ...others] = sets;
  const met = new Map<string, SystemPart>();
  for (const [key, part] of first) {
    const same = others.map((other) => other.get(key));
    if (same.some((other) => other === undefined)) continue;
    const parts = [part, ...(same as SystemPart[])];
    met.set(key, {
      ...part,
      expression: allOf(parts.map(({ expression }) => expression)),
      listed: new Map(parts.toReversed().flatMap(({ listed }) => [...listed])),
    });
  }
  return met;
}

/** A code is taken away whatever version of its system the exclusion names. */
export function difference(from: CompiledValueSet, taken: CompiledValueSet): CompiledValueSet {
  const left = new Map<string, SystemPart>();
  for (const [key, part] of from) {
    const expressions = [...taken.values()].filter(({ system }) => system === part.system);
    const expression = expressions.reduce((rest, { expression: one }) => butNot(rest, one), part.expression);
    left.set(key, { ...part, expression });
  }
  return left;
}

export function withoutSystems(compiled: CompiledValueSet, excluded: readonly string[]): CompiledValueSet {
  const named = excluded.map((canonical) => canonical.split('|'));
  return new Map(
    [...compiled].filter(
      ([, part]) =>
        !named.some(([system, version = part.version]) => system === part.system && version === part.version),
    ),
  );
}
