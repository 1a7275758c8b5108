/**
 * Who PostgreSQL runs as. It refuses to run as root; so when root starts Goldthread, it gets an unprivileged number.
 * Nothing has to be added to /etc/passwd for that (decision 0007).
 */
import { lchownSync, lstatSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/** A number that no distribution gives out (Debian keeps 60000 to 64999 for packages that ask for one, and none has this). */
const ownNumber = 64_321;

/** What PostgreSQL gets of our environment: nothing, so that no PG* variable and no secret reaches it. */
export const bareEnvironment: NodeJS.ProcessEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The options of `spawn` for that user; none when we stay who we are. libuv drops all other groups too. */
export function spawnIdentity(user: PostgresUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

/** The owner of `path`, or of the nearest folder above it that exists. */
function ownerOf(path: string): PostgresUser {
  for (let at = path; ; at = dirname(at)) {
    try {
      const { uid, gid } = lstatSync(at);
      return { uid, gid };
    } catch {
      if (at === dirname(at)) return { uid: 0, gid: 0 };
    }
  }
}

/**
 * What root makes in somebody's folder belongs to that somebody, who may go on without root later. `path` is new or ours.
 */
export function giveToOwnerOf(folder: string, path: string): void {
  if (!isRoot()) return;
  const owner = ownerOf(folder);
  if (owner.uid !== 0) lchownSync(path, owner.uid, owner.gid);
}

/**
 * The user for the cluster at `clusterDirectory`: undefined when we are not root. Root takes the user who owns the
 * folder, so that this user can start it later without root; else a number of our own.
 */
export function postgresUserFor(clusterDirectory: string): PostgresUser | undefined {
  if (!isRoot()) return undefined;
  const owner = ownerOf(clusterDirectory);
  return owner.uid === 0 || owner.gid === 0 ? { uid: ownNumber, gid: ownNumber } : owner;
}

/**
 * `initdb` insists on finding its user in /etc/passwd (the server does not), so it borrows one: the same number when it
 * is there, else `nobody`, else any that is not root. The files are handed over afterwards.
 */
export function initdbUserFor(user: PostgresUser | undefined): PostgresUser | undefined {
  if (user === undefined) return undefined;
  let lines: string[];
  try {
    lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return user;
  }
  const known = lines
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((entry) => entry.uid > 0 && entry.gid > 0);
  const chosen =
    known.find((entry) => entry.uid === user.uid) ?? known.find((entry) => entry.name === 'nobody') ?? known[0];
  return chosen === undefined ? user : { uid: chosen.uid, gid: chosen.gid };
}
