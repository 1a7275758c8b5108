/** A search: whom it is about, the decision, rows under the grant, exact tests, a page, the log, and only then the bytes. */
import { openSealed, type PersonNumber, type RequestContext, type Sealed } from '#disclosure';
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import { isShelf, resourceIdText } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import type { SealedRows, StoredResource } from '#store';
import { type ApiPage, type ApiResource, apiResource, decideForCaller } from '../answer-api.ts';
import { findSubjects, type SearchPath, type SubjectDependencies, type Subjects } from './find-subjects.ts';
import { includedRows } from './include.ts';
import { isMatch } from './is-match.ts';
import type { MatchContext } from './match-value.ts';
import { narrowingHashes } from './narrow-by-hash.ts';
import { compareKeys, keyOf, type SearchKey } from './order-matches.ts';
import { type ApiSearch, type SearchGroup, type SearchMatch, shownResource } from './search-rows.ts';

interface Grouped {
  readonly groups: readonly SearchGroup[];
  readonly refused: readonly PersonNumber[];
  readonly refusedBy: readonly string[];
}

async function decideGroups(deps: SubjectDependencies, request: RequestContext, subjects: Subjects): Promise<Grouped> {
  const { persons } = subjects;
  if (request.caller.kind === 'system') {
    const decision = deps.privacy.decideSystem(request, persons);
    return decision.isGranted
      ? { groups: [{ grant: decision.grant, persons }], refused: [], refusedBy: [] }
      : { groups: [], refused: persons.map(({ person }) => person), refusedBy: decision.decidedBy };
  }
  const groups: SearchGroup[] = [];
  const refused: PersonNumber[] = [];
  const refusedBy = new Set<string>();
  for (const person of persons) {
    const decision = await decideForCaller(deps, request, person);
    if (decision.isGranted) groups.push({ grant: decision.grant, persons: [person] });
    else {
      refused.push(person.person);
      for (const row of decision.decidedBy) refusedBy.add(row);
    }
  }
  // Also when nobody was found: an answer that says "nothing" is logged as an answer.
  if (subjects.reachesShelves || (groups.length === 0 && refused.length === 0)) {
    const decision = deps.privacy.decideWithoutPatient(request);
    if (decision.isGranted) groups.push({ grant: decision.grant, persons: [] });
  }
  return { groups, refused, refusedBy: [...refusedBy] };
}

function readRows(
  deps: SubjectDependencies,
  group: SearchGroup,
  input: ApiSearch,
  path: SearchPath,
): Promise<SealedRows> {
  const type = resourceTypeNumber(input.search.type);
  switch (path.by) {
    case 'id':
      return deps.store.readResources(group.grant, path.addresses);
    case 'identifier':
      return deps.store.readByIdentifier(group.grant, type, path.hashes);
    case 'patient': {
      const compartments = group.persons.flatMap((person) => person.records.map((record) => record.compartment));
      if (compartments.length === 0) return deps.store.readResources(group.grant, []);
      const tokens = narrowingHashes(input.search, input.baseUrl);
      return deps.store.readCompartments(group.grant, { compartments, types: [type], tokens });
    }
  }
}

function patientKeys(persons: readonly PersonInIndex[]): MatchContext['patientKey'] {
  const keys = new Map<string, string>();
  for (const { person, records } of persons)
    for (const { compartment } of records)
      keys.set(resourceIdText(compartment, compartment as number as never), `person ${person}`);
  return (id) => keys.get(id) ?? id;
}

/** Reads inside the seal: nothing leaves but which rows were chosen. */
function matchesIn(input: ApiSearch, group: SearchGroup, rows: SealedRows, context: MatchContext): SearchMatch[] {
  const { search } = input;
  const type = resourceTypeNumber(search.type);
  const matches: SearchMatch[] = [];
  rows.keep((all) => {
    for (const row of all) {
      if (row.type !== type || (isShelf(row.compartment) && group.grant.stripLocation)) continue;
      const values = search.extract(shownResource(group.grant, row));
      if (isMatch(search, values, context)) matches.push({ group, row, values, key: keyOf(row, values, search.sort) });
    }
    return [];
  });
  return matches;
}

interface Page {
  readonly total: number;
  readonly matches: readonly SearchMatch[];
  readonly next: SearchKey | undefined;
}

function pageOf(input: ApiSearch, found: SearchMatch[]): Page {
  const { search, after } = input;
  found.sort((one, other) => compareKeys(one.key, other.key, search.sort));
  const from = after === undefined ? 0 : found.findIndex(({ key }) => compareKeys(key, after, search.sort) > 0);
  if (search.isCountOnly || from < 0) return { total: found.length, matches: [], next: undefined };
  const matches = found.slice(from, from + search.count);
  const isMore = from + matches.length < found.length;
  return { total: found.length, matches, next: isMore ? matches.at(-1)?.key : undefined };
}

function addressOf(row: Pick<StoredResource, 'compartment' | 'number'>): string {
  return `${row.compartment}|${row.number}`;
}

/** A resource may be found under two grants (a practitioner, by two patients): it is shown once. */
function withoutRepeats(found: readonly SearchMatch[]): SearchMatch[] {
  const seen = new Set<string>();
  return found.filter(({ row }) => {
    const address = addressOf(row);
    return !seen.has(address) && seen.add(address);
  });
}

type Parts = { readonly matches: readonly ApiResource[]; readonly included: readonly ApiResource[] };

async function sealPage(
  deps: SubjectDependencies,
  input: ApiSearch,
  found: {
    readonly page: Page;
    readonly read: readonly { readonly group: SearchGroup; readonly rows: SealedRows }[];
    readonly context: MatchContext;
  },
): Promise<Sealed<Parts>[]> {
  const { page, read, context } = found;
  const sealed: Sealed<Parts>[] = [];
  const shown = new Set(page.matches.map(({ row }) => addressOf(row)));
  for (const { group, rows } of read) {
    const own = page.matches.filter((match) => match.group === group);
    const chosen = new Set(own.map(({ row }) => row));
    const matches = rows.keep((all) => all.filter((row) => chosen.has(row)));
    const others = await includedRows(deps, input, { group, own, context });
    const included = others.keep((all) =>
      all.filter((row) => {
        const address = addressOf(row);
        return !shown.has(address) && shown.add(address);
      }),
    );
    sealed.push(
      matches.and(included).sealAs((all) => {
        const toApi = (row: StoredResource) => apiResource(group.grant, row);
        return {
          matches: all.filter((row) => chosen.has(row)).map(toApi),
          included: all.filter((row) => !chosen.has(row)).map(toApi),
        };
      }),
    );
  }
  return sealed;
}

async function logRefused(
  deps: SubjectDependencies,
  request: RequestContext,
  grouped: Grouped,
): Promise<Outcome<void>> {
  if (grouped.refused.length === 0) return ok(undefined);
  return deps.audit.recordRefusal(request, { persons: grouped.refused, decidedBy: grouped.refusedBy });
}

/** Faults: RECORD-009, PRIVACY-002, those of the log. A person who is refused or unknown gives the same empty page. */
export async function searchForApi(
  deps: SubjectDependencies,
  request: RequestContext,
  input: ApiSearch,
): Promise<Outcome<ApiPage>> {
  const subjects = await findSubjects(deps, request, input.search, input.baseUrl);
  if (!subjects.ok) return subjects;
  const grouped = await decideGroups(deps, request, subjects.value);
  const logged = await logRefused(deps, request, grouped);
  if (!logged.ok) return logged;
  if (grouped.groups.length === 0) return ok({ total: 0, matches: [], included: [] });
  const context = { nowMs: deps.clock.now(), patientKey: patientKeys(subjects.value.persons) };
  const read: { group: SearchGroup; rows: SealedRows }[] = [];
  for (const group of grouped.groups)
    read.push({ group, rows: await readRows(deps, group, input, subjects.value.path) });
  const found = withoutRepeats(read.flatMap(({ group, rows }) => matchesIn(input, group, rows, context)));
  const page = pageOf(input, found);
  const sealed = await sealPage(deps, input, { page, read, context });
  const receipt = await deps.audit.recordDisclosure(request, sealed, { kind: 'search' });
  if (!receipt.ok) return receipt;
  const opened = sealed.map((one) => openSealed(one, receipt.value));
  const byAddress = new Map<string, ApiResource>(
    opened.flatMap(({ matches }) => matches.map((one) => [`${one.compartment}|${one.number}`, one] as const)),
  );
  return ok({
    total: page.total,
    matches: page.matches.flatMap(({ row }) => byAddress.get(addressOf(row)) ?? []),
    included: opened.flatMap(({ included }) => included),
    ...(page.next === undefined ? {} : { next: page.next }),
  });
}
