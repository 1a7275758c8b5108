/** Once for every list of sensitive codes and every version of the rules: what was filed under earlier ones is labelled by these. */
import { hash } from 'node:crypto';
import { errorFields } from '#platform';
import { labelRulesVersion } from '#privacy';
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
  const step = `sensitive-list ${labelledBy}`;
  try {
    if (await directory.isDone(step)) return;
    const { raised } = await record.relabel(sensitiveList.version);
    await directory.markDone(step);
    log.info('entries were labelled by the list of sensitive codes', { count: raised });
  } catch (error) {
    log.error('entries could not be labelled by the list of sensitive codes', errorFields(error));
  }
}
