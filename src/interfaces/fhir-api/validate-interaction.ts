/**
 * `$validate` (R4, OperationDefinition Resource-validate): says what is wrong with a resource, and stores nothing. What a
 * reference points to is never looked up, and a deletion never answers whether there is anything to delete: the operation
 * is no oracle for what exists (attack 52). A stored resource is validated only for those who may read it, and that is logged.
 */
import { allOk, profileIssue } from '#fhir/operation-outcome.ts';
import type { ProfileIssue } from '#fhir/profiles/profile-issue.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { readJson } from './read-json.ts';
import { readResource } from './write-interactions.ts';

const modes = ['create', 'update', 'delete', 'profile'] as const;
type Mode = (typeof modes)[number];

interface ValidateRequest {
  readonly resource: Resource | undefined;
  readonly mode: Mode | undefined;
  readonly profiles: readonly string[];
}

interface Parameter {
  readonly name?: unknown;
  readonly resource?: unknown;
  readonly [value: string]: unknown;
}

// Each profile is a walk of its own over the resource: nobody asks for more.
const mostProfiles = 10;

function refused(place: string, rule: string): Outcome<never> {
  return failed(fhirApiFault('FHIR-API-012', [{ place, rule }]));
}

function readRequest(call: ApiCall): Outcome<ValidateRequest> {
  const given = new Map<string, string[]>();
  for (const name of ['mode', 'profile']) given.set(name, call.query.getAll(name));
  let resource: Resource | undefined;
  if (call.body !== undefined || call.parsed !== undefined) {
    const sent = readResource(call);
    if (!sent.ok) return sent;
    resource = sent.value;
    // A resource of the type Parameters is validated inside another.
    if (resource.resourceType === 'Parameters') {
      const list = (Array.isArray(resource['parameter']) ? resource['parameter'] : []) as (Parameter | null)[];
      for (const name of ['mode', 'profile']) given.get(name)!.push(...list.flatMap((one) => textOf(one, name)));
      const inner = list.find((one) => one?.name === 'resource')?.resource;
      resource = typeof inner === 'object' && inner !== null ? (inner as Resource) : undefined;
    }
  }
  const [mode, ...others] = given.get('mode')!;
  if (others.length > 0 || (mode !== undefined && !(modes as readonly string[]).includes(mode))) {
    return refused('mode', `must be one of ${modes.join(', ')}, once`);
  }
  const profiles = given.get('profile')!;
  if (profiles.length > mostProfiles) return refused('profile', `must not be more than ${mostProfiles}`);
  return ok({ resource, mode: mode as Mode | undefined, profiles });
}

function textOf(parameter: Parameter | null, name: string): string[] {
  if (parameter?.name !== name) return [];
  const value = parameter['valueCode'] ?? parameter['valueUri'] ?? parameter['valueCanonical'];
  return typeof value === 'string' ? [value] : [];
}

/** The stored resource, as anybody reads it: decided and logged. */
async function readStored(deps: InteractionDependencies, call: ApiCall): Promise<Outcome<Resource>> {
  if (!isInScope(call, call.type, 'r')) {
    const logged = await deps.record.refuseCall(call.request);
    return logged.ok ? failed(fhirApiFault('FHIR-API-002')) : logged;
  }
  const read = await deps.record.readForApi(call.request, call.type, call.id);
  if (!read.ok) return read;
  const parsed = readJson(read.value.body);
  return parsed.ok ? ok(parsed.value as Resource) : parsed;
}

/** What creating or updating asks beside the resource being valid (R4 3.1.0.4, 3.1.0.8). */
function modeIssues({ mode }: ValidateRequest, resource: Resource, call: ApiCall): ProfileIssue[] {
  const place = `${call.type}.id`;
  if (mode !== 'update') return [];
  if (resource.id === undefined)
    return [{ severity: 'error', place, rule: 'is required of an update (cardinality 1..)' }];
  const isOther = call.id !== '' && resource.id !== call.id;
  return isOther ? [{ severity: 'error', place, rule: 'must be the id in the address' }] : [];
}

const deletionText =
  'Whether a resource may be deleted is decided when the deletion is asked for: only the source that contributed it may. ' +
  'This answer is the same whether it exists or not.';

export async function answerValidate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const asked = readRequest(call);
  if (!asked.ok) return faultAnswer(asked.fault);
  const { mode, profiles, resource: sent } = asked.value;
  if (mode === 'delete') return jsonAnswer(200, allOk(deletionText));
  if (sent === undefined && call.id === '') {
    return faultAnswer(
      fhirApiFault('FHIR-API-012', [{ place: 'body', rule: 'must hold a resource, or Parameters with one' }]),
    );
  }
  const resource = sent === undefined ? await readStored(deps, call) : ok(sent);
  if (!resource.ok) return faultAnswer(resource.fault);
  if (resource.value.resourceType !== call.type) {
    const flaw = { place: 'resourceType', rule: `must be ${call.type}, as the address says` };
    return faultAnswer(fhirApiFault('FHIR-API-012', [flaw]));
  }
  const found = [...modeIssues(asked.value, resource.value, call), ...(await deps.explain(resource.value, profiles))];
  if (found.length === 0) return jsonAnswer(200, allOk());
  return jsonAnswer(200, { resourceType: 'OperationOutcome', issue: found.map(profileIssue) });
}
