/** Work that a region does once, beside its other work: what stopped half-way is begun again at the next start. */
import { errorFields } from '#platform';
import type { Region } from './region.ts';

interface OnceWork {
  /** Its name among the steps that are done. */
  readonly step: string;
  /** Gives how many things it changed. */
  readonly work: () => Promise<number>;
  /** For the operations log, where it fails. */
  readonly failure: string;
}

/** How many things the work changed; undefined where it was done before, or failed. */
export async function onceInARegion(
  { directory, log }: Pick<Region, 'directory' | 'log'>,
  { step, work, failure }: OnceWork,
): Promise<number | undefined> {
  try {
    if (await directory.isDone(step)) return undefined;
    const changed = await work();
    await directory.markDone(step);
    return changed;
  } catch (error) {
    log.error(failure, errorFields(error));
    return undefined;
  }
}
