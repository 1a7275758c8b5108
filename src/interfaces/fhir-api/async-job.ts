/** The asynchronous pattern (R4 async): where a job is asked after, stopped, and its parts are fetched; by its owner alone. */
import type { Job } from '#jobs';
import type { Fault } from '#kernel/fault.ts';
import { recordFault } from '#record';
import { type Answer, emptyAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { answerExportPart, answerImportEnd, answerImportPart, answerManifest } from './bulk/index.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { callerName } from './page-link.ts';
import { answerDeferredEnd, answerDeferredPart, deferredKind } from './respond-async.ts';

/** How the end of a job of each kind, and its parts, are given. A kind that is not here is nobody's to fetch. */
interface JobAnswers {
  readonly end: (deps: InteractionDependencies, call: ApiCall, job: Job) => Promise<Answer>;
  readonly part: (deps: InteractionDependencies, call: ApiCall, job: Job) => Promise<Answer>;
}

const answersByKind: Readonly<Record<string, JobAnswers>> = {
  export: { end: answerManifest, part: answerExportPart },
  import: { end: answerImportEnd, part: answerImportPart },
  [deferredKind]: { end: answerDeferredEnd, part: answerDeferredPart },
};

const pollSeconds = 1;

/** Unknown, deleted, expired and another's are one answer (attack 80). */
async function ownJob(deps: InteractionDependencies, call: ApiCall): Promise<Job | undefined> {
  const job = await deps.jobs.find(call.id, callerName(call.request.caller));
  return job !== undefined && answersByKind[job.kind] !== undefined ? job : undefined;
}

const notThere: Fault = recordFault('RECORD-002');

export async function answerAsyncStatus(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const job = await ownJob(deps, call);
  if (job === undefined) return faultAnswer(notThere);
  if (job.fault !== undefined) return faultAnswer(job.fault);
  if (job.state === 'done') return answersByKind[job.kind]!.end(deps, call, job);
  const progress = job.progress ?? 'waiting for its turn';
  return emptyAnswer(202, { 'x-progress': progress, 'retry-after': String(pollSeconds) });
}

export async function answerAsyncDelete(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const job = await ownJob(deps, call);
  const isDeleted = job !== undefined && (await deps.jobs.remove(job.id, job.owner));
  return isDeleted ? emptyAnswer(202) : faultAnswer(notThere);
}

export async function answerAsyncPart(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const job = await ownJob(deps, call);
  if (job?.state !== 'done') return faultAnswer(notThere);
  return answersByKind[job.kind]!.part(deps, call, job);
}
