/** Once in the life of a region: the upgrade that kept places back in doubt told no privacy officer (decision 88). */
import { onceInARegion } from './once-in-a-region.ts';
import type { Region } from './region.ts';

export async function alertOfKeptPlaces({
  directory,
  log,
  record,
}: Pick<Region, 'directory' | 'log'> & {
  readonly record: Pick<Region['record'], 'alertOfKeptByUpgrade'>;
}): Promise<void> {
  const raised = await onceInARegion(
    { directory, log },
    {
      step: 'alerts-of-kept-places',
      work: () => record.alertOfKeptByUpgrade(),
      failure: 'privacy officers could not be told of places that the upgrade keeps back in doubt',
    },
  );
  if (raised !== undefined && raised > 0)
    log.info('privacy officers were told of places that the upgrade keeps back in doubt', { count: raised });
}
