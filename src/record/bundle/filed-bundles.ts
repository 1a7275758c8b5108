/**
 * A transaction that its client gave a key is filed once, however often it is sent: whoever lost the answer sends it again
 * (decision 99). The key is noted in the transaction that files, so that both are there or neither.
 */
import { createHash } from 'node:crypto';
import type { SourceNumber } from '#disclosure';
import type { ResourceType } from '#fhir/resource-types.ts';
import { type Compartment, isShelf, parseResourceId, type VersionNumber } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import { recordFault } from '../faults.ts';
import { answerBundle, type FiledEntry } from './answer-bundle.ts';
import type { Contributor } from './bundle-filing.ts';
import type { BundleResult } from './contribute-bundle.ts';

export interface BundleKey {
  /** As the client chose it, for its own source alone. */
  readonly text: string;
  /** What came with it. */
  readonly body: Uint8Array;
}

const lockSpace = 7006;
/** Long enough for any import that goes on after a pause; then nobody repeats it for want of an answer. */
const keptForMs = 90 * 86_400_000;

/** Each new row takes some that are too old with it: as many stay as came in that time. */
const noteText = `
  with too_old as (
    select source, key from record.filed_bundle where received_at_ms < $6 order by received_at_ms limit 4 for update skip locked
  ), gone as (
    delete from record.filed_bundle as filed using too_old where filed.source = too_old.source and filed.key = too_old.key
  )
  insert into record.filed_bundle (source, key, body, received_at_ms, entries) values ($1, $2, $3, $4, $5)`;

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

type KeptEntry = readonly [
  index: number,
  outcome: FiledEntry['outcome'],
  type: ResourceType,
  id: string,
  version: VersionNumber | null,
];

function filedEntry([index, outcome, type, id, version]: KeptEntry): FiledEntry {
  const compartment = parseResourceId(id)?.compartment;
  // What it was filed as may have changed, and been closed, since: only that it was filed is said again.
  return { index, outcome, type, id, compartment, version: version ?? undefined, row: undefined };
}

function resultOf(entries: readonly FiledEntry[]): BundleResult {
  const all = new Set(
    entries.flatMap(({ compartment }): Compartment[] => (compartment === undefined ? [] : [compartment])),
  );
  return {
    response: answerBundle(entries),
    entries,
    compartments: [...all].filter((compartment) => !isShelf(compartment)),
    written: 0,
    choseIds: false,
  };
}

/**
 * What became of the same Bundle when it came before; nothing when it did not. Whoever sends it twice at one moment waits here.
 * Fault RECORD-019: the key came with another Bundle.
 */
export async function filedBefore(
  transaction: DatabaseTransaction,
  source: SourceNumber,
  key: BundleKey,
): Promise<Outcome<BundleResult | undefined>> {
  const hash = sha256(key.text);
  // Another source's same words wait for nobody, and tell nobody that they are in use.
  const lock = sha256(`${source} ${key.text}`).readInt32BE();
  await transaction.unsafe('select pg_advisory_xact_lock($1, $2)', [lockSpace, lock], { prepare: true });
  const [row] = await transaction.unsafe<{ body: Uint8Array; entries: string }[]>(
    'select body, entries from record.filed_bundle where source = $1 and key = $2',
    [source, hash],
    { prepare: true },
  );
  if (row === undefined) return ok(undefined);
  if (!sha256(key.body).equals(row.body)) return failed(recordFault('RECORD-019'));
  return ok(resultOf((JSON.parse(row.entries) as KeptEntry[]).map(filedEntry)));
}

export async function noteFiled(
  transaction: DatabaseTransaction,
  { source, receivedAtMs }: Contributor,
  key: BundleKey,
  { entries }: BundleResult,
): Promise<void> {
  const kept = entries.map(
    ({ index, outcome, type, id, version }): KeptEntry => [index, outcome, type, id, version ?? null],
  );
  await transaction.unsafe(
    noteText,
    [source.number, sha256(key.text), sha256(key.body), receivedAtMs, JSON.stringify(kept), receivedAtMs - keptForMs],
    { prepare: true },
  );
}
