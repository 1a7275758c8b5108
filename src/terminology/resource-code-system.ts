/** A CodeSystem resource as a source of concepts, held in memory: HL7's own, and those of packages. */
import type { CodeSystem, CodeSystemConcept, CodeSystemConceptProperty } from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { boundingList, type ConceptExpression, type Relation } from './concept-expression.ts';
import {
  type Concept,
  type ConceptDetails,
  type ConceptProperty,
  type ConceptSource,
  type Designation,
  type Selected,
  type Selection,
  wordsOf,
} from './concept-source.ts';
import { terminologyFault } from './faults.ts';

interface Held extends Concept {
  readonly definition: string | undefined;
  readonly designations: readonly Designation[];
  readonly properties: readonly ConceptProperty[];
  readonly parents: Set<string>;
  readonly children: Set<string>;
}

/** R4 4.8.12: properties that every code system may have, by code as HL7's own write them. */
const retired: ReadonlySet<unknown> = new Set(['retired', 'inactive']);

function propertyOf(property: CodeSystemConceptProperty): ConceptProperty | undefined {
  for (const type of ['code', 'string', 'boolean', 'integer', 'decimal', 'dateTime'] as const) {
    const value = property[`value${type[0]!.toUpperCase()}${type.slice(1)}` as keyof CodeSystemConceptProperty];
    if (value !== undefined) return { code: property.code, value: value as string, type };
  }
  const coding = property.valueCoding;
  return coding?.code === undefined ? undefined : { code: property.code, value: coding.code, type: 'code' };
}

function designationsOf(concept: CodeSystemConcept): Designation[] {
  return (concept.designation ?? []).map(({ language, use, value }) => ({ language, use, text: value }));
}

function heldConcept(concept: CodeSystemConcept): Held {
  const properties = (concept.property ?? []).flatMap((property) => propertyOf(property) ?? []);
  const has = (code: string, isSo: (value: unknown) => boolean): boolean =>
    properties.some((property) => property.code === code && isSo(property.value));
  return {
    code: concept.code,
    display: concept.display,
    definition: concept.definition,
    isInactive:
      has('inactive', (value) => value === true || value === 'true') || has('status', (value) => retired.has(value)),
    isAbstract: ['notSelectable', 'abstract'].some((code) => has(code, (value) => value === true || value === 'true')),
    designations: designationsOf(concept),
    properties,
    parents: new Set(),
    children: new Set(),
  };
}

/** Nesting that says "part of" or "grouped by" is no subsumption (R4 4.8.10). */
const otherHierarchies: ReadonlySet<unknown> = new Set(['part-of', 'grouped-by', 'classified-with']);

class Concepts {
  readonly byCode = new Map<string, Held>();
  readonly #fold: (code: string) => string;
  readonly #words = new Map<Held, readonly string[]>();

  constructor(resource: CodeSystem) {
    this.#fold = resource.caseSensitive === false ? (code) => code.toLowerCase() : (code) => code;
    this.#add(resource.concept ?? [], undefined, !otherHierarchies.has(resource.hierarchyMeaning));
    for (const concept of this.byCode.values())
      for (const { code, value } of concept.properties) {
        if (code === 'parent' || code === 'subsumedBy') this.#link(String(value), concept.code);
        if (code === 'child') this.#link(concept.code, String(value));
      }
  }

  #add(concepts: readonly CodeSystemConcept[], parent: string | undefined, isSubsumption: boolean): void {
    for (const concept of concepts) {
      const held = heldConcept(concept);
      this.byCode.set(this.#fold(concept.code), held);
      this.#add(concept.concept ?? [], concept.code, isSubsumption);
      if (parent !== undefined && isSubsumption) this.#link(parent, concept.code);
    }
  }

  #link(parent: string, child: string): void {
    const [above, below] = [this.get(parent), this.get(child)];
    if (above === undefined || below === undefined || above === below) return;
    above.children.add(below.code);
    below.parents.add(above.code);
  }

  get(code: string): Held | undefined {
    return this.byCode.get(this.#fold(code));
  }

  /** What can be reached from `code` one way, each once; a circle in the resource ends. */
  reach(code: string, along: 'parents' | 'children'): Set<string> {
    const start = this.get(code);
    const reached = new Set<string>(start?.[along] ?? []);
    for (const next of reached) for (const further of this.get(next)?.[along] ?? []) reached.add(further);
    if (start !== undefined) reached.delete(start.code);
    return reached;
  }

  hasWords(concept: Held, wanted: readonly string[]): boolean {
    let words = this.#words.get(concept);
    if (words === undefined) {
      words = [concept.code, concept.display ?? '', ...concept.designations.map(({ text }) => text)].flatMap(wordsOf);
      this.#words.set(concept, words);
    }
    return wanted.every((start) => words.some((word) => word.startsWith(start)));
  }
}

type Test = (concept: Held) => boolean;

function related(concepts: Concepts, relation: Relation, code: string): ReadonlySet<string> {
  switch (relation) {
    case 'below':
      return concepts.reach(code, 'children');
    case 'above':
      return concepts.reach(code, 'parents');
    case 'childOf':
      return concepts.get(code)?.children ?? new Set();
    case 'parentOf':
      return concepts.get(code)?.parents ?? new Set();
  }
}

function valuesOf(concept: Held, property: string): readonly string[] {
  switch (property) {
    case 'code':
    case 'concept':
      return [concept.code];
    case 'display':
      return concept.display === undefined ? [] : [concept.display];
    case 'definition':
      return concept.definition === undefined ? [] : [concept.definition];
    case 'parent':
      return [...concept.parents];
    case 'child':
      return [...concept.children];
    case 'inactive':
      return [String(concept.isInactive)];
    case 'notSelectable':
      return [String(concept.isAbstract)];
    default:
      return concept.properties.filter(({ code }) => code === property).map(({ value }) => String(value));
  }
}

/** Sets are made once, when the expression is first asked about. Undefined: reference sets are SNOMED CT's. */
function testOf(concepts: Concepts, expression: ConceptExpression): Test | undefined {
  switch (expression.is) {
    case 'every':
      return () => true;
    case 'listed': {
      const codes = new Set([...expression.codes].map((code) => concepts.get(code)?.code));
      return ({ code }) => codes.has(code);
    }
    case 'below':
    case 'above':
    case 'childOf':
    case 'parentOf': {
      const self = concepts.get(expression.code)?.code;
      const codes = related(concepts, expression.is, expression.code);
      return ({ code }) => codes.has(code) || (expression.orSelf && code === self);
    }
    case 'member':
      return undefined;
    case 'valued':
      return (concept) => valuesOf(concept, expression.property).some((value) => expression.values.has(value));
    case 'having':
      return (concept) => valuesOf(concept, expression.property).length > 0;
    case 'matching':
      return (concept) => valuesOf(concept, expression.property).some((value) => expression.pattern.matches(value));
    case 'not': {
      const test = testOf(concepts, expression.part);
      return test === undefined ? undefined : (concept) => !test(concept);
    }
    case 'all':
    case 'any': {
      const tests = expression.parts.map((part) => testOf(concepts, part));
      if (tests.some((test) => test === undefined)) return undefined;
      const isAll = expression.is === 'all';
      return (concept) => (isAll ? tests.every((test) => test!(concept)) : tests.some((test) => test!(concept)));
    }
  }
}

function selectFrom(concepts: Concepts, test: Test, selection: Selection): Selected {
  const list = boundingList(selection.expression);
  const candidates =
    list === undefined ? concepts.byCode.values() : [...list].flatMap((code) => concepts.get(code) ?? []);
  const found: Held[] = [];
  let total = 0;
  for (const concept of new Set(candidates)) {
    if (selection.activeOnly && concept.isInactive) continue;
    if (!test(concept) || !concepts.hasWords(concept, selection.words)) continue;
    if (total >= selection.offset && found.length < selection.limit) found.push(concept);
    total++;
  }
  return { concepts: found, total };
}

function detailsOf(concept: Held): ConceptDetails {
  return { ...concept, parents: [...concept.parents], children: [...concept.children] };
}

const noReferenceSets = () =>
  terminologyFault('TERMINOLOGY-005', [{ place: 'constraint', rule: 'reference sets are known of SNOMED CT only' }]);

export function createResourceCodeSystem(resource: CodeSystem): ConceptSource {
  const concepts = new Concepts(resource);
  const tests = new WeakMap<ConceptExpression, Test>();
  const keptTest = (expression: ConceptExpression): Test | undefined => {
    const kept = tests.get(expression) ?? testOf(concepts, expression);
    if (kept !== undefined) tests.set(expression, kept);
    return kept;
  };
  return {
    system: resource.url ?? '',
    version: resource.version,
    name: resource.title ?? resource.name ?? resource.url ?? '',
    conceptCount: concepts.byCode.size,
    find: async (codes) => {
      const found = new Map<string, Concept>();
      for (const code of codes) {
        const concept = concepts.get(code);
        if (concept !== undefined) found.set(code, concept);
      }
      return found;
    },
    holds: async (expression, code): Promise<Outcome<boolean>> => {
      const test = keptTest(expression);
      if (test === undefined) return failed(noReferenceSets());
      const concept = concepts.get(code);
      return ok(concept !== undefined && test(concept));
    },
    select: async (selection) => {
      const test = keptTest(selection.expression);
      return test === undefined ? failed(noReferenceSets()) : ok(selectFrom(concepts, test, selection));
    },
    details: async (code) => {
      const concept = concepts.get(code);
      return concept === undefined ? undefined : detailsOf(concept);
    },
    designations: async (codes) =>
      new Map([...codes].map((code) => [code, concepts.get(code)?.designations ?? []] as const)),
  };
}
