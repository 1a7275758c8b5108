/** The door's factory: the catalogue of what is known, and the questions that record, search and validation ask of it. */
import type { Resource } from '#fhir/resource-types.ts';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import type { Catalogue, TerminologyType } from './catalogue.ts';
import type { CompiledValueSet } from './compiled-value-set.ts';
import type { ConceptExpression, Relation } from './concept-expression.ts';
import type { ConceptSource } from './concept-source.ts';
import { findDefinitions, readDefinition } from './definition-cards.ts';
import { listConcepts, partHolding } from './evaluate-value-set.ts';
import { terminologyFault } from './faults.ts';
import { type AskedParameter, AskedParameters } from './operations/asked-parameters.ts';
import { expand } from './operations/expand.ts';
import { lookup, subsumes } from './operations/lookup.ts';
import type { OperationContext } from './operations/operation-context.ts';
import { translate } from './operations/translate.ts';
import { validateCodeInCodeSystem, validateCodeInValueSet } from './operations/validate-code.ts';
import { createCompiler, createPresentCatalogue, type PresentCatalogue } from './present-catalogue.ts';
import {
  addConcepts,
  beginLoad,
  type ConceptToLoad,
  dropUnfinished,
  finishLoad,
  type LoadDependencies,
  type LoadOrigin,
  loadResources,
  removeLoaded,
} from './stored/loaded-definitions.ts';
import { listLoaded } from './stored/read-loaded.ts';

async function sourceOf(catalogue: Catalogue, system: string): Promise<Outcome<ConceptSource>> {
  const known = catalogue.find('CodeSystem', system);
  const source = known === undefined ? undefined : await catalogue.sourceOf(known);
  return source === undefined
    ? failed(terminologyFault('TERMINOLOGY-002', [{ place: 'system', rule: `${system} is not loaded` }]))
    : ok(source);
}

/** Codes by code system. */
export type CodesBySystem = ReadonlyMap<string, readonly string[]>;

async function codesIn(compiled: CompiledValueSet, limit: number): Promise<Outcome<CodesBySystem>> {
  const listed = await listConcepts(compiled, { words: [], activeOnly: false, offset: 0, limit });
  if (!listed.ok) return listed;
  if (listed.value.total > limit)
    return failed(terminologyFault('TERMINOLOGY-004', [{ place: 'valueSet', rule: `has more than ${limit} codes` }]));
  const codes = new Map<string, string[]>();
  for (const { part, concept } of listed.value.concepts) {
    const list = codes.get(part.system);
    if (list === undefined) codes.set(part.system, [concept.code]);
    else list.push(concept.code);
  }
  return ok(codes);
}

async function relatives(
  catalogue: Catalogue,
  system: string,
  expression: ConceptExpression & { readonly is: Relation },
  limit: number,
): Promise<Outcome<readonly string[]>> {
  const source = await sourceOf(catalogue, system);
  if (!source.ok) return source;
  const selected = await source.value.select({ expression, words: [], activeOnly: false, offset: 0, limit });
  if (!selected.ok) return selected;
  if (selected.value.total > limit)
    return failed(terminologyFault('TERMINOLOGY-004', [{ place: 'code', rule: `has more than ${limit} relatives` }]));
  return ok(selected.value.concepts.map(({ code }) => code));
}

export interface TerminologyDependencies {
  readonly clock: Clock;
  /** Where loaded terminology is kept; without it, HL7's own is all there is. */
  readonly database?: Database;
}

/** What an operator does; every change is known at once in this process, and within ten seconds in others. */
function createLoading({ clock, database }: TerminologyDependencies, present: PresentCatalogue) {
  const deps = (): LoadDependencies => {
    if (database === undefined) throw new Error('there is no database to load terminology into');
    return { clock, database };
  };
  const known = async <T>(change: Promise<T>): Promise<T> => {
    const changed = await change;
    present.forget();
    return changed;
  };
  return {
    resources: (resources: readonly Resource[], origin: LoadOrigin) => known(loadResources(deps(), resources, origin)),
    begin: (codeSystem: Resource, origin: LoadOrigin & { readonly conceptCount: number }) =>
      beginLoad(deps(), codeSystem, origin),
    add: (load: number, from: number, concepts: readonly ConceptToLoad[]) => addConcepts(deps(), load, from, concepts),
    finish: (load: number) => known(finishLoad(deps(), load)),
    remove: (canonical: { readonly url: string; readonly version?: string }) => known(removeLoaded(deps(), canonical)),
    dropUnfinished: () => dropUnfinished(deps()),
    list: () => listLoaded(deps().database),
  };
}

/** What is known here, as resources: HL7's own and loaded; those that clients store are the record's. */
function createDefinitions(present: PresentCatalogue) {
  return {
    find: async (type: TerminologyType, asked: Parameters<typeof findDefinitions>[2]) =>
      findDefinitions(await present.get(), type, asked),
    read: async (type: TerminologyType, which: { readonly id: string; readonly seesInternal: boolean }) =>
      readDefinition(await present.get(), type, which),
  };
}

export function createTerminology(deps: TerminologyDependencies) {
  const present = createPresentCatalogue(deps.clock, deps.database);
  const compile = createCompiler(present, { seesInternal: true });
  const compileForPatients = createCompiler(present, { seesInternal: false });
  const answer =
    <T>(operation: (context: OperationContext, asked: AskedParameters) => Promise<Outcome<T>>) =>
    async (asked: readonly AskedParameter[], seesInternal: boolean): Promise<Outcome<T>> =>
      operation(
        {
          catalogue: await present.get(),
          seesInternal,
          nowMs: deps.clock.now,
          compile: seesInternal ? compile : compileForPatients,
        },
        new AskedParameters(asked),
      );
  return {
    /** The operations of R4 5.11, as an interface asks them; `seesInternal` false for patients. */
    operations: {
      expand: answer(expand),
      validateCodeInValueSet: answer(validateCodeInValueSet),
      validateCodeInCodeSystem: answer(validateCodeInCodeSystem),
      lookup: answer(lookup),
      subsumes: answer(subsumes),
      translate: answer(translate),
    },
    definitions: createDefinitions(present),
    loading: createLoading(deps, present),
    /** All codes of a value set, in its order. Faults: TERMINOLOGY-001, 002, 004 (more than `limit`), 005. */
    expand: async (valueSet: string, limit: number): Promise<Outcome<CodesBySystem>> => {
      const compiled = await compile(valueSet);
      return compiled.ok ? codesIn(compiled.value, limit) : compiled;
    },
    /** Without a system, whether any code system of the value set has the code in it. Never lists the value set. */
    isMember: async (valueSet: string, system: string | undefined, code: string): Promise<Outcome<boolean>> => {
      const compiled = await compile(valueSet);
      if (!compiled.ok) return compiled;
      const part = await partHolding(compiled.value, system, code);
      return part.ok ? ok(part.value !== undefined) : part;
    },
    /** Whether `descendant` is `ancestor` or lies below it. A code that is not in the system is below nothing. */
    subsumes: async (system: string, ancestor: string, descendant: string): Promise<Outcome<boolean>> => {
      const source = await sourceOf(await present.get(), system);
      return source.ok ? source.value.holds({ is: 'below', code: ancestor, orSelf: true }, descendant) : source;
    },
    /** The code itself and all below it. Faults: TERMINOLOGY-002, 004. */
    descendantsOf: async (system: string, code: string, limit: number) =>
      relatives(await present.get(), system, { is: 'below', code, orSelf: true }, limit),
    /** The code itself and all above it. */
    ancestorsOf: async (system: string, code: string, limit: number) =>
      relatives(await present.get(), system, { is: 'above', code, orSelf: true }, limit),
    /** The code system's own words; the source's text stands beside them, always. Undefined when they are not known here. */
    display: async (system: string, code: string): Promise<string | undefined> => {
      const source = await sourceOf(await present.get(), system);
      return source.ok ? (await source.value.find([code])).get(code)?.display : undefined;
    },
  };
}

export type Terminology = ReturnType<typeof createTerminology>;
