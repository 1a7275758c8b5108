/** A release in tables as a source of concepts: SNOMED CT, dm+d, LOINC. Each question is one statement, or two. */
import type { Coding } from 'fhir/r4.js';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import { boundingList, type ConceptExpression } from '../concept-expression.ts';
import type {
  Concept,
  ConceptDetails,
  ConceptProperty,
  ConceptSource,
  Designation,
  Selected,
  Selection,
} from '../concept-source.ts';
import { Predicate, writePredicate } from './concept-predicate.ts';

export interface StoredRelease {
  readonly definition: number;
  readonly system: string;
  readonly version: string;
  readonly name: string;
  readonly conceptCount: number;
}

interface ConceptRow {
  readonly code: string;
  readonly display: string | null;
  readonly is_active: boolean;
  readonly is_abstract: boolean;
}

function conceptOf(row: ConceptRow): Concept {
  return { code: row.code, display: row.display ?? undefined, isInactive: !row.is_active, isAbstract: row.is_abstract };
}

async function find(
  { sql }: Database,
  { definition }: StoredRelease,
  codes: Iterable<string>,
): Promise<ReadonlyMap<string, Concept>> {
  const rows = await sql<ConceptRow[]>`select code, display, is_active, is_abstract from terminology.concept
    where definition = ${definition} and code = any(${[...codes]})`;
  return new Map(rows.map((row) => [row.code, conceptOf(row)]));
}

async function holds(
  { sql }: Database,
  { definition }: StoredRelease,
  expression: ConceptExpression,
  code: string,
): Promise<Outcome<boolean>> {
  const predicate = new Predicate();
  const condition = await writePredicate(sql, definition, expression, predicate);
  if (!condition.ok) return condition;
  const text = `select 1 from terminology.concept c where c.definition = ${predicate.next(definition)}::integer
    and c.code = ${predicate.next(code)}::text and ${condition.value}`;
  const rows = await sql.unsafe(text, predicate.parameters, { prepare: true });
  return ok(rows.length > 0);
}

/** Lexemes are folded words of letters and digits only, so nothing in them can be an operator. */
function queryOf(words: readonly string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}

async function select(
  { sql }: Database,
  { definition }: StoredRelease,
  selection: Selection,
): Promise<Outcome<Selected>> {
  const predicate = new Predicate();
  const condition = await writePredicate(sql, definition, selection.expression, predicate);
  if (!condition.ok) return condition;
  const conditions = [`c.definition = ${predicate.next(definition)}::integer`, condition.value];
  if (selection.activeOnly) conditions.push('c.is_active');
  if (selection.words.length > 0) conditions.push(`c.words @@ ${predicate.next(queryOf(selection.words))}::tsquery`);
  const list = boundingList(selection.expression);
  const place = list === undefined ? 'c.concept' : `array_position(${predicate.texts(list)}, c.code)`;
  // Found first and only then ordered: a plan that walks the whole release in order would be right and slow.
  const text = `with found as materialized (
      select c.code, c.display, c.is_active, c.is_abstract, ${place} as place
      from terminology.concept c where ${conditions.join(' and ')}
    ), page as (
      select * from found order by place
      offset ${predicate.next(selection.offset)}::integer limit ${predicate.next(selection.limit)}::integer
    )
    select page.*, (select count(*)::integer from found) as total
    from (select 1) as one left join page on true order by page.place`;
  const rows = await sql.unsafe<(ConceptRow & { total: number })[]>(text, predicate.parameters, { prepare: true });
  const concepts = rows.filter((row) => (row.code as string | null) !== null).map(conceptOf);
  return ok({ concepts, total: rows[0]?.total ?? 0 });
}

async function details(
  { sql }: Database,
  { definition }: StoredRelease,
  code: string,
): Promise<ConceptDetails | undefined> {
  const [row] = await sql<
    (ConceptRow & { meaning: string | null; properties: ConceptProperty[]; parents: string[]; children: string[] })[]
  >`select c.code, c.display, c.is_active, c.is_abstract, c.meaning, c.properties,
      array(select o.code from terminology.concept o where o.concept = any(c.parents) order by o.concept) as parents,
      array(select o.code from terminology.concept o where o.parents @> array[c.concept] order by o.concept) as children
    from terminology.concept c where c.definition = ${definition} and c.code = ${code}`;
  if (row === undefined) return undefined;
  const { meaning, properties, parents, children } = row;
  return { ...conceptOf(row), definition: meaning ?? undefined, properties, parents, children };
}

async function designations(
  { sql }: Database,
  { definition }: StoredRelease,
  codes: Iterable<string>,
): Promise<ReadonlyMap<string, readonly Designation[]>> {
  const rows = await sql<{ code: string; language: string | null; use: Coding | null; text: string }[]>`
    select c.code, d.language, d.use, d.text
    from terminology.concept c join terminology.designation d on d.concept = c.concept
    where c.definition = ${definition} and c.code = any(${[...codes]}) order by d.concept, d.position`;
  const found = new Map<string, Designation[]>();
  for (const { code, language, use, text } of rows) {
    const designation = { language: language ?? undefined, use: use ?? undefined, text };
    const list = found.get(code);
    if (list === undefined) found.set(code, [designation]);
    else list.push(designation);
  }
  return found;
}

export function createStoredCodeSystem(database: Database, release: StoredRelease): ConceptSource {
  return {
    system: release.system,
    version: release.version === '' ? undefined : release.version,
    name: release.name,
    conceptCount: release.conceptCount,
    find: (codes) => find(database, release, codes),
    holds: (expression, code) => holds(database, release, expression, code),
    select: (selection) => select(database, release, selection),
    details: (code) => details(database, release, code),
    designations: (codes) => designations(database, release, codes),
  };
}
