/** A search: whom it is about, the decision, rows under the grant, a page, the log, and only then the bytes. */
import { openSealed, type Receipt, type RequestContext, type Sealed } from '#disclosure';
import { isShelf } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { SealedRows, StoredResource } from '#store';
import { type ApiPage, type ApiResource, apiResource } from '../answer-api.ts';
import { addressesOf } from './chain/chain-ends.ts';
import { allMatches, chainToPatient, pinnedBy, resolveChains } from './chain/resolve-chains.ts';
import { bothRefused, decideGroups, nobodyRefused, type Refused } from './find/decide-groups.ts';
import { findInRegion, type RegionDependencies } from './find/find-in-region.ts';
import { findPage, type PageRequest } from './find/find-page.ts';
import { criterionOf, findSubjects, type SubjectDependencies } from './find/find-subjects.ts';
import { includedRows } from './find/include.ts';
import { namedRecords } from './find/named-records.ts';
import { personsOf } from './find/persons-of.ts';
import { pinnedPatients } from './find/pinned-patients.ts';
import {
  type ApiSearch,
  type FoundPage,
  type GroupMatches,
  patientKeys,
  type SearchGroup,
} from './find/search-rows.ts';
import { resolveMeanings } from './match/resolve-meanings.ts';

/** One grant's part of the answer. */
interface AnswerPart {
  readonly group: SearchGroup;
  readonly rows: SealedRows;
  readonly included: SealedRows | undefined;
}

function compartmentsIn(rows: SealedRows | undefined): StoredResource['compartment'][] {
  const compartments = new Set<StoredResource['compartment']>();
  rows?.keep((all) => {
    for (const row of all) if (!isShelf(row.compartment)) compartments.add(row.compartment);
    return [];
  });
  return [...compartments];
}

/** What was found over the region is decided again, for the persons whom it is about: they are named in the log. */
async function decideFound(
  deps: SubjectDependencies,
  request: RequestContext,
  found: readonly AnswerPart[],
): Promise<readonly AnswerPart[]> {
  const parts: AnswerPart[] = [];
  for (const { rows, included } of found) {
    const compartments = [...compartmentsIn(rows), ...compartmentsIn(included)];
    const persons = await personsOf(deps, compartments);
    const decision = deps.privacy.decideSystem(request, persons);
    if (!decision.isGranted) continue;
    const { grant } = decision;
    parts.push({ group: { grant, persons }, rows: rows.under(grant), included: included?.under(grant) });
  }
  return parts;
}

async function withIncluded(
  deps: SubjectDependencies,
  input: ApiSearch,
  parts: readonly GroupMatches[],
): Promise<AnswerPart[]> {
  const { include, revinclude } = input.search;
  if (include.length === 0 && revinclude.length === 0) return parts.map((part) => ({ ...part, included: undefined }));
  const seen = new Set<string>();
  for (const { rows } of parts)
    rows.keep((all) => {
      for (const row of all) seen.add(addressOf(row));
      return [];
    });
  const whole: AnswerPart[] = [];
  for (const part of parts) whole.push({ ...part, included: await includedRows(deps, input, part, seen) });
  return whole;
}

function addressOf(row: Pick<StoredResource, 'compartment' | 'number'>): string {
  return `${row.compartment}|${row.number}`;
}

interface Parts {
  readonly matches: readonly ApiResource[];
  readonly included: readonly ApiResource[];
}

function sealParts(parts: readonly AnswerPart[]): Sealed<Parts>[] {
  return parts.map(({ group, rows, included }) => {
    const toApi = (row: StoredResource) => apiResource(group.grant, row);
    if (included === undefined) return rows.sealAs((all) => ({ matches: all.map(toApi), included: [] }));
    return rows.and(included).sealAs((all) => ({
      matches: all.slice(0, rows.count).map(toApi),
      included: all.slice(rows.count).map(toApi),
    }));
  });
}

/** A request that comes to nothing after somebody was refused has its entry all the same. */
async function failedAfter<T>(
  deps: SubjectDependencies,
  request: RequestContext,
  refused: Refused,
  failure: Outcome<T> & { readonly ok: false },
): Promise<Outcome<never>> {
  if (refused.persons.length === 0) return failure;
  const logged = await deps.audit.recordRefusal(request, refused);
  return logged.ok ? failure : logged;
}

/**
 * One entry for the request. Who was refused must read so on their own page, and who was shown what was shown: a search
 * about several people of whom some are refused has an entry for each.
 */
async function logSearch(
  deps: SubjectDependencies,
  request: RequestContext,
  refused: Refused,
  sealed: readonly Sealed<Parts>[],
): Promise<Outcome<Receipt>> {
  const isAboutPersons = sealed.some(({ grant }) => grant.personByCompartment.size > 0);
  if (refused.persons.length === 0) return deps.audit.recordDisclosure(request, sealed, { kind: 'search' });
  if (!isAboutPersons) return deps.audit.recordRefusalAndDisclosure(request, refused, sealed);
  const logged = await deps.audit.recordRefusal(request, refused);
  return logged.ok ? deps.audit.recordDisclosure(request, sealed, { kind: 'search' }) : logged;
}

/** Where the rows of several grants stand in one order, as the page was chosen. */
function inOrder(page: FoundPage, opened: readonly Parts[]): readonly ApiResource[] {
  const [only, ...others] = opened;
  if (others.length === 0) return only?.matches ?? [];
  const place = page.places;
  return opened
    .flatMap(({ matches }) => matches)
    .sort((one, other) => (place?.get(addressOfApi(one)) ?? 0) - (place?.get(addressOfApi(other)) ?? 0));
}

function addressOfApi({ compartment, number }: ApiResource): string {
  return `${compartment}|${number}`;
}

interface Started extends PageRequest {
  readonly refused: Refused;
}

/** Whom it is about, what is decided about them, and where its chains lead. */
async function start(
  deps: RegionDependencies,
  request: RequestContext,
  asked: ApiSearch,
  refusedBefore = nobodyRefused,
): Promise<Outcome<Started>> {
  const search = await resolveMeanings(deps.terminology, asked.search);
  if (!search.ok) return failedAfter(deps, request, refusedBefore, search);
  const input = { ...asked, search: search.value };
  const subjects = await findSubjects(deps, request, input.search, input.baseUrl);
  if (!subjects.ok) return failedAfter(deps, request, refusedBefore, subjects);
  const named = namedRecords(input.search, input.baseUrl);
  const grouped = await decideGroups(deps, request, subjects.value, named);
  const refused = bothRefused(refusedBefore, grouped.refused);
  const persons = subjects.value.persons === 'anybody' ? [] : subjects.value.persons;
  const context = { nowMs: deps.clock.now(), patientKey: patientKeys(persons, grouped.hidden) };
  const page = await resolveChains(deps, { input, subjects: subjects.value, groups: grouped.groups, context });
  return page.ok ? ok({ ...page.value, refused }) : failedAfter(deps, request, refused, page);
}

interface NamedInput {
  readonly input: ApiSearch;
  readonly refused: Refused;
}

/** Staff may name a patient by a chain (`patient.identifier=`): the patient is looked for first, as staff look for one. */
async function withPatientOfChain(
  deps: RegionDependencies,
  request: RequestContext,
  input: ApiSearch,
): Promise<Outcome<NamedInput>> {
  const chain = request.caller.kind === 'staff' ? chainToPatient(input.search) : undefined;
  const inner = chain?.searches.find(({ type }) => type === 'Patient');
  if (chain === undefined || inner === undefined || isNamed(deps, input)) return ok({ input, refused: nobodyRefused });
  const { after: _after, ...rest } = input;
  const started = await start(deps, request, { ...rest, search: inner });
  if (!started.ok) return started;
  const { refused } = started.value;
  const matches = await allMatches(deps, started.value);
  if (!matches.ok) return failedAfter(deps, request, refused, matches);
  const search = pinnedBy(input.search, chain, addressesOf(matches.value, 'Patient'));
  return ok({ input: { ...input, search }, refused });
}

function isNamed(deps: RegionDependencies, { search, baseUrl }: ApiSearch): boolean {
  return (
    pinnedPatients(deps.patientCompartment, search, baseUrl) !== undefined || criterionOf(search, '_id') !== undefined
  );
}

/** Faults: RECORD-009, RECORD-012, PRIVACY-002, those of the log. A person who is refused or unknown gives the same empty page. */
export async function searchForApi(
  deps: RegionDependencies,
  request: RequestContext,
  asked: ApiSearch,
): Promise<Outcome<ApiPage>> {
  const named = await withPatientOfChain(deps, request, asked);
  if (!named.ok) return named;
  const { input } = named.value;
  const started = await start(deps, request, input, named.value.refused);
  if (!started.ok) return started;
  const { search } = input;
  const { groups, subjects, refused } = started.value;
  const hasTotal = search.total !== 'none' || search.isCountOnly;
  const [first, ...others] = groups;
  if (first === undefined) {
    const logged = await deps.audit.recordRefusal(request, refused);
    return logged.ok ? ok({ ...(hasTotal ? { total: 0 } : {}), matches: [], included: [] }) : logged;
  }
  const page =
    subjects.reach === 'region' && others.length === 0
      ? await findInRegion(deps, { ...started.value, groups: [first] })
      : await findPage(deps, started.value);
  if (!page.ok) return failedAfter(deps, request, refused, page);
  const parts = await withIncluded(deps, input, page.value.parts);
  const sealed = sealParts(subjects.persons === 'anybody' ? await decideFound(deps, request, parts) : parts);
  const receipt = await logSearch(deps, request, refused, sealed);
  if (!receipt.ok) return receipt;
  const opened = sealed.map((one) => openSealed(one, receipt.value));
  const { total, next } = page.value;
  return ok({
    ...(hasTotal && total !== undefined ? { total } : {}),
    matches: inOrder(page.value, opened),
    included: opened.flatMap(({ included }) => included),
    ...(next === undefined ? {} : { next }),
  });
}
