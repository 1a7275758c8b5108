/** Files the CSV of a care home or small provider, person by person, and says row by row what was refused and why. */
import { createHash } from 'node:crypto';
import type { Source } from '#directory';
import type { Compartment } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { confirmCommits, errorFields, isPassing, retryTransaction } from '#platform';
import { intakeFault } from '../faults.ts';
import type { IntakeDependencies } from '../intake-dependencies.ts';
import { changesOf, patientOf, personIdentifiers, personKey } from './map-rows.ts';
import { parseCsv } from './parse-csv.ts';
import { type CareRow, csvColumns, type RefusedCell, readRow } from './read-row.ts';

export interface CsvToFile {
  /** Code of a registered source. */
  readonly source: string;
  readonly fileName: string;
  readonly text: string;
}

export interface CsvReport {
  /** Rows that are in the record now, those of an earlier file included. */
  readonly accepted: number;
  readonly refused: readonly RefusedCell[];
  /** Resources written by this file; 0 when it was filed before. */
  readonly written: number;
}

const mostRows = 100_000;
const attempts = 5;

interface ReadFile {
  readonly people: ReadonlyMap<string, readonly CareRow[]>;
  readonly accepted: number;
  readonly refused: readonly RefusedCell[];
}

function readFile(text: string): Outcome<ReadFile> {
  const wrong = (place: string, rule: string): Outcome<never> => failed(intakeFault('INTAKE-010', { place, rule }));
  if (text.includes('\ufffd')) return wrong('file', 'is UTF-8');
  const { records, flaw } = parseCsv(text.replace(/^\ufeff/, ''));
  const [header, ...rows] = records;
  if (flaw !== undefined && header === undefined) return wrong(flaw.place, flaw.rule);
  if (header === undefined || header.cells.join(',') !== csvColumns.join(','))
    return wrong('line 1', `is the header ${csvColumns.join(',')}`);
  if (rows.length > mostRows) return wrong('file', `has at most ${mostRows} rows`);
  const people = new Map<string, CareRow[]>();
  const refused: RefusedCell[] = [];
  let accepted = 0;
  for (const [index, record] of rows.entries()) {
    const read = readRow(record, index + 2);
    if (!('recordType' in read)) refused.push(...read);
    else {
      const row = read;
      accepted += 1;
      people.set(personKey(row), [...(people.get(personKey(row)) ?? []), row]);
    }
  }
  // After a broken quote nobody can say where the next row begins.
  if (flaw !== undefined)
    refused.push({ row: rows.length + 2, column: '', rule: `${flaw.rule}; nothing after it was read` });
  return ok({ people, accepted, refused });
}

async function filePerson(
  deps: IntakeDependencies,
  source: Source,
  rows: readonly CareRow[],
  origin: { number: number; reference: string },
) {
  const [first] = rows;
  if (first === undefined) return { written: 0, compartments: [] as Compartment[] };
  const changes = new Map(rows.flatMap((row) => changesOf(row, source)).map((change) => [change.key, change]));
  const receivedAtMs = deps.clock.now();
  return retryTransaction(deps.database, { attempts, isWorthIt: isPassing }, (transaction) =>
    deps.record.contribute(transaction, {
      source,
      origin,
      receivedAtMs,
      identifiers: personIdentifiers(first),
      patient: (existing) => (existing === undefined ? patientOf(first, source) : undefined),
      changes: [...changes.values()],
    }),
  );
}

async function keepFile(
  deps: IntakeDependencies,
  source: Source,
  kept: { readonly file: CsvToFile; readonly number: number; readonly read: ReadFile },
): Promise<void> {
  const { file, number, read } = kept;
  const raw = Buffer.from(file.text, 'utf8');
  const name = file.fileName.replaceAll('\0', '').slice(0, 200);
  await deps.database.sql.unsafe(
    `insert into intake.file (number, source, name, content_hash, raw, received_ms, accepted_rows, refused)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (source, content_hash) do update set received_ms = excluded.received_ms`,
    [
      number,
      source.number,
      name,
      createHash('sha256').update(raw).digest(),
      raw,
      deps.clock.now(),
      read.accepted,
      JSON.stringify(read.refused),
    ],
    { prepare: true },
  );
}

/**
 * Refused rows do not keep the others back. Faults: INTAKE-010 (form of the file), INTAKE-011 (source), INTAKE-006: what
 * was filed until then stays, and the file may be sent again whole.
 */
export async function fileCsv(deps: IntakeDependencies, file: CsvToFile): Promise<Outcome<CsvReport>> {
  const source = deps.directory.sourceByCode(file.source);
  if (source === undefined) return failed(intakeFault('INTAKE-011'));
  const read = readFile(file.text);
  if (!read.ok) return read;
  const number = deps.nextNumber();
  try {
    await keepFile(deps, source, { file, number, read: read.value });
    let written = 0;
    for (const rows of read.value.people.values()) {
      const result = await filePerson(deps, source, rows, { number, reference: `${source.code}|${file.fileName}` });
      written += result.written;
      deps.record.changes.announce(result.compartments);
    }
    // A second try finds nothing left to change, and so waits for no standby by itself (decision 104).
    await confirmCommits(deps.database.sql);
    deps.directory.markReceived(source.number);
    return ok({ accepted: read.value.accepted, refused: read.value.refused, written });
  } catch (error) {
    if (!isPassing(error)) throw error;
    deps.log.warn('file not filed for now', errorFields(error));
    return failed(intakeFault('INTAKE-006'));
  }
}
