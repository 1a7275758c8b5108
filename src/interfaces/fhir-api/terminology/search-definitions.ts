/**
 * Reads and searches of CodeSystem, ValueSet and ConceptMap: beside what clients stored, what is known here without being
 * stored, HL7's own and loaded (decision 22). What is known comes first, then the pages of the store.
 */
import type { Bundle, BundleEntry, FhirResource, OperationOutcome } from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { recordFault } from '#record';
import type { FoundDefinitions, TerminologyType } from '#terminology';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { ApiCall, InteractionDependencies } from '../api-call.ts';
import { faultAnswer } from '../fault-to-operation-outcome.ts';
import { answerRead } from '../read-interactions.ts';
import { answerSearch, pageParameter, parametersOf } from '../search-interaction.ts';
import { cardMatcher } from './match-card.ts';

/** Where a page among what is not stored begins: no secret, since it is about nobody. */
const offsetParameter = '_definitions';
const countDefault = 50;
const countMax = 1_000;

function isTerminology(type: string): type is TerminologyType {
  return type === 'CodeSystem' || type === 'ValueSet' || type === 'ConceptMap';
}

/** An id of ours begins with `t-`, which no id of the store can. */
export const isDefinitionId = (id: string): boolean => id.startsWith('t-');

/** Fault RECORD-002: unknown, and internal to whoever may not see it, are the same. */
export async function readKnownDefinition(
  deps: InteractionDependencies,
  { request, type, id }: Pick<ApiCall, 'request' | 'type' | 'id'>,
): Promise<Outcome<Resource>> {
  return deps.record.askTerminology(request, async (seesInternal) => {
    const resource = isTerminology(type)
      ? await deps.terminology.definitions.read(type, { id, seesInternal })
      : undefined;
    return resource === undefined ? failed(recordFault('RECORD-002')) : ok(resource);
  });
}

export async function answerReadWithDefinitions(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  if (!isTerminology(call.type) || !isDefinitionId(call.id)) return answerRead(deps, call);
  const read = await readKnownDefinition(deps, call);
  return read.ok ? jsonAnswer(200, read.value) : faultAnswer(read.fault);
}

function entryOf(deps: InteractionDependencies, resource: Resource): BundleEntry {
  return {
    fullUrl: `${deps.publicUrl}/fhir/${resource.resourceType}/${resource.id ?? ''}`,
    resource: resource as unknown as FhirResource,
    search: { mode: 'match' },
  };
}

const notSearched: BundleEntry<OperationOutcome> = {
  resource: {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'information',
        code: 'incomplete',
        diagnostics:
          'Only what clients stored was searched: definitions that HL7 published or an operator loaded are found by url, version, name, title, status, publisher, description and _id.',
      },
    ],
  },
  search: { mode: 'outcome' },
};

const done = 'done';

interface Page {
  readonly parameters: URLSearchParams;
  /** `done`: every definition was shown, and the store's own pages follow. */
  readonly offset: number | typeof done;
  readonly count: number;
  readonly isCountOnly: boolean;
}

function pageOf(call: ApiCall): Page {
  const parameters = parametersOf(call);
  const [offset, count] = [parameters.get(offsetParameter), parameters.get('_count')];
  parameters.delete(offsetParameter);
  return {
    parameters,
    offset: offset === done ? done : offset !== null && /^\d{1,6}$/.test(offset) ? Number(offset) : 0,
    count: count !== null && /^\d{1,6}$/.test(count) ? Math.min(Number(count), countMax) : countDefault,
    isCountOnly: parameters.get('_summary') === 'count' || count === '0',
  };
}

interface Searched {
  readonly call: ApiCall & { readonly type: TerminologyType };
  readonly page: Page;
  /** What the store answers to the same search. */
  readonly stored: Bundle;
}

function merged(deps: InteractionDependencies, { call, page, stored }: Searched, found: FoundDefinitions): Bundle {
  const total = stored.total === undefined ? {} : { total: stored.total + found.total };
  if (page.offset === done || page.isCountOnly || found.total === 0) return { ...stored, ...total };
  const known = found.resources.map((resource) => entryOf(deps, resource));
  const reached = page.offset + known.length;
  const own = stored.entry ?? [];
  const hasNext = stored.link?.some(({ relation }) => relation === 'next') === true;
  const links = (stored.link ?? []).filter(({ relation }) => relation !== 'next');
  if (reached >= found.total && !hasNext && known.length + own.length <= page.count)
    return { ...stored, ...total, entry: [...known, ...own] };
  const query = new URLSearchParams(page.parameters);
  query.set(offsetParameter, reached < found.total ? String(reached) : done);
  const next = { relation: 'next', url: `${deps.publicUrl}/fhir/${call.type}?${query.toString()}` };
  const { entry: _own, ...bundle } = stored;
  return { ...bundle, ...total, link: [...links, next], ...(known.length === 0 ? {} : { entry: known }) };
}

async function withDefinitions(deps: InteractionDependencies, searched: Searched): Promise<Answer> {
  const { call, page, stored } = searched;
  const isMatch = cardMatcher(page.parameters);
  if (isMatch === undefined) return jsonAnswer(200, { ...stored, entry: [...(stored.entry ?? []), notSearched] });
  const offset = page.offset === done ? 0 : page.offset;
  const limit = page.isCountOnly || page.offset === done ? 0 : page.count;
  const found = await deps.record.askTerminology(call.request, async (seesInternal) =>
    ok(await deps.terminology.definitions.find(call.type, { isMatch, seesInternal, offset, limit })),
  );
  return found.ok ? jsonAnswer(200, merged(deps, searched, found.value)) : faultAnswer(found.fault);
}

export async function answerSearchWithDefinitions(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const { type } = call;
  const page = pageOf(call);
  // A page link of the store comes after every definition was shown.
  if (!isTerminology(type) || page.parameters.has(pageParameter)) return answerSearch(deps, call);
  const answer = await answerSearch(deps, { ...call, query: page.parameters, body: undefined });
  if (answer.status !== 200 || answer.body === undefined) return answer;
  const stored = JSON.parse(answer.body.toString('utf8')) as Bundle;
  return withDefinitions(deps, { call: { ...call, type }, page, stored });
}
