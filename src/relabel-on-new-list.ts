/** Once for every list of sensitive codes and every version of the rules: what was filed under earlier ones is labelled by these. */
import { hash } from 'node:crypto';
import { labelRulesVersion } from '#privacy';
import { onceInARegion } from './once-in-a-region.ts';
import type { Region } from './region.ts';

/**
 * Goes on beside the region's work; what was not reached when the process ended is reached after the next start.
 * @param rulesVersion the code's own unless a test says otherwise
 */
export async function relabelOnNewList(
  {
    directory,
    log,
    record,
    sensitiveList,
  }: Pick<Region, 'directory' | 'log' | 'sensitiveList'> & {
    readonly record: Pick<Region['record'], 'relabel'>;
  },
  rulesVersion = labelRulesVersion,
): Promise<void> {
  const labelledBy = hash('sha256', JSON.stringify([rulesVersion, sensitiveList]), 'hex').slice(0, 16);
  const raised = await onceInARegion(
    { directory, log },
    {
      step: `sensitive-list ${labelledBy}`,
      work: async () => (await record.relabel(sensitiveList.version)).raised,
      failure: 'entries could not be labelled by the list of sensitive codes',
    },
  );
  if (raised !== undefined) log.info('entries were labelled by the list of sensitive codes', { count: raised });
}
