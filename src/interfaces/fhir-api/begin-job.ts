import type { NewJob } from '#jobs';
import { type Answer, emptyAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { callerName } from './page-link.ts';

/** Where a job is asked after. */
export function asyncUrl(deps: Pick<InteractionDependencies, 'publicUrl'>, id: string): string {
  return `${deps.publicUrl}/fhir/_async/${id}`;
}

/** Kicks a job off: 202 with where to ask. Fault JOBS-001. */
export async function answerBegun(
  deps: InteractionDependencies,
  call: ApiCall,
  given: Omit<NewJob, 'owner'>,
): Promise<Answer> {
  const begun = await deps.jobs.begin({ ...given, owner: callerName(call.request.caller) });
  return begun.ok ? emptyAnswer(202, { 'content-location': asyncUrl(deps, begun.value) }) : faultAnswer(begun.fault);
}
