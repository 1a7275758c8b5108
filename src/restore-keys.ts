/** Puts the key files of a backup into a keys directory that holds none, or goes on where a restore was killed. */
import { lstat, readdir, readFile, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isPassingName, type KeptFile, makeDurableFile, makeDurableFolder } from '#platform';

/** Keys, and what the log keeps beside them. All else that lies there, as on a volume of its own, says nothing. */
const keyName = /\.(pem|jwk\.json)$|^access-log/;

/** Whether each key that is there came from this backup. */
async function areOfBackup(keysDirectory: string, wanted: ReadonlyMap<string, KeptFile>): Promise<boolean> {
  const present = await readdir(keysDirectory).catch(() => []);
  for (const name of present) {
    if (isPassingName(name) || !(wanted.has(name) || keyName.test(name))) continue;
    const bytes = await readFile(join(keysDirectory, name)).catch(() => undefined);
    if (bytes === undefined || wanted.get(name)?.bytes.equals(bytes) !== true) return false;
  }
  return true;
}

/** Keys that are there and differ may be newer: they know how far the log had come, and not one file is put beside them. */
export async function restoreKeys(keysDirectory: string, files: readonly KeptFile[]): Promise<'restored' | 'kept'> {
  const wanted = new Map(files.map((file) => [basename(file.name), file]));
  if (!(await areOfBackup(keysDirectory, wanted))) return 'kept';
  await makeDurableFolder(keysDirectory);
  let made = 0;
  for (const [name, { bytes, modifiedMs }] of wanted) {
    const path = join(keysDirectory, name);
    if (await makeDurableFile(path, bytes.toString('utf8'))) made++;
    // What a link leads to is the same bytes, and the business of who mounted it: often it cannot be changed.
    if ((await lstat(path)).isFile()) await utimes(path, modifiedMs / 1000, modifiedMs / 1000);
  }
  return made > 0 || wanted.size === 0 ? 'restored' : 'kept';
}
