/** The key files of a backup: what lies in the keys directory, and what its links lead to. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { isPassingName, type KeptFile } from '#platform';
import { regionFault } from './faults.ts';

/** A link is what it leads to, as where secrets are mounted (`key.pem -> ..data/key.pem`); folders are none of ours. */
async function readKeyFile(keysDirectory: string, name: string): Promise<KeptFile | Flaw | undefined> {
  const path = join(keysDirectory, name);
  try {
    const found = await stat(path);
    return found.isFile() ? { name, modifiedMs: found.mtimeMs, bytes: await readFile(path) } : undefined;
  } catch (error) {
    return { place: path, rule: `cannot be read: ${(error as NodeJS.ErrnoException).code}` };
  }
}

/**
 * Without files under passing names, which are gone as soon as they are whole. A backup without a key that is there would say so
 * on the day that it is needed: fault START-009 names it. A region that never signed has no directory.
 */
export async function readKeyFiles(keysDirectory: string): Promise<Outcome<readonly KeptFile[]>> {
  let names: string[];
  try {
    names = await readdir(keysDirectory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return ok([]);
    return failed(regionFault('START-009', [{ place: keysDirectory, rule: `cannot be read: ${code}` }]));
  }
  const kept = names.filter((name) => !isPassingName(name)).sort();
  const read = await Promise.all(kept.map((name) => readKeyFile(keysDirectory, name)));
  const flaws = read.flatMap((one) => (one !== undefined && 'rule' in one ? [one] : []));
  if (flaws.length > 0) return failed(regionFault('START-009', flaws));
  return ok(read.flatMap((one) => (one !== undefined && 'bytes' in one ? [one] : [])));
}
