/** The door of `platform`: database, log, metrics. It knows no clinical word. */
export type { BackupEnd, BackupHead, KeptFile } from './backup/backup-frames.ts';
export type { TableCopies } from './backup/dump-database.ts';
export { type Backup, openBackup } from './backup/read-backup.ts';
export { openRestoreTarget, type RestoreTarget } from './backup/restore-target.ts';
export { type WrittenBackup, writeBackup } from './backup/write-backup.ts';
export { brokeOff } from './broke-off.ts';
export {
  type AnySql,
  type Database,
  type DatabaseOptions,
  type DatabaseTransaction,
  databaseWithin,
  isUnavailable,
  openDatabase,
  type Sql,
  sqlStateOf,
} from './database/database.ts';
export { embeddedAddress } from './database/embedded-address.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './database/embedded-postgres.ts';
export { findMigrationFolders, type MigrateOptions, migrate } from './database/migrate.ts';
export { numberArray } from './database/number-array.ts';
export { holdForRegion } from './database/region-hold.ts';
export {
  isOutOfService,
  isPassing,
  lostRace,
  outOfServiceRetrySeconds,
  type Retrying,
  retryTransaction,
  retryTransactionOutcome,
} from './database/retry-transaction.ts';
export {
  databaseForTests,
  startTestServer,
  type TestDatabase,
  type TestServer,
} from './database/testing/database-for-tests.ts';
export { confirmCommits, strictCommitSql } from './database/watch-commits.ts';
export { type DatabaseWatch, watchDatabase } from './database/watch-database.ts';
export { isPassingName, makeDurableFile, makeDurableFolder, replaceDurableFile } from './durable-file.ts';
export { type PlatformFaultCode, platformFault, platformFaults } from './faults.ts';
export { flatMapInTurns, runInTurns } from './in-turns.ts';
export { createLog, errorFields, type Log, type LogFields, type LogLevel, logLevels } from './log.ts';
export { createMetrics, type MetricSpec, type Metrics } from './metrics.ts';
export { createRateLimit, noRateLimit, type RateLimit } from './rate-limit.ts';
export { settledWithin } from './settled-within.ts';
export { lookUpTrips, type SharedTrips, shareRoundTrips, shareSettledTrips } from './share-round-trips.ts';
export {
  countWork,
  createTurns,
  noTurns,
  type TurnedAway,
  type Turns,
  turnedAwayRetrySeconds,
  waitForPlace,
  waitForTurn,
} from './turns.ts';
