/**
 * Notes that are kept outside the database, in the keys directory: what an administrator of the database cannot take
 * back. The newest of each subject is one file, replaced at one stroke; now and then one is added to a list.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceDurableFile } from '#platform';

export interface KeptNotes {
  /** Undefined when there is none. Throws when it cannot be read. */
  newest(): Promise<string | undefined>;
  /** Durable when it comes back. */
  keep(note: string, atMs: number): Promise<void>;
  /** Oldest first, the newest last; one an hour of those before it. */
  all(): Promise<readonly string[]>;
}

const listEveryMs = 3_600_000;

export function keptNotes(keysDirectory: string, subject: string): KeptNotes {
  const newestPath = join(keysDirectory, `${subject}.newest.txt`);
  const listPath = join(keysDirectory, `${subject}.kept.jsonl`);
  let listedAtMs = Number.NEGATIVE_INFINITY;
  const newest = (): Promise<string | undefined> => readOrUndefined(newestPath);
  return {
    newest,
    async keep(note, atMs) {
      await replaceDurableFile(newestPath, note);
      if (atMs - listedAtMs < listEveryMs) return;
      await replaceDurableFile(listPath, `${(await readOrUndefined(listPath)) ?? ''}${JSON.stringify(note)}\n`);
      listedAtMs = atMs;
    },
    async all() {
      const lines = ((await readOrUndefined(listPath)) ?? '').split('\n').filter((line) => line !== '');
      const notes = lines.map((line) => JSON.parse(line) as string);
      const last = await newest();
      return last === undefined || notes.at(-1) === last ? notes : [...notes, last];
    },
  };
}

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
