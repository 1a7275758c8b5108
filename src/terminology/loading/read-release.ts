/** Which kind of release a folder holds, by the names of its files. */
import type { Outcome } from '#kernel/outcome.ts';
import { isMedicinesRelease, readMedicinesRelease } from './dictionary-of-medicines-release.ts';
import { isLoincRelease, readLoincRelease } from './loinc-release.ts';
import type { Release } from './release.ts';
import { isSnomedRelease, readSnomedRelease } from './snomed-release.ts';

export interface ReleaseOptions {
  /** SNOMED CT: the module of the edition. */
  readonly edition?: string;
  /** LOINC, dm+d: the release's own version. */
  readonly version?: string;
}

/** Undefined when the files are of no release that is known. */
export async function readRelease(
  files: readonly string[],
  options: ReleaseOptions,
): Promise<Outcome<Release> | undefined> {
  if (isSnomedRelease(files)) return readSnomedRelease(files, options);
  if (isLoincRelease(files)) return readLoincRelease(files, options);
  return isMedicinesRelease(files) ? readMedicinesRelease(files, options) : undefined;
}
