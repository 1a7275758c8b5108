/** create, update, delete and their conditional forms (R4 3.1.0.4 to 3.1.0.8). */
import type { Source } from '#directory';
import { readPatch } from '#fhir/patch/read-patch.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { numberText } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ResourceWrite, ShownEntry } from '#record';
import { type Answer, bytesAnswer, emptyAnswer, outcomeAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { versionHeaders } from './assemble-bundle.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { type ReturnPreference, returnPreference } from './prefer.ts';
import { readJson } from './read-json.ts';
import { methodsOf } from './route-table.ts';

/** The client's own feed, or the only FHIR feed of its organisation. Faults FHIR-API-003, FHIR-API-016. */
export function contributingSource(
  deps: InteractionDependencies,
  call: Pick<ApiCall, 'request' | 'token'>,
): Outcome<Source> {
  const { caller } = call.request;
  if (caller.kind !== 'system') return failed(fhirApiFault('FHIR-API-003'));
  const own = deps.directory.sourcesOf(caller.organisation);
  if (call.token.source !== undefined) {
    const named = own.find((source) => source.code === call.token.source);
    return named === undefined ? failed(fhirApiFault('FHIR-API-016')) : ok(named);
  }
  const [only, ...others] = own.filter((source) => source.feed === 'fhir');
  return only === undefined || others.length > 0 ? failed(fhirApiFault('FHIR-API-016')) : ok(only);
}

/** The body as an object with a resourceType. Faults FHIR-API-007, 009, 012. */
export function readResource(call: ApiCall): Outcome<Resource> {
  if (call.body === undefined && call.parsed === undefined)
    return failed(fhirApiFault('FHIR-API-012', [{ place: 'body', rule: 'must hold a resource' }]));
  const read = call.parsed === undefined ? readJson(call.body!) : ok(call.parsed);
  if (!read.ok) return read;
  const isObject = typeof read.value === 'object' && read.value !== null && !Array.isArray(read.value);
  const type: unknown = isObject ? (read.value as { resourceType?: unknown }).resourceType : undefined;
  return typeof type === 'string'
    ? ok(read.value as Resource)
    : failed(fhirApiFault('FHIR-API-012', [{ place: 'resourceType', rule: 'must name the type of the resource' }]));
}

function readResourceOfType(call: ApiCall): Outcome<Resource> {
  const resource = readResource(call);
  if (!resource.ok || resource.value.resourceType === call.type) return resource;
  const flaw = { place: 'resourceType', rule: `must be ${call.type}, as the address says` };
  return failed(fhirApiFault('FHIR-API-012', [flaw]));
}

async function write(deps: InteractionDependencies, call: ApiCall, what: ResourceWrite): Promise<Answer> {
  const source = contributingSource(deps, call);
  if (!source.ok) return faultAnswer(source.fault);
  const preference = returnPreference(call.header('prefer')) ?? 'representation';
  const written = await deps.record.contributeResource(call.request, {
    source: source.value,
    write: what,
    isVersionRequired: deps.isVersionRequired ?? true,
    isShown: preference === 'representation',
    api: deps.contributing,
  });
  return written.ok ? writtenAnswer(deps, written.value, preference) : faultAnswer(written.fault);
}

const deletionWords: Readonly<Record<string, string>> = {
  'deleted-before': 'It was deleted before',
  nothing: 'Nothing matched: nothing was deleted',
};

/** What became of a write, for who prefers an OperationOutcome. */
export function wordsOf({ version, outcome, type }: ShownEntry['filed']): string {
  return version === undefined ? (deletionWords[outcome] ?? 'Deleted') : `${type} ${outcome}`;
}

function writtenAnswer(
  deps: InteractionDependencies,
  { filed, shown }: ShownEntry,
  preference: ReturnPreference,
): Answer {
  if (filed.version === undefined) {
    const isSaid = filed.outcome === 'deleted-before' || preference === 'OperationOutcome';
    return isSaid ? outcomeAnswer(200, wordsOf(filed)) : emptyAnswer(204);
  }
  const headers = {
    ...versionHeaders(filed.version),
    location: `${deps.publicUrl}/fhir/${filed.type}/${filed.id}/_history/${numberText(filed.version)}`,
  };
  const status = filed.outcome === 'created' ? 201 : 200;
  if (preference === 'OperationOutcome') return outcomeAnswer(status, wordsOf(filed), headers);
  return shown === undefined ? emptyAnswer(status, headers) : bytesAnswer(status, shown.body, headers);
}

export async function answerCreate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const resource = readResourceOfType(call);
  if (!resource.ok) return faultAnswer(resource.fault);
  const condition = call.header('if-none-exist');
  return write(deps, call, { method: 'POST', type: call.type, resource: resource.value, condition });
}

function wrongRequest(place: string, rule: string): Answer {
  return faultAnswer(fhirApiFault('FHIR-API-012', [{ place, rule }]));
}

/** Which version an update, patch or deletion means, and whether it may only create. */
function versionsOf(call: ApiCall): Pick<ResourceWrite, 'ifMatch' | 'ifNoneMatch'> {
  return { ifMatch: call.header('if-match'), ifNoneMatch: call.header('if-none-match') };
}

/** The region's id, or one that the client chooses: then the first update creates (R4 3.1.0.4.1, decision 18). */
export async function answerUpdate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const resource = readResourceOfType(call);
  if (!resource.ok) return faultAnswer(resource.fault);
  if (call.id === '') return wrongRequest('address', 'must end in an id of 1 to 64 letters, digits, - and . (type id)');
  if (resource.value.id !== call.id) return wrongRequest(`${call.type}.id`, 'must be the id in the address');
  return write(deps, call, {
    method: 'PUT',
    type: call.type,
    resource: resource.value,
    id: call.id,
    ...versionsOf(call),
  });
}

function conditionOf(call: ApiCall): string | undefined {
  const query = new URLSearchParams(call.query);
  for (const name of ['_format', '_pretty']) query.delete(name);
  return query.size === 0 ? undefined : query.toString();
}

const noCondition = ['query', 'must name the resource, such as identifier=system|value'] as const;

/** `PUT [type]?...`: one match is updated, none creates, more are refused (R4 3.1.0.4.3). */
export async function answerConditionalUpdate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const resource = readResourceOfType(call);
  if (!resource.ok) return faultAnswer(resource.fault);
  const condition = conditionOf(call);
  if (condition === undefined) return wrongRequest(...noCondition);
  return write(deps, call, {
    method: 'PUT',
    type: call.type,
    resource: resource.value,
    condition,
    ...versionsOf(call),
  });
}

/** JSON Patch or FHIRPath Patch (R4 3.1.0.6), by what the body is. */
async function answerPatchOf(
  deps: InteractionDependencies,
  call: ApiCall,
  target: Pick<ResourceWrite, 'id' | 'condition'>,
): Promise<Answer> {
  if (call.body === undefined && call.parsed === undefined) return wrongRequest('body', 'must hold a patch');
  const read = call.parsed === undefined ? readJson(call.body!) : ok(call.parsed);
  if (!read.ok) return faultAnswer(read.fault);
  const patch = readPatch(read.value);
  if (!patch.ok) return faultAnswer(fhirApiFault('FHIR-API-012', patch.flaws));
  return write(deps, call, { method: 'PATCH', type: call.type, patch: patch.value, ...target, ...versionsOf(call) });
}

export async function answerPatch(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return answerPatchOf(deps, call, { id: call.id });
}

export async function answerConditionalPatch(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const condition = conditionOf(call);
  return condition === undefined ? wrongRequest(...noCondition) : answerPatchOf(deps, call, { condition });
}

export async function answerDelete(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return write(deps, call, { method: 'DELETE', type: call.type, id: call.id, ifMatch: call.header('if-match') });
}

/** One match only, and only where the region allows it (R4 3.1.0.7.1). */
export async function answerConditionalDelete(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  if (deps.isConditionalDeleteAllowed !== true) {
    // RFC 9110, 15.5.6: what may be asked there instead.
    const allow = methodsOf(call.type).filter((method) => method !== 'DELETE');
    return faultAnswer(fhirApiFault('FHIR-API-017'), { allow: allow.join(', ') });
  }
  const condition = conditionOf(call);
  if (condition === undefined) return wrongRequest(...noCondition);
  return write(deps, call, { method: 'DELETE', type: call.type, condition, ifMatch: call.header('if-match') });
}
