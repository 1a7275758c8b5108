/**
 * Which of a source's own resources a condition names (R4 3.1.0.8.1, 3.1.0.10.3): the search engine, inside the writer's
 * transaction, over what that source contributed and nothing else. For writing only: nothing of it is an answer.
 */
import type { SourceNumber } from '#disclosure';
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { parsePatientId, parseResourceId, type ResourceAddress } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import { findIdentified, type LocatedResource, locateByNumber, locateByTokens, resourceState } from '#store';
import { recordFault } from '../../faults.ts';
import { isMatch } from '../match/is-match.ts';
import { isByMeaning } from '../match/resolve-meanings.ts';
import type { SearchReader } from '../read/read-search.ts';
import { resultParameterNames } from '../result-parameters.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { withoutEscapes } from '../search-text.ts';
import { compileConditions } from './compile-conditions.ts';
import { criterionOf, identifierHashesOf } from './find-subjects.ts';
import { pinnedPatients } from './pinned-patients.ts';

export interface LocateDependencies {
  readonly readSearch: SearchReader;
  readonly patientCompartment: PatientCompartment;
  readonly baseUrl: string;
  readonly nowMs: () => number;
}

export interface ConditionToLocate {
  readonly type: ResourceType;
  /** What stands behind the `?`, as in If-None-Exist. */
  readonly query: string;
}

/**
 * None, one, or several (two are given, whatever their number). Faults: RECORD-008 with the parameter that is unknown or
 * means nothing in a condition; RECORD-009 when the condition is not selective enough to be looked for.
 */
export type LocateBySearch = (
  transaction: DatabaseTransaction,
  source: SourceNumber,
  condition: ConditionToLocate,
) => Promise<Outcome<readonly LocatedResource[]>>;

/** More rows than this to test one by one, and the condition was not selective. */
const candidatesMax = 1_000;

const notSelective = recordFault('RECORD-009', [
  { place: 'condition', rule: 'must name an identifier, an _id, a patient, a code or a reference' },
]);

function readCondition(deps: LocateDependencies, condition: ConditionToLocate): Outcome<ReadSearch> {
  const parameters = [...new URLSearchParams(condition.query)];
  const flaws = parameters
    .filter(([name]) => resultParameterNames.has(name.split(':')[0] ?? ''))
    .map(([name]) => ({ place: name, rule: 'has no meaning in a condition' }));
  if (flaws.length > 0) return failed(recordFault('RECORD-008', flaws));
  // Strict: a parameter that is left out would match more than the client asked for, and change another resource.
  const search = deps.readSearch({ type: condition.type, parameters, isStrict: true });
  if (!search.ok) return search;
  if (search.value.chains.length > 0)
    return failed(recordFault('RECORD-008', [{ place: 'condition', rule: 'must not follow a chain' }]));
  const byMeaning = search.value.criteria.find(isByMeaning);
  if (byMeaning !== undefined)
    return failed(
      recordFault('RECORD-008', [{ place: byMeaning.definition.code, rule: 'must name codes in a condition' }]),
    );
  if (search.value.criteria.length === 0)
    return failed(recordFault('RECORD-008', [{ place: 'condition', rule: 'must name a search parameter' }]));
  return search;
}

async function candidates(
  deps: LocateDependencies,
  transaction: DatabaseTransaction,
  source: SourceNumber,
  search: ReadSearch,
): Promise<readonly LocatedResource[] | undefined> {
  const type = resourceTypeNumber(search.type);
  const ids = criterionOf(search, '_id');
  const named = async (addresses: readonly ResourceAddress[]): Promise<LocatedResource[]> => {
    const rows = await locateByNumber(transaction, addresses);
    return rows.filter((row) => row.source === source && row.type === type && row.state === resourceState.current);
  };
  if (ids !== undefined) return named(ids.texts.flatMap((text) => parseResourceId(withoutEscapes(text)) ?? []));
  const identifier = criterionOf(search, 'identifier');
  const hashes = identifier === undefined ? undefined : identifierHashesOf(identifier);
  if (hashes !== undefined)
    return named(
      await findIdentified(
        transaction,
        hashes.map((hash) => ({ type, hash })),
      ),
    );
  const pinned = pinnedPatients(deps.patientCompartment, search, deps.baseUrl);
  const compartments = pinned?.ids.flatMap((id) => parsePatientId(id)?.compartment ?? []);
  const context = { baseUrl: deps.baseUrl, answered: new Set<SearchCriterion>(), isTextStripped: false };
  const { tokens } = compileConditions(search, context).conditions;
  if (compartments === undefined && tokens.length === 0) return undefined;
  const rows = await locateByTokens(transaction, source, {
    type,
    tokens,
    ...(compartments === undefined ? {} : { compartments }),
    limit: candidatesMax + 1,
  });
  return rows === undefined || rows.length > candidatesMax ? undefined : rows;
}

export function createLocateBySearch(deps: LocateDependencies): LocateBySearch {
  return async (transaction, source, condition) => {
    const search = readCondition(deps, condition);
    if (!search.ok) return search;
    const found = await candidates(deps, transaction, source, search.value);
    if (found === undefined) return failed(notSelective);
    // A source refers to its own records by their ids; which person the index joins them to is not its to know.
    const context = { nowMs: deps.nowMs(), patientKey: (id: string) => id };
    const matching = new Map<number, LocatedResource>();
    for (const row of found) {
      if (isMatch(search.value, JSON.parse(row.body) as Resource, context)) matching.set(row.number, row);
      if (matching.size === 2) break;
    }
    return ok([...matching.values()]);
  };
}
