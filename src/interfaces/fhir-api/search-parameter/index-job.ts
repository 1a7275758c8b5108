/** The jobs that bring what was filed before into the index: of a region's own search parameter, or after an upgrade. */
import type { JobData, JobHandler } from '#jobs';
import { ok } from '#kernel/outcome.ts';
import { errorFields } from '#platform';
import type { StoredParameter } from '#record';
import type { InteractionDependencies } from '../api-call.ts';

const indexKind = 'search-index';
const rehashKind = 'search-rehash';

type Progress = Parameters<Parameters<InteractionDependencies['record']['searchParameters']['index']>[1]['report']>[1];

/** One for each definition, and nobody's to ask after: its progress is shown by the definition itself. */
export async function beginIndexing(
  { jobs }: Pick<InteractionDependencies, 'jobs'>,
  { id, generation }: Pick<StoredParameter, 'id' | 'generation'>,
): Promise<void> {
  const owner = `search-index ${generation}`;
  // The only fault is that it is under way already.
  await jobs.begin({ kind: indexKind, owner, request: { id, generation }, unfinishedMax: 1 });
}

/** Once, before jobs start. What a crash has left without a job is given one. */
export async function registerSearchParameters(deps: InteractionDependencies): Promise<void> {
  const index: JobHandler = async (run) => {
    const { id, generation } = run.job.request as { id: string; generation: number };
    const isReady = await deps.record.searchParameters.index(generation, {
      checkpoint: run.checkpoint as Progress | undefined,
      report: (progress, checkpoint) => run.report(progress, checkpoint as JobData),
    });
    return ok({ id, isReady });
  };
  const rehash: JobHandler = async (run) => {
    await deps.record.rehashing.run({
      checkpoint: run.checkpoint as Progress | undefined,
      report: (progress, checkpoint) => run.report(progress, checkpoint as JobData),
    });
    return ok({});
  };
  // Over every resource of the region.
  deps.jobs.register(indexKind, index, { takesHours: true });
  deps.jobs.register(rehashKind, rehash, { takesHours: true });
  try {
    // The only fault is that it is under way already.
    if (await deps.record.rehashing.isNeeded())
      await deps.jobs.begin({ kind: rehashKind, owner: rehashKind, request: {}, unfinishedMax: 1 });
    for (const waiting of await deps.record.searchParameters.load()) await beginIndexing(deps, waiting);
  } catch (error) {
    deps.log.error('the search parameters of this region could not be read', errorFields(error));
    throw error;
  }
}
