/** `/SearchParameter`: what the region is searched by beside R4's own, defined by who administers it, seen by all. */
import type { SearchParameter } from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { recordFault } from '#record';
import { namesInteraction } from '#sign-in';
import { type Answer, emptyAnswer, jsonAnswer } from '../answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from '../api-call.ts';
import { faultAnswer } from '../fault-to-operation-outcome.ts';
import { fhirApiFault } from '../faults.ts';
import { callerName } from '../page-link.ts';
import { isStrictHandling } from '../prefer.ts';
import type { ScopeLetter } from '../route-table.ts';
import { parametersOf } from '../search-interaction.ts';
import { readResource } from '../write-interactions.ts';
import { beginIndexing } from './index-job.ts';
import { searchParameterResource } from './search-parameter-resource.ts';

const notThere = recordFault('RECORD-002');

/**
 * A client whose registration names SearchParameter, and whose token lets it: by a star nobody is given what changes the
 * searches of everybody else.
 */
async function mayAdminister(deps: InteractionDependencies, call: ApiCall, letter: ScopeLetter): Promise<boolean> {
  const { caller } = call.request;
  if (caller.kind !== 'system' || !isInScope(call, 'SearchParameter', letter)) return false;
  const client = await deps.signIn.findClient(caller.clientId);
  return client !== undefined && namesInteraction(client.scopes, 'SearchParameter', letter);
}

async function refuse(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const logged = await deps.record.refuseCall(call.request);
  return faultAnswer(logged.ok ? fhirApiFault('FHIR-API-002') : logged.fault);
}

async function flawsOf(deps: InteractionDependencies, call: ApiCall, sent: Resource): Promise<Flaw[]> {
  const flaws: Flaw[] = (await deps.explain(sent))
    .filter(({ severity }) => severity === 'error')
    .map(({ place, rule }) => ({ place, rule }));
  if (sent.resourceType !== 'SearchParameter')
    flaws.push({ place: 'resourceType', rule: 'must be SearchParameter, as the address says' });
  if (call.isAboutInstance && sent.id !== call.id)
    flaws.push({ place: 'SearchParameter.id', rule: 'must be the id in the address' });
  return flaws;
}

async function define(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const sent = readResource(call);
  if (!sent.ok) return faultAnswer(sent.fault);
  const flaws = await flawsOf(deps, call, sent.value);
  if (flaws.length > 0) return faultAnswer(fhirApiFault('FHIR-API-012', flaws));
  const defined = await deps.record.searchParameters.define(call.request, {
    ...(call.isAboutInstance ? { id: call.id } : {}),
    resource: sent.value as unknown as SearchParameter,
    by: callerName(call.request.caller),
  });
  if (!defined.ok) return faultAnswer(defined.fault);
  const { stored, isNew } = defined.value;
  if (stored.state === 'indexing') await beginIndexing(deps, stored);
  const location = `${deps.publicUrl}/fhir/SearchParameter/${stored.id}`;
  const shown = searchParameterResource(stored);
  return jsonAnswer(isNew ? 201 : 200, shown, { location, etag: `W/"${stored.version}"` });
}

export async function answerParameterCreate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return (await mayAdminister(deps, call, 'c'))
    ? define(deps, { ...call, isAboutInstance: false })
    : refuse(deps, call);
}

export async function answerParameterUpdate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  if (!(await mayAdminister(deps, call, 'u'))) return refuse(deps, call);
  if (call.id !== '') return define(deps, call);
  const flaw = { place: 'address', rule: 'must end in an id of 1 to 64 letters, digits, - and . (type id)' };
  return faultAnswer(fhirApiFault('FHIR-API-012', [flaw]));
}

export async function answerParameterDelete(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  if (!(await mayAdminister(deps, call, 'd'))) return refuse(deps, call);
  const removed = await deps.record.searchParameters.remove(call.request, call.id);
  if (!removed.ok) return faultAnswer(removed.fault);
  return removed.value ? emptyAnswer(204) : faultAnswer(notThere);
}

export async function answerParameterRead(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const stored = await deps.record.searchParameters.read(call.id);
  if (stored === undefined) return faultAnswer(notThere);
  return jsonAnswer(200, searchParameterResource(stored), { etag: `W/"${stored.version}"` });
}

const offsetParameter = '_offset';

/** A region has few: all are tested, a page is cut out of them. */
export async function answerParameterSearch(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const parameters = parametersOf(call);
  const offset = Number(/^\d{1,4}$/.exec(parameters.get(offsetParameter) ?? '')?.[0] ?? 0);
  parameters.delete(offsetParameter);
  const isStrict = isStrictHandling(call.header('prefer'));
  const search = deps.readSearch({ type: 'SearchParameter', parameters, isStrict });
  if (!search.ok) return faultAnswer(search.fault);
  if (search.value.chains.length > 0)
    return faultAnswer(recordFault('RECORD-008', [{ place: 'query', rule: 'must not follow a chain' }]));
  const shown = (stored: Parameters<typeof searchParameterResource>[0]): Resource =>
    searchParameterResource(stored) as unknown as Resource;
  const found = await deps.record.searchParameters.find(search.value, shown);
  const { count, isCountOnly, used } = search.value;
  const query = new URLSearchParams(used as [string, string][]);
  const address = (more: Readonly<Record<string, string>>): string => {
    const text = new URLSearchParams([...query, ...Object.entries(more)]).toString();
    return `${deps.publicUrl}/fhir/SearchParameter${text === '' ? '' : `?${text}`}`;
  };
  const page = isCountOnly ? [] : found.slice(offset, offset + count);
  const hasNext = !isCountOnly && offset + count < found.length;
  const link = [
    { relation: 'self', url: address({}) },
    ...(hasNext ? [{ relation: 'next', url: address({ [offsetParameter]: String(offset + count) }) }] : []),
  ];
  const entry = page.map((resource) => ({
    fullUrl: `${deps.publicUrl}/fhir/SearchParameter/${resource.id ?? ''}`,
    resource,
    search: { mode: 'match' },
  }));
  const bundle = { resourceType: 'Bundle', type: 'searchset', total: found.length, link };
  return jsonAnswer(200, entry.length === 0 ? bundle : ({ ...bundle, entry } as typeof bundle));
}
