/** A page of a search about persons who are known: in the database where its columns prove it, else row by row. */
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { type Compartment, isShelf, parseResourceId } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { FoundRow, RowOrder, RowPlace, RowReach, SealedRows } from '#store';
import { recordFault } from '../../faults.ts';
import { isMatch } from '../match/is-match.ts';
import type { ReadSearch } from '../search-criterion.ts';
import type { MatchContext } from '../value-matcher.ts';
import { type CompiledConditions, compileConditions } from './compile-conditions.ts';
import type { SubjectDependencies, Subjects } from './find-subjects.ts';
import { mainDateParameters } from './main-date-table.ts';
import { compareKeys, keyOf, placeOf, type SearchKey } from './order-matches.ts';
import { patientsLedTo } from './pinned-patients.ts';
import { type ApiSearch, type FoundPage, type SearchGroup, shownResource, valuesOf } from './search-rows.ts';
import { searchedCodes } from './searched-codes.ts';

/** Rows that one search may test or sort: more of one type than any person has, and little enough to hold. */
export const candidatesMax = 20_000;

export const tooMany = recordFault('RECORD-015', [
  { place: 'query', rule: `must leave at most ${candidatesMax} resources to test or to sort` },
]);

/** The column that orders the rows as asked; 'none' where only their text does. */
export function columnOrder(search: ReadSearch): RowOrder | undefined | 'none' {
  const [only, ...more] = search.sort;
  if (only === undefined) return undefined;
  const { isDescending } = only;
  if (more.length > 0) return 'none';
  if (only.code === '_lastUpdated') return { column: 'version', isDescending };
  if (only.code === mainDateParameters[search.type])
    return { column: isDescending ? 'clinical_until' : 'clinical_time', isDescending };
  return 'none';
}

function valueIn(row: FoundRow, order: RowOrder): number | null {
  switch (order.column) {
    case 'version':
      return row.version;
    case 'clinical_time':
      return row.clinicalTimeMs ?? null;
    case 'clinical_until':
      return row.clinicalUntilMs ?? null;
  }
}

export function keyByColumn(row: FoundRow, order: RowOrder | undefined): SearchKey {
  const values = order === undefined ? [] : [valueIn(row, order)];
  return { values, compartment: row.compartment, number: row.number };
}

export function placeAfter(key: SearchKey | undefined): { readonly after?: RowPlace } {
  if (key === undefined) return {};
  const { number, compartment, values } = key;
  return { after: { number, compartment, value: (values[0] ?? null) as number | null } };
}

export interface PageRequest {
  readonly input: ApiSearch;
  readonly subjects: Subjects;
  readonly groups: readonly SearchGroup[];
  readonly context: MatchContext;
}

/** Of a restricted person, who and where they were seen tells the place (D10): nothing of the shelves. */
function isWithheld(group: SearchGroup, row: FoundRow): boolean {
  return group.grant.stripLocation && isShelf(row.compartment);
}

/** Reads inside the seal: nothing leaves but which rows were chosen. */
export function testRows(
  rows: SealedRows<FoundRow>,
  group: SearchGroup,
  request: { readonly search: ReadSearch; readonly isExact: boolean; readonly context: MatchContext },
): SealedRows<FoundRow> {
  const { search, isExact, context } = request;
  return rows.keep((all) =>
    all.filter((row) => {
      if (isWithheld(group, row)) return false;
      return (isExact && !row.isMarked) || isMatch(search, shownResource(group.grant, row), context);
    }),
  );
}

function inRecords(search: ReadSearch, compartments: readonly Compartment[]): RowReach {
  const codes = searchedCodes(search);
  return { by: 'compartments', compartments, ...(codes === undefined ? {} : { codes }) };
}

/** Where the chains of a search over the region lead: to resources by their ids, or to patients' records. */
export function reachByChain(search: ReadSearch): RowReach | undefined {
  for (const { definition, leadsTo } of search.criteria) {
    if (leadsTo === undefined) continue;
    const addresses = [...leadsTo].flatMap((one) => parseResourceId(one.slice(one.indexOf('/') + 1)) ?? []);
    if (definition.code === '_id') return { by: 'keys', keys: addresses };
    const isPatient = definition.code === 'patient' || definition.code === 'subject';
    if (isPatient && patientsLedTo(leadsTo) !== undefined)
      return inRecords(
        search,
        addresses.map(({ compartment }) => compartment),
      );
  }
  return undefined;
}

function reachOf(request: PageRequest, group: SearchGroup, compiled: CompiledConditions): RowReach | undefined {
  const { reach } = request.subjects;
  const { search } = request.input;
  if (reach === 'region')
    return reachByChain(search) ?? (compiled.conditions.tokens.length === 0 ? undefined : { by: 'tokens' });
  if (reach !== 'records') return reach;
  const compartments = group.persons.flatMap((person) => person.records.map((record) => record.compartment));
  return inRecords(search, compartments);
}

function compiledFor(request: PageRequest, group: SearchGroup): CompiledConditions {
  const { answered } = request.subjects;
  return compileConditions(request.input.search, {
    baseUrl: request.input.baseUrl,
    answered: new Set(answered === undefined ? [] : [answered]),
    isTextStripped: group.grant.stripLocation,
  });
}

/** Where what is shown of a row, or whether it is, depends on its text: counts of the database would tell too much. */
export function isTestedByText({ grant }: SearchGroup): boolean {
  return grant.stripLocation || grant.request.narrowing?.mayShow !== undefined;
}

/** The whole page by one statement; undefined where rows have to be tested by their text. */
async function pageByColumns(deps: SubjectDependencies, request: PageRequest): Promise<FoundPage | undefined> {
  const [group, ...others] = request.groups;
  const { search, after } = request.input;
  const order = columnOrder(search);
  if (group === undefined || others.length > 0 || order === 'none' || isTestedByText(group)) return undefined;
  const compiled = compiledFor(request, group);
  const reach = reachOf(request, group, compiled);
  if (!compiled.isExact || reach === undefined) return undefined;
  const found = await deps.store.searchRows(group.grant, {
    reach,
    types: [resourceTypeNumber(search.type)],
    conditions: compiled.conditions,
    ...(order === undefined ? {} : { order }),
    ...placeAfter(after),
    limit: search.isCountOnly ? 0 : search.count + 1,
    countMax: candidatesMax + 1,
  });
  if (found.marked > 0 || found.isCut || found.total > candidatesMax) return undefined;
  let next: SearchKey | undefined;
  const rows = found.rows.keep((all) => {
    const last = all.length > search.count ? all[search.count - 1] : undefined;
    next = last === undefined ? undefined : keyByColumn(last, order);
    return all.slice(0, search.count);
  });
  return { parts: [{ group, rows }], total: found.total, next };
}

interface Candidate {
  readonly group: SearchGroup;
  readonly row: FoundRow;
  readonly key: SearchKey;
}

export async function candidatesOf(
  deps: SubjectDependencies,
  request: PageRequest,
  group: SearchGroup,
): Promise<Outcome<SealedRows<FoundRow>>> {
  const { search } = request.input;
  const compiled = compiledFor(request, group);
  const reach = reachOf(request, group, compiled);
  if (reach === undefined) return failed(tooMany);
  const found = await deps.store.searchRows(group.grant, {
    reach,
    types: [resourceTypeNumber(search.type)],
    conditions: compiled.conditions,
    limit: candidatesMax,
    countMax: candidatesMax + 1,
  });
  if (found.isCut || found.total > candidatesMax) return failed(tooMany);
  return ok(testRows(found.rows, group, { search, isExact: compiled.isExact, context: request.context }));
}

/** A resource may be found under two grants (a practitioner, by two patients): it is shown once. */
function withoutRepeats(found: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return found.filter(({ row }) => {
    const address = `${row.compartment}|${row.number}`;
    return !seen.has(address) && seen.add(address);
  });
}

function keyFor(search: ReadSearch, group: SearchGroup, row: FoundRow): SearchKey {
  if (search.sort.length === 0) return placeOf(row);
  const isByVersion = search.sort.every(({ code }) => code === '_lastUpdated');
  return keyOf(row, isByVersion ? [] : valuesOf(search, group.grant, row), search.sort);
}

/** Every candidate is tested and sorted here: for what only the text of a resource tells. */
async function pageByText(deps: SubjectDependencies, request: PageRequest): Promise<Outcome<FoundPage>> {
  const { search, after } = request.input;
  const sealed: { readonly group: SearchGroup; readonly rows: SealedRows<FoundRow> }[] = [];
  for (const group of request.groups) {
    const rows = await candidatesOf(deps, request, group);
    if (!rows.ok) return rows;
    sealed.push({ group, rows: rows.value });
  }
  const every: Candidate[] = [];
  for (const { group, rows } of sealed)
    rows.keep((all) => {
      every.push(...all.map((row) => ({ group, row, key: keyFor(search, group, row) })));
      return [];
    });
  const found = withoutRepeats(every).sort((one, other) => compareKeys(one.key, other.key, search.sort));
  const from = after === undefined ? 0 : found.findIndex(({ key }) => compareKeys(key, after, search.sort) > 0);
  const chosen = search.isCountOnly || from < 0 ? [] : found.slice(from, from + search.count);
  const next = chosen.length > 0 && from + chosen.length < found.length ? chosen.at(-1)?.key : undefined;
  const place = new Map(chosen.map(({ row }, index) => [row, index]));
  const parts = sealed.map(({ group, rows }) => ({
    group,
    rows: rows.keep((all) =>
      all.filter((row) => place.has(row)).sort((one, other) => place.get(one)! - place.get(other)!),
    ),
  }));
  const places = new Map(chosen.map(({ row }, index) => [`${row.compartment}|${row.number}`, index]));
  return ok({ parts, total: found.length, next, places });
}

/** Faults: RECORD-015. */
export async function findPage(deps: SubjectDependencies, request: PageRequest): Promise<Outcome<FoundPage>> {
  const page = await pageByColumns(deps, request);
  return page === undefined ? pageByText(deps, request) : ok(page);
}
