/** Once in the life of a region: the upgrade that kept places back in doubt told no privacy officer (decision 88). */
import { errorFields } from '#platform';
import type { Region } from './region.ts';

const step = 'alerts-of-kept-places';

/** What stopped half-way is begun again at the next start. */
export async function alertOfKeptPlaces({
  directory,
  log,
  record,
}: Pick<Region, 'directory' | 'log'> & {
  readonly record: Pick<Region['record'], 'alertOfKeptByUpgrade'>;
}): Promise<void> {
  try {
    if (await directory.isDone(step)) return;
    const raised = await record.alertOfKeptByUpgrade();
    await directory.markDone(step);
    if (raised > 0)
      log.info('privacy officers were told of places that the upgrade keeps back in doubt', { count: raised });
  } catch (error) {
    log.error('privacy officers could not be told of places that the upgrade keeps back in doubt', errorFields(error));
  }
}
