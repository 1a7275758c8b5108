/** Once for every list of sensitive codes: what was filed under an earlier list is labelled by this one. */
import { hash } from 'node:crypto';
import { errorFields } from '#platform';
import type { Region } from './region.ts';

/** Goes on beside the region's work; what was not reached when the process ended is reached after the next start. */
export async function relabelOnNewList({ directory, log, record, sensitiveList }: Region): Promise<void> {
  const step = `sensitive-list ${hash('sha256', JSON.stringify(sensitiveList), 'hex').slice(0, 16)}`;
  try {
    if (await directory.isDone(step)) return;
    const { raised } = await record.relabel(sensitiveList.version);
    await directory.markDone(step);
    log.info('entries were labelled by the list of sensitive codes', { count: raised });
  } catch (error) {
    log.error('entries could not be labelled by the list of sensitive codes', errorFields(error));
  }
}
