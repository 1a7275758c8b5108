/** Where the embedded database of a data directory listens, for who may read its passwords. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Undefined while none runs. */
export async function embeddedAddress(dataDirectory: string): Promise<string | undefined> {
  try {
    const passwords = await readFile(join(dataDirectory, 'database-passwords.json'), 'utf8');
    const { owner } = JSON.parse(passwords) as { readonly owner: string };
    const processFile = await readFile(join(dataDirectory, 'postgresql/postmaster.pid'), 'utf8');
    const port = processFile.split('\n')[3]?.trim() ?? '';
    return `postgres://goldthread:${owner}@127.0.0.1:${port}/goldthread`;
  } catch {
    return undefined;
  }
}
