/** The terminology operations of R4 by GET and POST, on a type and on one instance (R4 4.8.17, 4.9.14, 4.10.10). */
import type { Resource } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type AskedParameter, askedInAddress, askedInResource, type Terminology } from '#terminology';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { ApiCall, InteractionDependencies } from '../api-call.ts';
import { faultAnswer } from '../fault-to-operation-outcome.ts';
import { fhirApiFault } from '../faults.ts';
import { readResource } from '../write-interactions.ts';
import { isDefinitionId, readKnownDefinition } from './search-definitions.ts';

type Operations = Terminology['operations'];

/** Which parameter stands for the instance, where an operation is asked of one. */
const instanceParameters = { ValueSet: 'valueSet', CodeSystem: 'codeSystem', ConceptMap: 'conceptMap' } as const;

/** R4 3.2.0.1: a GET has its parameters in the address; a POST brings a Parameters resource, or for one parameter the resource itself. */
function askedBy(call: ApiCall): Outcome<readonly AskedParameter[]> {
  const inAddress = askedInAddress(call.query);
  if (call.body === undefined && call.parsed === undefined) return ok(inAddress);
  const posted = readResource(call);
  if (!posted.ok) return posted;
  const resource = posted.value;
  if (resource.resourceType === 'Parameters') return ok([...inAddress, ...askedInResource(resource)]);
  const name = instanceParameters[call.type as keyof typeof instanceParameters];
  if (resource.resourceType === call.type) return ok([...inAddress, { name, resource }]);
  return failed(fhirApiFault('FHIR-API-012', [{ place: 'resourceType', rule: 'must be Parameters' }]));
}

async function readInstance(deps: InteractionDependencies, call: ApiCall): Promise<Outcome<Resource>> {
  if (!isDefinitionId(call.id)) return deps.record.readTerminologyResource(call.request, call.type, call.id);
  return readKnownDefinition(deps, call);
}

async function withInstance(
  deps: InteractionDependencies,
  call: ApiCall,
  asked: readonly AskedParameter[],
): Promise<Outcome<readonly AskedParameter[]>> {
  if (!call.isAboutInstance) return ok(asked);
  const name = instanceParameters[call.type as keyof typeof instanceParameters];
  const named = asked.find((one) => one.name === 'url' || one.name === name);
  if (named !== undefined) {
    const flaw = { place: named.name, rule: 'must be left out: the address names the resource' };
    return failed(fhirApiFault('FHIR-API-012', [flaw]));
  }
  const read = await readInstance(deps, call);
  return read.ok ? ok([...asked, { name, resource: read.value }]) : read;
}

function answerOperation<Name extends keyof Operations>(name: Name) {
  return async (deps: InteractionDependencies, call: ApiCall): Promise<Answer> => {
    const given = askedBy(call);
    if (!given.ok) return faultAnswer(given.fault);
    const asked = await withInstance(deps, call, given.value);
    if (!asked.ok) return faultAnswer(asked.fault);
    const answer = await deps.record.askTerminology<Resource>(
      call.request,
      (seesInternal) => deps.terminology.operations[name](asked.value, seesInternal) as Promise<Outcome<never>>,
    );
    return answer.ok ? jsonAnswer(200, answer.value) : faultAnswer(answer.fault);
  };
}

export const answerExpand = answerOperation('expand');
export const answerLookup = answerOperation('lookup');
export const answerSubsumes = answerOperation('subsumes');
export const answerTranslate = answerOperation('translate');

export async function answerValidateCode(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const isValueSet = call.type === 'ValueSet';
  return answerOperation(isValueSet ? 'validateCodeInValueSet' : 'validateCodeInCodeSystem')(deps, call);
}
