/** The door's factory: the catalogue of what is known, and the questions that record, search and validation ask of it. */
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Catalogue, createCatalogue, type KnownResource, lazyHl7Resources } from './catalogue.ts';
import { type CompileOptions, compileByUrl } from './compile-value-set.ts';
import type { CompiledValueSet } from './compiled-value-set.ts';
import type { ConceptExpression, Relation } from './concept-expression.ts';
import type { ConceptSource } from './concept-source.ts';
import { listConcepts, partHolding } from './evaluate-value-set.ts';
import { terminologyFault } from './faults.ts';
import { type AskedParameter, AskedParameters } from './operations/asked-parameters.ts';
import { expand } from './operations/expand.ts';
import { lookup, subsumes } from './operations/lookup.ts';
import type { OperationContext } from './operations/operation-context.ts';
import { translate } from './operations/translate.ts';
import { validateCodeInCodeSystem, validateCodeInValueSet } from './operations/validate-code.ts';

const compiledKept = 200;

/** Compiled value sets, until the catalogue changes. */
function createCompiler(catalogue: () => Catalogue, options: CompileOptions) {
  let kept = new Map<string, Promise<Outcome<CompiledValueSet>>>();
  let of: Catalogue | undefined;
  return (canonical: string): Promise<Outcome<CompiledValueSet>> => {
    const present = catalogue();
    if (of !== present) {
      of = present;
      kept = new Map();
    }
    let compiled = kept.get(canonical);
    if (compiled === undefined) {
      compiled = compileByUrl({ catalogue: present, options, within: [] }, canonical);
      if (kept.size >= compiledKept) kept.delete(kept.keys().next().value ?? canonical);
      kept.set(canonical, compiled);
    }
    return compiled;
  };
}

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
}

export function createTerminology(deps: TerminologyDependencies) {
  const hl7 = lazyHl7Resources();
  const loaded: readonly KnownResource[] = [];
  const catalogue = createCatalogue(loaded, hl7);
  const compile = createCompiler(() => catalogue, { seesInternal: true });
  const compileForPatients = createCompiler(() => catalogue, { seesInternal: false });
  const answer =
    <T>(operation: (context: OperationContext, asked: AskedParameters) => Promise<Outcome<T>>) =>
    (asked: readonly AskedParameter[], seesInternal: boolean): Promise<Outcome<T>> =>
      operation(
        {
          catalogue,
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
      const source = await sourceOf(catalogue, system);
      return source.ok ? source.value.holds({ is: 'below', code: ancestor, orSelf: true }, descendant) : source;
    },
    /** The code itself and all below it. Faults: TERMINOLOGY-002, 004. */
    descendantsOf: (system: string, code: string, limit: number) =>
      relatives(catalogue, system, { is: 'below', code, orSelf: true }, limit),
    /** The code itself and all above it. */
    ancestorsOf: (system: string, code: string, limit: number) =>
      relatives(catalogue, system, { is: 'above', code, orSelf: true }, limit),
    /** The code system's own words; the source's text stands beside them, always. Undefined when they are not known here. */
    display: async (system: string, code: string): Promise<string | undefined> => {
      const source = await sourceOf(catalogue, system);
      return source.ok ? (await source.value.find([code])).get(code)?.display : undefined;
    },
  };
}

export type Terminology = ReturnType<typeof createTerminology>;
