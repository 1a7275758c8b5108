/**
 * Writes any number of resources in a constant number of round trips. Bodies travel as one text parameter, separated by
 * U+001E, which JSON text never holds unescaped (RFC 8259 section 7): nothing is quoted twice.
 */
import { type Database, type DatabaseTransaction, numberArray } from '#platform';
import { keysIn, keysText } from './row-conditions.ts';
import { type ResourceToWrite, resourceState } from './stored-resource.ts';

const separator = '\u001e';

const columnNames = [
  'compartment bigint',
  'number bigint',
  'type smallint',
  'version bigint',
  'source int',
  'content_class smallint',
  'label int',
  'state smallint',
  'clinical_time bigint',
  'clinical_until bigint',
  'source_key bigint',
  'origin bigint',
  'primary_code bigint',
];

const rowsSelect = `select ${columnNames.map((name) => name.split(' ')[0]).join(', ')}, token::bigint[], body from rows from (
  ${columnNames.map((name, index) => `unnest(($${index + 1}::text)::${name.split(' ')[1]}[])`).join(', ')},
  string_to_table($${columnNames.length + 1}::text, ';'),
  string_to_table($${columnNames.length + 2}::text, '${separator}')
) as row (${columnNames.map((name) => name.split(' ')[0]).join(', ')}, token, body)`;

const insertText = `insert into store.resource (compartment, number, type, version, source, content_class, label, state,
  clinical_time, clinical_until, source_key, origin, primary_code, token, body) ${rowsSelect}`;

/**
 * What is there already is found by the primary key, whatever the planner believes of the table's size: joined, a thousand
 * rows (its guess of any list of texts) made it read a table of 7,000 rows whole for one update.
 */
const updateText = `${insertText} on conflict (compartment, number) do update set version = excluded.version,
  content_class = excluded.content_class, label = excluded.label, state = excluded.state,
  clinical_time = excluded.clinical_time, clinical_until = excluded.clinical_until,
  source_key = coalesce(excluded.source_key, resource.source_key), origin = excluded.origin,
  primary_code = excluded.primary_code, token = excluded.token, body = excluded.body`;

const keepVersionText = `insert into store.resource_version
  (compartment, number, version, type, source, content_class, label, state, body)
  select compartment, number, version, type, source, content_class, label, state, body
  from store.resource where (compartment, number) in (select * from ${keysText})`;

const identifierText = `insert into store.identifier (value_hash, type, compartment, number)
  select * from rows from (unnest(($1::text)::bigint[]), unnest(($2::text)::smallint[]),
    unnest(($3::text)::bigint[]), unnest(($4::text)::bigint[])) as row
  on conflict do nothing`;

function parametersOf(rows: readonly ResourceToWrite[]): string[] {
  return [
    numberArray(rows.map((row) => row.compartment)),
    numberArray(rows.map((row) => row.number)),
    numberArray(rows.map((row) => row.type)),
    numberArray(rows.map((row) => row.version)),
    numberArray(rows.map((row) => row.source)),
    numberArray(rows.map((row) => row.contentClass)),
    numberArray(rows.map((row) => row.label)),
    numberArray(rows.map((row) => row.state)),
    numberArray(rows.map((row) => row.clinicalTimeMs)),
    numberArray(rows.map((row) => row.clinicalUntilMs)),
    numberArray(rows.map((row) => row.sourceKey)),
    numberArray(rows.map((row) => row.origin)),
    numberArray(rows.map((row) => row.primaryCode)),
    rows.map((row) => numberArray(row.tokens)).join(';'),
    rows.map((row) => row.body).join(separator),
  ];
}

async function writeIdentifiers(transaction: DatabaseTransaction, rows: readonly ResourceToWrite[]): Promise<void> {
  const entries = rows.flatMap((row) =>
    row.state === resourceState.current ? row.identifierHashes.map((hash) => ({ hash, row })) : [],
  );
  if (entries.length === 0) return;
  await transaction.unsafe(
    identifierText,
    [
      numberArray(entries.map((entry) => entry.hash)),
      numberArray(entries.map((entry) => entry.row.type)),
      numberArray(entries.map((entry) => entry.row.compartment)),
      numberArray(entries.map((entry) => entry.row.number)),
    ],
    { prepare: true },
  );
}

const furtherCodeText = `insert into store.further_code (source, type, code, compartment, number)
  select * from rows from (unnest(($1::text)::int[]), unnest(($2::text)::smallint[]), unnest(($3::text)::bigint[]),
    unnest(($4::text)::bigint[]), unnest(($5::text)::bigint[])) as row
  on conflict do nothing`;

export interface FurtherCodes {
  readonly source: number;
  readonly type: number;
  readonly compartment: number;
  readonly number: number;
  readonly furtherCodes: readonly number[];
}

export async function writeFurtherCodes(
  transaction: DatabaseTransaction | Database['sql'],
  rows: readonly FurtherCodes[],
): Promise<void> {
  const entries = rows.flatMap((row) => row.furtherCodes.map((code) => ({ code, row })));
  if (entries.length === 0) return;
  await transaction.unsafe(
    furtherCodeText,
    [
      numberArray(entries.map(({ row }) => row.source)),
      numberArray(entries.map(({ row }) => row.type)),
      numberArray(entries.map(({ code }) => code)),
      numberArray(entries.map(({ row }) => row.compartment)),
      numberArray(entries.map(({ row }) => row.number)),
    ],
    { prepare: true },
  );
}

/**
 * Writes in the caller's transaction, all statements sent at once: they run in order on its connection. A number that is
 * taken already throws (it is made anew by who retries).
 */
export async function writeResources(
  transaction: DatabaseTransaction,
  rows: readonly ResourceToWrite[],
): Promise<void> {
  const created = rows.filter((row) => !row.supersedes);
  const superseding = rows.filter((row) => row.supersedes);
  const run = (text: string, parameters: string[]): Promise<unknown> =>
    transaction.unsafe(text, parameters, { prepare: true });
  const statements: Promise<unknown>[] = [];
  if (superseding.length > 0) {
    statements.push(run(keepVersionText, keysIn(superseding)), run(updateText, parametersOf(superseding)));
  }
  if (created.length > 0) statements.push(run(insertText, parametersOf(created)));
  statements.push(writeIdentifiers(transaction, rows), writeFurtherCodes(transaction, rows));
  await Promise.all(statements);
}

/**
 * Adds labels to resources of a type that hold a token, such as every Provenance of a document that turned out to be
 * another person's: what spoke of it must not tell that it was there.
 */
export async function addLabelByToken(
  transaction: DatabaseTransaction,
  target: {
    readonly compartment: number;
    readonly type: number;
    readonly tokens: readonly number[];
    readonly label: number;
  },
): Promise<void> {
  await transaction.unsafe(
    `update store.resource set label = label | $4 where compartment = $1 and type = $2 and token && ($3::text)::bigint[]`,
    [target.compartment, target.type, numberArray(target.tokens), target.label],
    { prepare: true },
  );
}
