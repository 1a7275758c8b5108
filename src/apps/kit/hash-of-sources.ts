/** One hash over everything that the built assets come from, so that a test can tell when they are stale. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

export async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const { version } = require('nhsuk-frontend/package.json') as { version: string };
  hash.update(`nhsuk-frontend ${version}\n`);
  for (const folder of ['styles', 'browser']) {
    for (const file of (await readdir(join(import.meta.dirname, folder))).sort()) {
      hash.update(`${folder}/${file}\n`);
      hash.update(await readFile(join(import.meta.dirname, folder, file)));
    }
  }
  return hash.digest('hex');
}
