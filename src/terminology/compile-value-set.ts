/** From a ValueSet resource to what it says of each code system (R4 4.9.5, the logic of compose). */
import type { ValueSet, ValueSetComposeInclude, ValueSetExpansionContains } from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Catalogue, splitCanonical } from './catalogue.ts';
import {
  type CompiledValueSet,
  difference,
  intersection,
  partKey,
  type SystemPart,
  union,
} from './compiled-value-set.ts';
import { allOf, type ConceptExpression, every } from './concept-expression.ts';
import { readFilter } from './concept-filter.ts';
import { readImplicitValueSet, snomedSystem } from './expression-constraint.ts';
import { terminologyFault } from './faults.ts';

export interface CompileOptions {
  /** Internal ones are not there for whoever may not see them. */
  readonly seesInternal: boolean;
  /** Versions by system, where the value set names none (`system-version`). */
  readonly systemVersions?: ReadonlyMap<string, string>;
}

export interface Compiling {
  readonly catalogue: Catalogue;
  readonly options: CompileOptions;
  /** The value sets that are being compiled, outermost first. */
  readonly within: readonly string[];
}

const importDepthMax = 20;
const listedMax = 50_000;

/** Faults TERMINOLOGY-001. */
export async function compileByUrl(compiling: Compiling, canonical: string): Promise<Outcome<CompiledValueSet>> {
  const { catalogue, options, within } = compiling;
  const implicit = readImplicitValueSet(canonical);
  if (implicit !== undefined) {
    if (!implicit.ok) return implicit;
    const { version, expression } = implicit.value;
    return part(compiling, { system: snomedSystem, version, expression });
  }
  if (within.includes(canonical) || within.length >= importDepthMax)
    return failed(terminologyFault('TERMINOLOGY-005', [{ place: 'valueSet', rule: 'must not import itself' }]));
  const known = catalogue.find('ValueSet', canonical);
  if (known !== undefined && (options.seesInternal || !known.isInternal))
    return compileValueSet(
      { ...compiling, within: [...within, canonical] },
      (await known.read()) as unknown as ValueSet,
    );
  const whole = systemOfAllCodes(compiling, canonical);
  return whole === undefined
    ? failed(terminologyFault('TERMINOLOGY-001', [{ place: 'ValueSet', rule: `${canonical} is not known here` }]))
    : part(compiling, { system: whole, version: undefined, expression: every });
}

/** `CodeSystem.valueSet`: the value set of every code, which needs no resource of its own. LOINC's is by convention. */
function systemOfAllCodes({ catalogue, options }: Compiling, canonical: string): string | undefined {
  const { url } = splitCanonical(canonical);
  if (url === 'http://loinc.org/vs') return 'http://loinc.org';
  return catalogue.systemWithAllCodesIn(url, options.seesInternal);
}

interface Asked {
  readonly system: string;
  readonly version: string | undefined;
  readonly expression: ConceptExpression;
  readonly listed?: SystemPart['listed'];
}

async function part({ catalogue, options }: Compiling, asked: Asked): Promise<Outcome<CompiledValueSet>> {
  const { system, expression, listed = new Map() } = asked;
  const wanted = asked.version ?? options.systemVersions?.get(system);
  const known = catalogue.find('CodeSystem', system, wanted);
  const isSeen = known !== undefined && (options.seesInternal || !known.isInternal);
  const source = isSeen ? await catalogue.sourceOf(known) : undefined;
  const version = source?.version ?? wanted;
  const one: SystemPart = { system, version, source, expression, listed };
  return ok(new Map([[partKey(one), one]]));
}

/** `compose.inactive` false leaves inactive codes out, also those that are listed (R4 4.9.2). */
const active: ConceptExpression = {
  is: 'not',
  part: { is: 'valued', property: 'inactive', values: new Set(['true']) },
};

/** Faults TERMINOLOGY-001 for an import that is not known, TERMINOLOGY-005. */
export async function compileValueSet(compiling: Compiling, valueSet: ValueSet): Promise<Outcome<CompiledValueSet>> {
  const { compose } = valueSet;
  if (compose === undefined) return fromExpansion(compiling, valueSet);
  const included: CompiledValueSet[] = [];
  for (const include of compose.include) {
    const compiled = await compileInclude(compiling, include, compose.inactive === false);
    if (!compiled.ok) return compiled;
    included.push(compiled.value);
  }
  let all = union(included);
  for (const exclude of compose.exclude ?? []) {
    const compiled = await compileInclude(compiling, exclude, false);
    if (!compiled.ok) return compiled;
    all = difference(all, compiled.value);
  }
  return ok(all);
}

async function compileInclude(
  compiling: Compiling,
  include: ValueSetComposeInclude,
  activeOnly: boolean,
): Promise<Outcome<CompiledValueSet>> {
  const sets: CompiledValueSet[] = [];
  if (include.system !== undefined) {
    const own = await compileSystem(compiling, include, activeOnly);
    if (!own.ok) return own;
    sets.push(own.value);
  }
  for (const url of include.valueSet ?? []) {
    const imported = await compileByUrl(compiling, url);
    if (!imported.ok) return imported;
    sets.push(imported.value);
  }
  if (sets.length === 0)
    return failed(
      terminologyFault('TERMINOLOGY-005', [{ place: 'compose', rule: 'must name a system or a value set (vsd-1)' }]),
    );
  // Several parts of one include are joined by "and".
  return ok(intersection(sets));
}

async function compileSystem(
  compiling: Compiling,
  { system = '', version, concept, filter }: ValueSetComposeInclude,
  activeOnly: boolean,
): Promise<Outcome<CompiledValueSet>> {
  const expressions: ConceptExpression[] = [];
  if ((concept?.length ?? 0) > listedMax)
    return failed(
      terminologyFault('TERMINOLOGY-004', [{ place: 'concept', rule: `at most ${listedMax} codes are listed` }]),
    );
  if (concept !== undefined) expressions.push({ is: 'listed', codes: new Set(concept.map(({ code }) => code)) });
  for (const one of filter ?? []) {
    const read = readFilter(system, one);
    if (!read.ok) return read;
    expressions.push(read.value);
  }
  if (activeOnly) expressions.push(active);
  const listed = new Map((concept ?? []).map((one) => [one.code, one] as const));
  return part(compiling, { system, version, expression: allOf(expressions), listed });
}

/** A value set that comes without its definition is what its expansion lists. */
function fromExpansion(compiling: Compiling, { expansion }: ValueSet): Promise<Outcome<CompiledValueSet>> {
  const bySystem = new Map<string, ValueSetExpansionContains[]>();
  const visit = (contains: readonly ValueSetExpansionContains[]): void => {
    for (const one of contains) {
      const list = bySystem.get(one.system ?? '') ?? [];
      if (one.code !== undefined && one.abstract !== true) list.push(one);
      bySystem.set(one.system ?? '', list);
      visit(one.contains ?? []);
    }
  };
  visit(expansion?.contains ?? []);
  const include = [...bySystem].map(([system, list]) => ({
    system,
    concept: list.map(({ code = '', display }) => (display === undefined ? { code } : { code, display })),
  }));
  return compileValueSet(compiling, { resourceType: 'ValueSet', status: 'active', compose: { include } });
}
