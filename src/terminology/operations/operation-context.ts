/** What every operation works with: what is known, and for whom. */
import type { CodeSystem, ConceptMap, ValueSet } from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { Catalogue, KnownResource, TerminologyType } from '../catalogue.ts';
import { type CompileOptions, compileByUrl, compileValueSet } from '../compile-value-set.ts';
import type { CompiledValueSet } from '../compiled-value-set.ts';
import type { ConceptSource } from '../concept-source.ts';
import { terminologyFault } from '../faults.ts';
import { createResourceCodeSystem } from '../resource-code-system.ts';
import type { AskedParameters } from './asked-parameters.ts';

export interface OperationContext {
  readonly catalogue: Catalogue;
  /** What is loaded for the region's own use is not there for patients (attack 52). */
  readonly seesInternal: boolean;
  readonly nowMs: () => number;
  /** Compiled before, for a canonical address and no wishes. */
  readonly compile: (canonical: string) => Promise<Outcome<CompiledValueSet>>;
}

export function unknownCanonical(type: TerminologyType, canonical: string): Outcome<never> {
  return failed(terminologyFault('TERMINOLOGY-001', [{ place: type, rule: `${canonical} is not known here` }]));
}

export function findSeen(
  { catalogue, seesInternal }: Pick<OperationContext, 'catalogue' | 'seesInternal'>,
  type: TerminologyType,
  canonical: string,
  version?: string,
): KnownResource | undefined {
  const known = catalogue.find(type, canonical, version);
  return known === undefined || (known.isInternal && !seesInternal) ? undefined : known;
}

/** Faults TERMINOLOGY-002. */
export async function sourceFor(
  context: OperationContext,
  system: string,
  version: string | undefined,
): Promise<Outcome<ConceptSource>> {
  const known = findSeen(context, 'CodeSystem', system, version);
  const source = known === undefined ? undefined : await context.catalogue.sourceOf(known);
  const inVersion = version === undefined ? '' : ` in version ${version}`;
  return source === undefined
    ? failed(terminologyFault('TERMINOLOGY-002', [{ place: 'system', rule: `${system}${inVersion} is not loaded` }]))
    : ok(source);
}

/** A code system by the resource itself, which may name one whose concepts are loaded. */
export async function sourceOfResource(
  context: OperationContext,
  resource: CodeSystem,
): Promise<Outcome<ConceptSource>> {
  if (resource.content === 'complete' || resource.content === 'fragment' || resource.content === 'example')
    return ok(createResourceCodeSystem(resource));
  return sourceFor(context, resource.url ?? '', resource.version);
}

export interface NamedValueSet {
  readonly resource: ValueSet;
  readonly compiled: CompiledValueSet;
}

/** Without an address of its own resource (an implicit value set), as little as a ValueSet must say. */
async function resourceOf(
  context: OperationContext,
  canonical: string,
  version: string | undefined,
): Promise<ValueSet> {
  const known = findSeen(context, 'ValueSet', canonical, version);
  return known === undefined
    ? { resourceType: 'ValueSet', url: canonical, status: 'active' }
    : ((await known.read()) as unknown as ValueSet);
}

/** By `url` and `valueSetVersion`, or the resource in `valueSet`. Faults TERMINOLOGY-001, 003, 005. */
export async function namedValueSet(
  context: OperationContext,
  asked: AskedParameters,
  options: Omit<CompileOptions, 'seesInternal'> = {},
): Promise<Outcome<NamedValueSet>> {
  const compiling = {
    catalogue: context.catalogue,
    options: { ...options, seesInternal: context.seesInternal },
    within: [],
  };
  const url = asked.text('url');
  const version = asked.text('valueSetVersion');
  const given = asked.resource('valueSet', 'ValueSet') as ValueSet | undefined;
  if ((url === undefined) === (given === undefined)) asked.flaw('url', 'must name the value set, or valueSet hold it');
  const isRight = asked.check();
  if (!isRight.ok) return isRight;
  if (given !== undefined) {
    const compiled = await compileValueSet(compiling, given);
    return compiled.ok ? ok({ resource: given, compiled: compiled.value }) : compiled;
  }
  const canonical = version === undefined ? url! : `${url}|${version}`;
  const hasWishes = options.systemVersions !== undefined;
  const compiled = hasWishes ? await compileByUrl(compiling, canonical) : await context.compile(canonical);
  return compiled.ok
    ? ok({ resource: await resourceOf(context, canonical, undefined), compiled: compiled.value })
    : compiled;
}

/** By `url`, or the resource in `parameter`. */
export async function namedResource(
  context: OperationContext,
  type: TerminologyType,
  {
    url,
    version,
    given,
  }: { readonly url: string | undefined; readonly version: string | undefined; readonly given: unknown },
): Promise<Outcome<CodeSystem | ConceptMap | undefined>> {
  if (given !== undefined) return ok(given as CodeSystem | ConceptMap);
  if (url === undefined) return ok(undefined);
  const known = findSeen(context, type, url, version);
  return known === undefined
    ? unknownCanonical(type, url)
    : ok((await known.read()) as unknown as CodeSystem | ConceptMap);
}
