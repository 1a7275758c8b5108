/** `Patient/[id]/$everything` (R4 operation Patient-everything): a searchset of all that the caller may see. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { numberAtTime, type VersionNumber } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ApiPage, EverythingRequest } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { assembleBundle } from './assemble-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { withPostedParameters } from './posted-parameters.ts';
import { mayRead, nextLink, pagedParameters, parametersOf, searchEntry } from './search-interaction.ts';

const countMax = 1_000;

function careDate(parameters: URLSearchParams, name: string, flaws: Flaw[]) {
  const text = parameters.get(name);
  const date = text === null ? undefined : parseFhirDate(text);
  if (text !== null && date === undefined) flaws.push({ place: name, rule: 'must be a date (type date)' });
  return date;
}

/** Faults FHIR-API-012 with every flaw. */
function readParameters(
  parameters: URLSearchParams,
): Outcome<Pick<EverythingRequest, 'types' | 'changedSince' | 'careDates' | 'count'>> {
  const flaws: Flaw[] = [];
  const types = parameters.getAll('_type').flatMap((value) => value.split(',').filter((type) => type !== ''));
  const since = parameters.get('_since');
  const sinceMs = since === null ? undefined : parseFhirDate(since.replaceAll(' ', '+'))?.lowMs;
  const count = parameters.get('_count');
  for (const type of types) if (!isResourceType(type)) flaws.push({ place: '_type', rule: 'must name resource types' });
  if (since !== null && sinceMs === undefined)
    flaws.push({ place: '_since', rule: 'must be an instant (type instant)' });
  if (count !== null && !/^[1-9]\d{0,8}$/.test(count))
    flaws.push({ place: '_count', rule: 'must be a whole number above 0' });
  const from = careDate(parameters, 'start', flaws)?.lowMs;
  const until = careDate(parameters, 'end', flaws)?.highMs;
  if (flaws.length > 0) return failed(fhirApiFault('FHIR-API-012', flaws));
  return ok({
    ...(types.length === 0 ? {} : { types: types as ResourceType[] }),
    ...(sinceMs === undefined ? {} : { changedSince: numberAtTime(sinceMs) as VersionNumber }),
    ...(from === undefined && until === undefined
      ? {}
      : {
          careDates: {
            ...(from === undefined ? {} : { fromMs: from }),
            ...(until === undefined ? {} : { untilMs: until }),
          },
        }),
    ...(count === null ? {} : { count: Math.min(Number(count), countMax) }),
  });
}

interface Asking {
  readonly path: string;
  readonly ask: (asked: Omit<EverythingRequest, 'id'>) => Promise<Outcome<ApiPage>>;
  /** Of a walk over many records nobody has counted them. */
  readonly hasTotal: boolean;
}

async function answer(deps: InteractionDependencies, call: ApiCall, { path, ask, hasTotal }: Asking): Promise<Answer> {
  const paged = pagedParameters(deps, call, path);
  if (!paged.ok) return faultAnswer(paged.fault);
  const { parameters, after } = paged.value;
  const asked = readParameters(parameters);
  if (!asked.ok) return faultAnswer(asked.fault);
  const found = await ask({ ...asked.value, ...(after === undefined ? {} : { after }), mayRead: mayRead(call) });
  if (!found.ok) return faultAnswer(found.fault);
  const query = parametersOf(call).toString();
  const body = assembleBundle({
    type: 'searchset',
    ...(hasTotal && found.value.total !== undefined ? { total: found.value.total } : {}),
    links: [
      { relation: 'self', url: `${deps.publicUrl}/fhir/${path}${query === '' ? '' : `?${query}`}` },
      ...nextLink(deps, call, path, { query: parameters.toString(), key: found.value.next }),
    ],
    entries: [
      ...found.value.matches.map((one) => searchEntry(deps, one, 'match')),
      ...found.value.included.map((one) => searchEntry(deps, one, 'include')),
    ],
  });
  return bytesAnswer(200, body);
}

export async function answerEverything(deps: InteractionDependencies, given: ApiCall): Promise<Answer> {
  const posted = withPostedParameters(given);
  if (!posted.ok) return faultAnswer(posted.fault);
  const call = posted.value;
  return answer(deps, call, {
    path: `Patient/${call.id}/$everything`,
    ask: (asked) => deps.record.everythingForApi(call.request, { ...asked, id: call.id }),
    hasTotal: true,
  });
}

const everyTypeParameters: ReadonlySet<string> = new Set(['_type', '_count', '_since', '_format', '_pretty', '_page']);

/**
 * `Patient/[id]/*` (R4 3.1.1.1.1): what is in the compartment, without what it refers to. Other parameters are refused by
 * name: left out, more would be found than was asked for.
 */
export async function answerEveryType(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const strange = [...call.query.keys()].filter((name) => !everyTypeParameters.has(name));
  if (strange.length > 0) {
    const rule = 'is not supported in a search of every type of a compartment';
    return faultAnswer(
      fhirApiFault(
        'FHIR-API-012',
        strange.map((place) => ({ place, rule })),
      ),
    );
  }
  return answer(deps, call, {
    path: `Patient/${call.id === '' ? '-' : call.id}/*`,
    ask: async (asked) => {
      const found = await deps.record.everythingForApi(call.request, { ...asked, id: call.id });
      if (!found.ok) return found;
      const { total: _total, ...page } = found.value;
      return ok({ ...page, included: [] });
    },
    hasTotal: false,
  });
}

export async function answerEverythingOfAll(deps: InteractionDependencies, given: ApiCall): Promise<Answer> {
  const posted = withPostedParameters(given);
  if (!posted.ok) return faultAnswer(posted.fault);
  const call = posted.value;
  return answer(deps, call, {
    path: 'Patient/$everything',
    ask: (asked) => deps.record.everythingOfAll(call.request, asked),
    hasTotal: call.request.caller.kind === 'patient',
  });
}
