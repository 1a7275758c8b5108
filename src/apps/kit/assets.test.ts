/** The committed assets are the ones that `tools/build-assets.ts` makes of the sources, and ask no other origin. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fastify from 'fastify';
import { assetNames, builtFrom } from './asset-names-table.ts';
import { assetHref, registerAssets } from './assets.ts';
import { hashOfSources } from './hash-of-sources.ts';

const folder = join(import.meta.dirname, 'assets');

test('the assets were built from the sources as they are (else run: node tools/build-assets.ts)', async () => {
  assert.equal(builtFrom, await hashOfSources());
});

test('each file name holds the hash of its content, and no file is left over', async () => {
  assert.deepEqual((await readdir(folder)).sort(), Object.values(assetNames).sort());
  for (const [name, hashedName] of Object.entries(assetNames)) {
    const hash = createHash('sha256')
      .update(await readFile(join(folder, hashedName)))
      .digest('hex')
      .slice(0, 12);
    assert.equal(hashedName, name.replace('.', `.${hash}.`));
  }
});

test('no asset asks another origin for anything, and every file that one names is there', async () => {
  for (const name of Object.values(assetNames)) {
    const content = await readFile(join(folder, name), 'utf8');
    assert.doesNotMatch(content, /url\(\s*["']?(?:https?:)?\/\//, name);
    for (const [, named] of content.matchAll(/(?:url\("\/assets\/|from '\.\/)([\w.-]+)/g)) {
      assert.ok((Object.values(assetNames) as (string | undefined)[]).includes(named), `${name} names ${named}`);
    }
  }
});

test('our own scripts stay under 20 KB', async () => {
  const own = Object.entries(assetNames).filter(([name]) => name.endsWith('.js') && !name.startsWith('nhsuk'));
  const sizes = await Promise.all(own.map(async ([, file]) => (await readFile(join(folder, file))).length));
  assert.ok(own.length > 0);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 20_000);
});

test('an asset may be kept for a year; nothing outside the folder is served', async () => {
  const app = fastify();
  await registerAssets(app);
  const style = await app.inject(assetHref('goldthread.css'));
  assert.equal(style.statusCode, 200);
  assert.match(String(style.headers['cache-control']), /max-age=31536000, immutable/);
  for (const url of ['/assets/', '/assets/../pages.ts', '/assets/%2e%2e/pages.ts', '/assets/none.css']) {
    assert.notEqual((await app.inject(url)).statusCode, 200, url);
  }
  await app.close();
});
