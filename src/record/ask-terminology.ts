/** Terminology is about nobody: any caller may ask, and each question has its entry in the log before it is answered. */
import { openSealed, type RequestContext } from '#disclosure';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type ApiDependencies, readForApi } from './answer-api.ts';
import { recordFault } from './faults.ts';

/**
 * Answers under a grant without a patient. `seesInternal` is false for patients: what a region loaded for its own use is
 * not there for them (attack 52). Faults: those of `ask`, RECORD-002, those of the log.
 */
export async function askTerminology<T>(
  deps: ApiDependencies,
  request: RequestContext,
  ask: (seesInternal: boolean) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const decision = deps.privacy.decideWithoutPatient(request);
  if (!decision.isGranted) {
    const logged = await deps.audit.recordRefusal(request, { persons: [], decidedBy: decision.decidedBy });
    return logged.ok ? failed(recordFault('RECORD-002')) : logged;
  }
  const answer = await ask(request.caller.kind !== 'patient');
  const nothing = await deps.store.readResources(decision.grant, []);
  const sealed = nothing.sealAs(() => answer);
  const receipt = await deps.audit.recordDisclosure(request, [sealed]);
  return receipt.ok ? openSealed(sealed, receipt.value) : receipt;
}

/** A value set, code system or concept map that is asked about by its id: read as anybody reads it. */
export async function readTerminologyResource(
  deps: ApiDependencies,
  request: RequestContext,
  type: ResourceType,
  id: string,
): Promise<Outcome<Resource>> {
  const read = await readForApi(deps, request, type, id);
  return read.ok ? ok(JSON.parse(read.value.body.toString('utf8')) as Resource) : read;
}
