/**
 * What a region filed before an upgrade that changed how values are hashed is hashed anew, in the background. Until that is
 * done nothing is found by hashes alone: searches read texts, as for a search parameter that is still being indexed.
 */
import type { Directory } from '#directory';
import { resourceTypeNumber, resourceTypes } from '#fhir/resource-types.ts';
import type { SearchCatalogue } from '#fhir/search-catalogue.ts';
import { sourcesWithRows } from '#store';
import { searchHashVersion } from '../search-hashes.ts';
import { type IndexDependencies, type IndexRun, indexRows } from './index-rows.ts';

export interface RehashDependencies extends IndexDependencies {
  readonly catalogue: SearchCatalogue;
  /** Keeps which version the region was hashed by. */
  readonly directory: Pick<Directory, 'isDone' | 'markDone'>;
}

export interface HashingState {
  readonly version: number;
  readonly isCurrent: boolean;
  /** Resources that this process has looked at since its start. */
  readonly looked: number;
}

const everyType = resourceTypes.map(resourceTypeNumber).sort((one, other) => one - other);

/** @param version that the region is to be hashed by; the code's own unless a test says otherwise */
export function createRehashing(deps: RehashDependencies, version = searchHashVersion) {
  const step = `search-hashes ${version}`;
  let looked = 0;
  let isCurrent = true;
  return {
    /** Once, before anybody searches: whether the work is to be begun. A region that holds nothing has nothing to do. */
    isNeeded: async (): Promise<boolean> => {
      if (await deps.directory.isDone(step)) return false;
      if ((await sourcesWithRows(deps.database)).length === 0) {
        await deps.directory.markDone(step);
        return false;
      }
      isCurrent = false;
      deps.catalogue.distrustIndex(true);
      return true;
    },
    /** For a job. */
    run: async (run: Pick<IndexRun, 'checkpoint' | 'report'>): Promise<void> => {
      await indexRows(deps, {
        ...run,
        types: everyType,
        noteIndexed: async (count) => {
          looked = count;
          return true;
        },
      });
      await deps.directory.markDone(step);
      isCurrent = true;
      deps.catalogue.distrustIndex(false);
    },
    state: (): HashingState => ({ version, isCurrent, looked }),
  };
}
