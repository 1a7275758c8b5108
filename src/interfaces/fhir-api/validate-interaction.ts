/** `$validate` (R4 3.1.0.13, OperationDefinition Resource-validate). */
import { allOk, flawIssue } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { readResource } from './write-interactions.ts';

/** `$validate`: says what is wrong and stores nothing. References are not looked up: it must not be an oracle (attack 52). */
export async function answerValidate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const sent = readResource(call);
  if (!sent.ok) return faultAnswer(sent.fault);
  const inside = sent.value.resourceType === 'Parameters' ? resourceParameter(sent.value) : sent.value;
  if (inside === undefined) {
    const flaw = { place: 'Parameters.parameter', rule: 'must hold a parameter named resource' };
    return faultAnswer(fhirApiFault('FHIR-API-012', [flaw]));
  }
  if (inside.resourceType !== call.type) {
    const flaw = { place: 'resourceType', rule: `must be ${call.type}, as the address says` };
    return faultAnswer(fhirApiFault('FHIR-API-012', [flaw]));
  }
  const flaws = deps.validate(inside);
  if (flaws.length === 0) return jsonAnswer(200, allOk());
  return jsonAnswer(200, { resourceType: 'OperationOutcome', issue: flaws.map((flaw) => flawIssue(flaw)) });
}

function resourceParameter(parameters: Resource): Resource | undefined {
  const list = parameters['parameter'];
  if (!Array.isArray(list)) return undefined;
  const found = (list as { name?: unknown; resource?: unknown }[]).find((one) => one?.name === 'resource')?.resource;
  return typeof found === 'object' && found !== null ? (found as Resource) : undefined;
}
