/** Writing what is loaded, and reading what is there. A release comes in parts and is told of only when it is whole. */
import type { Resource } from '#fhir/resource-types.ts';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type AnySql, type Database, type DatabaseTransaction, numberArray } from '#platform';
import type { TerminologyType } from '../catalogue.ts';
import { type ConceptProperty, type Designation, wordsOf } from '../concept-source.ts';
import { terminologyFault } from '../faults.ts';

export interface LoadDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

/** Other concepts are named by their place in the release, from 0. */
export interface ConceptToLoad {
  readonly code: string;
  readonly display?: string;
  readonly definition?: string;
  readonly isInactive: boolean;
  readonly isAbstract: boolean;
  readonly parents: readonly number[];
  readonly ancestors: readonly number[];
  readonly memberOf: readonly number[];
  readonly properties: readonly ConceptProperty[];
  readonly designations: readonly Designation[];
}

/** What comes with a load beside its concepts. */
export interface LoadOrigin {
  /** The file or package, as the operator knows it. */
  readonly origin: string;
  readonly isInternal: boolean;
}

const text = (resource: Resource, element: string): string | undefined =>
  typeof resource[element] === 'string' ? (resource[element] as string) : undefined;

interface Canonical {
  readonly type: TerminologyType;
  readonly url: string;
  readonly version: string;
}

function requireCanonical(resource: Resource): Outcome<Canonical> {
  const { resourceType: type } = resource;
  const url = text(resource, 'url');
  if (type !== 'CodeSystem' && type !== 'ValueSet' && type !== 'ConceptMap')
    return failed(
      terminologyFault('TERMINOLOGY-003', [
        { place: 'resourceType', rule: 'must be CodeSystem, ValueSet or ConceptMap' },
      ]),
    );
  if (url === undefined)
    return failed(
      terminologyFault('TERMINOLOGY-003', [
        { place: `${type}.url`, rule: 'must be there: it is the address of what is loaded' },
      ]),
    );
  return ok({ type, url, version: text(resource, 'version') ?? '' });
}

async function insertDefinition(
  sql: AnySql,
  resource: Resource,
  row: { readonly state: 'loading' | 'ready'; readonly conceptCount?: number; readonly loadedMs: number } & LoadOrigin,
): Promise<Outcome<number>> {
  const canonical = requireCanonical(resource);
  if (!canonical.ok) return canonical;
  const { type, url, version } = canonical.value;
  const [inserted] = await sql<{ definition: number }[]>`
    insert into terminology.definition (type, url, version, state, is_internal, origin, value_set, concept_count, loaded_ms, body)
    values (${type}, ${url}, ${version}, ${row.state}, ${row.isInternal}, ${row.origin},
      ${type === 'CodeSystem' ? (text(resource, 'valueSet') ?? null) : null}, ${row.conceptCount ?? null}, ${row.loadedMs},
      ${JSON.stringify(resource)})
    returning definition`;
  return ok(inserted!.definition);
}

async function deleteDefinitions(sql: DatabaseTransaction, definitions: readonly number[]): Promise<void> {
  if (definitions.length === 0) return;
  const list = definitions as number[];
  await sql`delete from terminology.designation where concept in
    (select concept from terminology.concept where definition = any(${list}))`;
  await sql`delete from terminology.concept where definition = any(${list})`;
  await sql`delete from terminology.definition where definition = any(${list})`;
}

const keptMs = 3_600_000;

/** What was replaced an hour ago, and when asked what was begun and never finished. */
async function sweep(
  deps: LoadDependencies,
  sql: DatabaseTransaction,
  { unfinished }: { readonly unfinished: boolean },
): Promise<number> {
  const rows = await sql<{ definition: number }[]>`select definition from terminology.definition
    where (state = 'replaced' and replaced_ms < ${deps.clock.now() - keptMs}) or (state = 'loading' and ${unfinished})`;
  await deleteDefinitions(
    sql,
    rows.map(({ definition }) => definition),
  );
  return rows.length;
}

async function replaceSame(
  deps: LoadDependencies,
  sql: DatabaseTransaction,
  { type, url, version }: Canonical,
): Promise<void> {
  await sql`update terminology.definition set state = 'replaced', replaced_ms = ${deps.clock.now()}
    where type = ${type} and url = ${url} and version = ${version} and state = 'ready'`;
}

/** Resources as they are, each in place of one with its address and version. All, or none. */
export async function loadResources(
  deps: LoadDependencies,
  resources: readonly Resource[],
  origin: LoadOrigin,
): Promise<Outcome<number>> {
  for (const resource of resources) {
    const canonical = requireCanonical(resource);
    if (!canonical.ok) return canonical;
  }
  return deps.database.transaction(async (sql) => {
    for (const resource of resources) {
      const canonical = requireCanonical(resource);
      if (!canonical.ok) return canonical;
      await replaceSame(deps, sql, canonical.value);
      await insertDefinition(sql, resource, { ...origin, state: 'ready', loadedMs: deps.clock.now() });
    }
    return ok(resources.length);
  });
}

/** A release whose concepts follow in parts: gives its number. */
export async function beginLoad(
  deps: LoadDependencies,
  codeSystem: Resource,
  { conceptCount, ...origin }: LoadOrigin & { readonly conceptCount: number },
): Promise<Outcome<number>> {
  return deps.database.transaction(async (sql) => {
    await sweep(deps, sql, { unfinished: false });
    const begun = await insertDefinition(sql, codeSystem, {
      ...origin,
      conceptCount,
      state: 'loading',
      loadedMs: deps.clock.now(),
    });
    if (!begun.ok) return begun;
    await sql`with taken as (update terminology.concept_number set next_number = next_number + ${conceptCount}
        returning next_number - ${conceptCount} as first)
      update terminology.definition set first_concept = (select first from taken) where definition = ${begun.value}`;
    return begun;
  });
}

const noLoad = (): Outcome<never> =>
  failed(terminologyFault('TERMINOLOGY-001', [{ place: 'load', rule: 'is not under way' }]));

const numbers = (first: number, places: readonly number[]): string => numberArray(places.map((place) => first + place));

/** Concepts from place `from` on; the same part again takes the place of what it was. */
export async function addConcepts(
  deps: LoadDependencies,
  load: number,
  from: number,
  concepts: readonly ConceptToLoad[],
): Promise<Outcome<number>> {
  return deps.database.transaction(async (sql) => {
    const [begun] = await sql<{ first_concept: number; concept_count: number }[]>`select first_concept, concept_count
      from terminology.definition where definition = ${load} and state = 'loading' for share`;
    if (begun === undefined || from < 0 || from + concepts.length > begun.concept_count) return noLoad();
    const first = begun.first_concept;
    const rows = concepts.map((one, index) => ({
      concept: first + from + index,
      code: one.code,
      display: one.display ?? null,
      meaning: one.definition ?? null,
      is_active: !one.isInactive,
      is_abstract: one.isAbstract,
      parents: numbers(first, one.parents),
      ancestors: numbers(first, one.ancestors),
      member_of: numbers(first, one.memberOf),
      properties: one.properties,
      words: [one.code, one.display ?? '', ...one.designations.map((designation) => designation.text)].flatMap(wordsOf),
    }));
    const range = [first + from, first + from + concepts.length - 1] as const;
    await sql`delete from terminology.designation where concept between ${range[0]} and ${range[1]}`;
    await sql`delete from terminology.concept where concept between ${range[0]} and ${range[1]}`;
    await sql`insert into terminology.concept (concept, definition, code, display, meaning, is_active, is_abstract, parents,
        ancestors, member_of, properties, words)
      select concept, ${load}, code, display, meaning, is_active, is_abstract, parents::integer[], ancestors::integer[],
        member_of::integer[], properties, array_to_tsvector(array(select distinct jsonb_array_elements_text(words)))
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as row (concept integer, code text, display text, meaning text,
        is_active boolean, is_abstract boolean, parents text, ancestors text, member_of text, properties jsonb, words jsonb)`;
    const designations = concepts.flatMap((one, index) =>
      one.designations.map(({ language, use, text: name }, position) => ({
        concept: first + from + index,
        position,
        language,
        use,
        text: name,
      })),
    );
    await sql`insert into terminology.designation (concept, position, language, use, text)
      select concept, position, language, use, text
      from jsonb_to_recordset(${JSON.stringify(designations)}::text::jsonb) as row (concept integer, position smallint,
        language text, use jsonb, text text)`;
    return ok(concepts.length);
  });
}

/** Tells of the release, once every concept is there; what had its address and version goes. */
export async function finishLoad(deps: LoadDependencies, load: number): Promise<Outcome<number>> {
  return deps.database.transaction(async (sql) => {
    const [begun] = await sql<
      (Canonical & { concept_count: number; held: number })[]
    >`select d.type, d.url, d.version, d.concept_count,
        (select count(*)::integer from terminology.concept c where c.definition = d.definition) as held
      from terminology.definition d where d.definition = ${load} and d.state = 'loading' for update`;
    if (begun === undefined || begun.held !== begun.concept_count) return noLoad();
    await replaceSame(deps, sql, begun);
    await sql`update terminology.definition set state = 'ready' where definition = ${load}`;
    return ok(begun.held);
  });
}

/** Takes out what is loaded at this address, in this version or in all; gives how many. */
export async function removeLoaded(
  deps: LoadDependencies,
  canonical: { readonly url: string; readonly version?: string },
): Promise<number> {
  const { url, version = null } = canonical;
  const rows = await deps.database.sql`update terminology.definition
    set state = 'replaced', replaced_ms = ${deps.clock.now()}
    where url = ${url} and state = 'ready' and (${version}::text is null or version = ${version})`;
  return rows.count;
}

/** Ends loads that were begun and never finished: for a region that starts, when none can be under way. */
export function dropUnfinished(deps: LoadDependencies): Promise<number> {
  return deps.database.transaction((sql) => sweep(deps, sql, { unfinished: true }));
}
