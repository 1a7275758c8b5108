/** Lets a source's own clients ask and be answered in the ids that the source chose (decision 18). */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import { parseResourceId } from '#kernel/identity-number.ts';
import type { ChosenId } from '#record';
import type { Answer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import type { ApiRoute } from './route-table.ts';
import { contributingSource } from './write-interactions.ts';

export const isChosen = (id: string): boolean => id !== '' && parseResourceId(id) === undefined;

/** Writes look chosen ids up in their own transaction. */
const writes: ReadonlySet<ApiRoute['interaction']> = new Set([
  'bundle',
  'create',
  'update',
  'patch',
  'delete',
  'conditional-update',
  'conditional-patch',
  'conditional-delete',
]);

const typedId = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/;
const bareId = /^[A-Za-z0-9\-.]{1,64}$/;

/** What a value of a search may mean by an id: `Type/id` of references, a bare id of `_id` and of references' targets. */
function chosenIn(
  name: string,
  text: string,
  call: ApiCall,
  parameters: ReadonlyMap<string, SearchParameterDefinition>,
): ChosenId[] {
  const typed = typedId.exec(text);
  if (typed !== null)
    return isResourceType(typed[1]!) && isChosen(typed[2]!) ? [{ type: typed[1], id: typed[2]! }] : [];
  const [code = '', modifier] = name.split(':');
  if (!bareId.test(text) || !isChosen(text)) return [];
  if (code === '_id') return [{ type: call.type, id: text }];
  const definition = parameters.get(code);
  if (definition?.type !== 'reference') return [];
  const targets = modifier !== undefined && isResourceType(modifier) ? [modifier] : (definition.targets ?? []);
  return targets.filter(isResourceType).map((type) => ({ type, id: text }));
}

type Find = (chosen: readonly ChosenId[]) => Promise<ReadonlyMap<string, string>>;

/** The very parameters that were given, where none of them names an id that a source chose. */
async function inRegionIds(
  deps: InteractionDependencies,
  call: ApiCall,
  find: Find,
  given: URLSearchParams,
): Promise<URLSearchParams> {
  const known = deps.searchCatalogue.parametersOf(call.type);
  const pairs = [...given];
  const chosen = pairs.flatMap(([name, value]) =>
    value.split(',').flatMap((text) => chosenIn(name, text, call, known)),
  );
  if (chosen.length === 0) return given;
  const found = await find(chosen);
  if (found.size === 0) return given;
  const translate = (name: string, text: string): string => {
    for (const { type, id } of chosenIn(name, text, call, known)) {
      const regionId = found.get(`${type}/${id}`);
      if (regionId !== undefined) return text.includes('/') ? `${type}/${regionId}` : regionId;
    }
    return text;
  };
  const translated = pairs.map(([name, value]): [string, string] => [
    name,
    value
      .split(',')
      .map((text) => translate(name, text))
      .join(','),
  ]);
  return new URLSearchParams(translated);
}

async function translateCall(
  deps: InteractionDependencies,
  call: ApiCall,
  find: Find,
  idType: ResourceType,
): Promise<ApiCall> {
  const isForm = call.body !== undefined && /x-www-form-urlencoded/i.test(call.header('content-type') ?? '');
  if (!isForm && call.query.size === 0 && !isChosen(call.id)) return call;
  const id = isChosen(call.id) ? (await find([{ type: idType, id: call.id }])).get(`${idType}/${call.id}`) : call.id;
  const query = await inRegionIds(deps, call, find, call.query);
  const form = isForm ? new URLSearchParams(call.body!.toString('utf8')) : undefined;
  const body = form === undefined ? call.body : Buffer.from((await inRegionIds(deps, call, find, form)).toString());
  return { ...call, id: id ?? call.id, query, body };
}

const shownHeaders = ['location', 'content-location'] as const;

export async function answerInOwnIds(
  deps: InteractionDependencies,
  route: ApiRoute,
  call: ApiCall,
  answer: (call: ApiCall) => Promise<Answer>,
): Promise<Answer> {
  const source = contributingSource(deps, call);
  if (!source.ok) return answer(call);
  const { number } = source.value;
  const { clientIds } = deps.record;
  const asked = writes.has(route.interaction)
    ? call
    : await translateCall(deps, call, (chosen) => clientIds.find(number, chosen), call.compartment ?? call.type);
  const given = await answer(asked);
  const headers = shownHeaders.flatMap((name) => given.headers[name] ?? []).map((text) => Buffer.from(text));
  const [body, ...texts] = await clientIds.show(number, [given.body ?? Buffer.alloc(0), ...headers]);
  const shown: Record<string, string> = {};
  for (const name of shownHeaders) if (given.headers[name] !== undefined) shown[name] = texts.shift()!.toString();
  return {
    ...given,
    headers: { ...given.headers, ...shown },
    ...(given.body === undefined ? {} : { body: body! }),
  };
}
