/** The file that a person downloads: every entry of theirs with its proof, up to the first seal behind the download itself. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PersonNumber } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type AnySql, type Database, errorFields, type Log } from '#platform';
import { auditFault } from '../faults.ts';
import { commitment, fieldKey, fieldText, leafContents } from '../leaf.ts';
import { lineOf } from '../list-for-persons.ts';
import type { LogLine } from '../log-event.ts';
import { type CheckpointRow, selectCheckpointsBehind, selectCosignatures } from '../queries/checkpoints.ts';
import { selectHeadsBefore } from '../queries/heads.ts';
import { type PersonLeafRow, selectLeafOfEntry, selectPersonLeaves } from '../queries/person-leaves.ts';
import { toHex } from '../verify/bytes.ts';
import { fieldsByForm, type LeafField } from '../verify/leaf-form.ts';
import { type EarlierPart, type EntryPart, type FieldPart, type LogFile, logFileFormat } from '../verify/log-file.ts';
import type { HeadsMap } from './heads-map.ts';
import type { LogKey } from './log-keys.ts';
import { TreeReader } from './tree-reader.ts';

/** What of an entry may be read; the rest of it stays closed, and proved all the same. */
export type OpenedField = 'caller' | 'body' | 'content';

export interface PersonProofRequest {
  readonly person: PersonNumber;
  /** The entry of this very download: the proof reaches at least so far. */
  readonly entry: number;
  /** The time of the download. */
  readonly atMs: number;
  opens(line: LogLine): readonly OpenedField[];
  /** Whether a line is a download like this one: later files prove that the log goes on from there. */
  isDownload(line: LogLine): boolean;
}

export interface ProveDeps {
  readonly database: Pick<Database, 'sql'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: LogKey;
  readonly headsMap: HeadsMap;
  readonly witnessKeys: readonly string[];
  /** Derives and seals what there is. */
  seal(): Promise<Outcome<unknown>>;
}

const sealWaitMs = 10_000;
const retryEveryMs = 250;
const mostEarlier = 20;

/** Faults: AUDIT-001, AUDIT-005; AUDIT-006 when the download's own entry is not sealed within ten seconds. */
export async function provePerson(deps: ProveDeps, request: PersonProofRequest): Promise<Outcome<LogFile>> {
  try {
    const checkpoint = await sealedBehind(deps, request);
    if (!checkpoint.ok) return checkpoint;
    return ok(await writeFile(deps, request, checkpoint.value));
  } catch (error) {
    deps.log.error('a proof of the access log could not be made', { code: 'AUDIT-001', ...errorFields(error) });
    return failed(auditFault('AUDIT-001'));
  }
}

async function sealedBehind(deps: ProveDeps, { person, entry }: PersonProofRequest): Promise<Outcome<CheckpointRow>> {
  const { sql } = deps.database;
  const untilMs = performance.now() + sealWaitMs;
  for (let seals = 0; ; seals++) {
    const leafIndex = await selectLeafOfEntry(sql, person, entry);
    const [found] = leafIndex === undefined ? [] : await selectCheckpointsBehind(sql, [leafIndex]);
    if (found !== undefined) return ok(found);
    if (performance.now() > untilMs) return failed(auditFault('AUDIT-006'));
    // A seal nearly always covers the entry, and nobody waits who need not.
    if (seals > 0) await pause(retryEveryMs);
    const sealed = await deps.seal();
    if (!sealed.ok) return sealed;
  }
}

async function writeFile(deps: ProveDeps, request: PersonProofRequest, checkpoint: CheckpointRow): Promise<LogFile> {
  const { sql } = deps.database;
  const { person, atMs } = request;
  const { size, note } = checkpoint;
  const heads = await selectHeadsBefore(sql, size);
  if (heads === undefined) throw new Error('a sealed tree without heads');
  const reader = new TreeReader(sql, size);
  const rows = await selectPersonLeaves(sql, person, size);
  const paths = await reader.inclusionPaths([...rows.map((row) => row.leafIndex), heads.leafIndex]);
  const lines = rows.map((row) => lineOf({ ...row, person }));
  const head = await deps.headsMap.prove(sql, person, heads);
  return {
    format: logFileFormat,
    madeAtMs: atMs,
    checkpoint: note + (await selectCosignatures(sql, size)).join(''),
    keys: deps.key.verifierTexts,
    witnessKeys: deps.witnessKeys,
    heads: {
      atMs: heads.atMs,
      headsRoot: toHex(heads.root),
      leafIndex: heads.leafIndex,
      persons: heads.persons,
      path: textsOf(paths.at(-1) ?? []),
    },
    persons: [
      {
        person: String(person),
        head: { count: head?.head.count ?? 0, path: textsOf(head?.path ?? []) },
        entries: rows.map((row, index) =>
          entryPart(row, person, { path: textsOf(paths[index] ?? []), opened: request.opens(lines[index]!) }),
        ),
      },
    ],
    earlier: await earlierParts(sql, reader, lines.filter(request.isDownload)),
  };
}

function textsOf(path: readonly Uint8Array[]): string[] {
  return path.map(toHex);
}

function entryPart(
  row: PersonLeafRow,
  person: PersonNumber,
  { path, opened }: { readonly path: readonly string[]; readonly opened: readonly OpenedField[] },
): EntryPart {
  const { form, leafIndex, entry, atMs, personSequence, previous, salt } = row;
  const [content] = leafContents(row.body, [person], form);
  const fields: Partial<Record<LeafField, FieldPart>> = {};
  for (const field of fieldsByForm[form]) {
    const text = fieldText(content!, field);
    // The body of the first form tells of hidden entries, too.
    const isOpen = field === 'person' || (opened.includes(field as OpenedField) && !(form === 1 && field === 'body'));
    fields[field] = isOpen ? { key: fieldKey(salt, field), text } : { commitment: commitment(salt, field, text) };
  }
  return { form, leafIndex, entry, atMs, personSequence, previous: previous ?? null, fields, path };
}

/** The seals that earlier downloads rested on, the newest of them, each with the way from there. */
async function earlierParts(sql: AnySql, reader: TreeReader, downloads: readonly LogLine[]): Promise<EarlierPart[]> {
  const leafIndexes = downloads.map(({ leafIndex }) => leafIndex ?? 0).slice(-mostEarlier - 1);
  const behind = await selectCheckpointsBehind(sql, leafIndexes);
  const earlier = [...new Map(behind.map((one) => [one.size, one])).values()].filter(({ size }) => size < reader.size);
  const paths = await reader.consistencyPaths(earlier.map(({ size }) => size));
  return earlier.map(({ note }, index) => ({ checkpoint: note, path: textsOf(paths[index] ?? []) }));
}
