/** Which records an open page of a person, or of whoever acts for them, follows. Nothing of them is read. */
import type { PatientCaller, RequestContext } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import { findThemself } from './find-themself.ts';
import type { ReadDependencies } from './open-record.ts';

/** Undefined when nothing opens. Not logged: it tells nothing but that the page opened, which is. */
export async function recordsToFollow(
  deps: ReadDependencies,
  request: RequestContext & { readonly caller: PatientCaller },
): Promise<readonly Compartment[] | undefined> {
  const person = await findThemself(deps, request.caller);
  if (person === undefined) return undefined;
  const decision = await deps.privacy.decidePatient(request, person, true);
  return decision.isGranted ? person.records.map((record) => record.compartment) : undefined;
}
