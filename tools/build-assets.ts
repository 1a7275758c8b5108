/**
 * Builds `src/apps/kit/assets/` (committed, so that `npm start` builds nothing): the style sheet from sass, the design
 * system's script and ours, the icon. Each name holds the hash of its content. Run after a change to the kit's
 * `styles/` or `browser/`, or to nhsuk-frontend; `assets.test.ts` fails until it has been.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compile } from 'sass';
import { hashOfSources } from '../src/apps/kit/hash-of-sources.ts';

const root = join(import.meta.dirname, '..');
const kit = join(root, 'src/apps/kit');
const designSystem = join(dirname(createRequire(import.meta.url).resolve('nhsuk-frontend/package.json')), 'dist/nhsuk');

interface Asset {
  readonly name: string;
  readonly content: string;
}

function hashedName(asset: Asset): string {
  const hash = createHash('sha256').update(asset.content).digest('hex').slice(0, 12);
  return asset.name.replace('.', `.${hash}.`);
}

/** The pictures that the style sheet names, which the design system expects at a path of its own. */
async function pictures(css: string): Promise<Map<string, Asset>> {
  const found = new Map<string, Asset>();
  for (const [, name] of css.matchAll(/url\("\/assets\/images\/([\w.-]+)"\)/g)) {
    if (name === undefined || found.has(name)) continue;
    found.set(name, { name, content: await readFile(join(designSystem, 'assets/images', name), 'utf8') });
  }
  return found;
}

function styleSheet(): Asset {
  const { css } = compile(join(kit, 'styles/goldthread.scss'), {
    style: 'compressed',
    loadPaths: [join(root, 'node_modules')],
    quietDeps: true,
  });
  if (/url\(\s*["']?https?:/.test(css)) throw new Error('the style sheet asks another origin for something');
  return { name: 'goldthread.css', content: css };
}

/** Scripts import each other by their plain names; imported ones are named first, so that a name holds all below it. */
async function scripts(): Promise<{ assets: Asset[]; names: Map<string, string> }> {
  const vendor = await readFile(join(designSystem, 'nhsuk-frontend.min.js'), 'utf8');
  const sources = new Map([['nhsuk-frontend.browser.js', vendor.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n')]]);
  for (const file of (await readdir(join(kit, 'browser'))).sort()) {
    sources.set(file, await readFile(join(kit, 'browser', file), 'utf8'));
  }
  const entry = 'goldthread.browser.js';
  const names = new Map<string, string>();
  const assets: Asset[] = [];
  for (const file of [...sources.keys()].filter((name) => name !== entry).concat(entry)) {
    const content = (sources.get(file) ?? '').replace(/from '\.\/([^']+)'/g, (whole, imported: string) => {
      const name = names.get(imported);
      return name === undefined ? whole : `from './${name}'`;
    });
    const asset = { name: file.replace('.browser.js', '.js'), content };
    assets.push(asset);
    names.set(file, hashedName(asset));
  }
  return { assets, names };
}

async function build(): Promise<void> {
  const icon = { name: 'icon.svg', content: await readFile(join(kit, 'styles/icon.svg'), 'utf8') };
  const style = styleSheet();
  const images = await pictures(style.content);
  const css = style.content.replace(/url\("\/assets\/images\/([\w.-]+)"\)/g, (whole, name: string) => {
    const image = images.get(name);
    return image === undefined ? whole : `url("/assets/${hashedName(image)}")`;
  });
  const built = [{ ...style, content: css }, ...images.values(), ...(await scripts()).assets, icon];
  const folder = join(kit, 'assets');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const lines: string[] = [];
  for (const asset of built) {
    await writeFile(join(folder, hashedName(asset)), asset.content);
    lines.push(`  '${asset.name}': '${hashedName(asset)}',`);
  }
  const table = [
    '/** Written by `tools/build-assets.ts`. */',
    'export const assetNames = {',
    ...lines,
    '} as const;',
    '',
    '/** Hash of the sources that the assets were built from. */',
    `export const builtFrom = '${await hashOfSources()}';`,
    '',
  ];
  await writeFile(join(kit, 'asset-names-table.ts'), table.join('\n'));
  for (const asset of built) console.log(`${hashedName(asset)}  ${Buffer.byteLength(asset.content)} bytes`);
}

await build();
