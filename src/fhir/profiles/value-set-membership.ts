/** Whether a code is in a value set, as far as what is loaded tells: never a list of all codes, so that a big set costs nothing. */

import type { Outcome } from '#kernel/outcome.ts';
import type { ValueSets } from '../definitions.ts';
import type { FhirPackages } from './fhir-packages.ts';
import type { ValueSetInclude } from './structure-definition.ts';
import { type CodeSystem, type CodeSystemConcept, canonicalUrl } from './structure-definition.ts';

/** Undefined when it cannot be told offline: SNOMED CT by an expression, a code system that is not loaded. */
export type Membership = (valueSet: string, system: string | undefined, code: string) => boolean | undefined;

/** Asks a terminology that knows more than the packages do. */
export type MembershipPort = (valueSet: string, system: string | undefined, code: string) => Promise<Outcome<boolean>>;

const deepestSets = 10;

/** What is kept of the sets and systems that were asked for. */
const mostKept = 500;

export function valueSetMembership(
  base: ValueSets,
  packages: Pick<FhirPackages, 'valueSetOf' | 'codeSystemOf'>,
): Membership {
  const parentsOf = kept((url) => conceptParents(packages.codeSystemOf(url)));
  const composeOf = kept((url) => packages.valueSetOf(url)?.compose);

  const isIn = (url: string, system: string | undefined, code: string, depth: number): boolean | undefined => {
    const codes = base.expanded[url];
    if (codes !== undefined) {
      const lists = system === undefined ? Object.values(codes) : [codes[system] ?? []];
      return lists.some((list) => list.includes(code));
    }
    const compose = depth > deepestSets ? undefined : composeOf(url);
    if (compose === undefined) return undefined;
    const included = some((compose.include ?? []).map((part) => inInclude(part, system, code, depth)));
    if (included !== true) return included;
    const excluded = some((compose.exclude ?? []).map((part) => inInclude(part, system, code, depth)));
    return excluded === undefined ? undefined : !excluded;
  };

  const inInclude = (
    include: ValueSetInclude,
    system: string | undefined,
    code: string,
    depth: number,
  ): boolean | undefined => {
    const parts = (include.valueSet ?? []).map((url) => isIn(canonicalUrl(url), system, code, depth + 1));
    if (include.system !== undefined) {
      const isOther = system !== undefined && system !== include.system;
      parts.push(isOther ? false : inSystem(include, parentsOf(include.system), code));
    }
    return every(parts);
  };

  return (valueSet, system, code) => isIn(canonicalUrl(valueSet), system, code, 0);
}

function kept<T>(make: (url: string) => T): (url: string) => T {
  const made = new Map<string, T>();
  return (url) => {
    if (!made.has(url)) {
      if (made.size >= mostKept) made.clear();
      made.set(url, make(url));
    }
    return made.get(url)!;
  };
}

function some(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

function every(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : parts.length > 0;
}

function inSystem(
  include: ValueSetInclude,
  parents: ReadonlyMap<string, readonly string[]> | undefined,
  code: string,
): boolean | undefined {
  if (include.concept !== undefined) return include.concept.some((concept) => concept.code === code);
  if (parents === undefined) return undefined;
  if (!parents.has(code)) return false;
  return every([true, ...(include.filter ?? []).map((filter) => passes(filter, parents, code))]);
}

function passes(
  { property, op, value }: NonNullable<ValueSetInclude['filter']>[number],
  parents: ReadonlyMap<string, readonly string[]>,
  code: string,
): boolean | undefined {
  if (property !== 'concept' || !['is-a', 'descendent-of', 'is-not-a'].includes(op)) return undefined;
  const seen = new Set<string>();
  const isBelow = (one: string): boolean => {
    if (seen.has(one)) return false;
    seen.add(one);
    return (parents.get(one) ?? []).some((parent) => parent === value || isBelow(parent));
  };
  const isA = isBelow(code) || (op !== 'descendent-of' && code === value);
  return op === 'is-not-a' ? !isA : isA;
}

function conceptParents(system: CodeSystem | undefined): ReadonlyMap<string, readonly string[]> | undefined {
  if (system === undefined || system.content !== 'complete') return undefined;
  const parents = new Map<string, string[]>();
  const visit = (concepts: readonly CodeSystemConcept[], parent: string | undefined): void => {
    for (const { code, property, concept } of concepts) {
      const declared = (property ?? []).filter((one) => one.code === 'subsumedBy' || one.code === 'parent');
      const above = declared.flatMap(({ valueCode }) => (valueCode === undefined ? [] : [valueCode]));
      parents.set(code, [...(parents.get(code) ?? []), ...(parent === undefined ? [] : [parent]), ...above]);
      visit(concept ?? [], code);
    }
  };
  visit(system.concept ?? [], undefined);
  return parents;
}
