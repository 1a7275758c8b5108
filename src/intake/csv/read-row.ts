/** One row of the file of a small provider, checked cell by cell. `docs/intake/csv.md` describes the columns. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { nhsNumberFlaw, parseNhsNumber } from '#kernel/nhs-number.ts';
import type { CsvRecord } from './parse-csv.ts';

export const csvColumns = [
  'record_type',
  'nhs_number',
  'family_name',
  'given_name',
  'birth_date',
  'date_time',
  'author_name',
  'author_role',
  'kind',
  'value',
  'unit',
  'text',
] as const;
export type CsvColumn = (typeof csvColumns)[number];

export interface CareRow {
  readonly recordType: 'visit' | 'observation' | 'concern';
  /** Ten digits, or empty. */
  readonly nhsNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  /** With offset. */
  readonly dateTime: string;
  readonly authorName: string;
  readonly authorRole: string;
  readonly kind: string;
  /** Digits as sent; for observations, and empty where they are in words. */
  readonly value: string;
  readonly unit: string;
  readonly text: string;
}

/** Place and rule, never what the cell said. `row` counts as a spreadsheet does: the header is row 1. */
export interface RefusedCell {
  readonly row: number;
  readonly column: CsvColumn | '';
  readonly rule: string;
}

const longestText = 20_000;
const longestWord = 200;
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const dateRule = 'is a date that exists, YYYY-MM-DD';
const timeRule = 'is a date and time with its offset, 2026-05-01T09:30:00+01:00';

type Check = (cell: string, row: Readonly<Record<CsvColumn, string>>) => string | undefined;

const required =
  (rule: string): Check =>
  (cell) =>
    cell === '' ? rule : cell.length > longestWord ? `has at most ${longestWord} letters` : undefined;

const optionalWord: Check = (cell) => (cell.length > longestWord ? `has at most ${longestWord} letters` : undefined);

const checks: Readonly<Record<CsvColumn, Check>> = {
  record_type: (cell) =>
    ['visit', 'observation', 'concern'].includes(cell) ? undefined : 'is visit, observation or concern',
  nhs_number: (cell) =>
    cell === '' || nhsNumberFlaw(cell) === undefined ? undefined : 'is a valid NHS number, or empty',
  family_name: required('is filled in'),
  given_name: required('is filled in'),
  birth_date: (cell) => (/^\d{4}-\d{2}-\d{2}$/.test(cell) && parseFhirDate(cell) !== undefined ? undefined : dateRule),
  date_time: (cell) => {
    const text = /T\d{2}:\d{2}(Z|[+-])/.test(cell) ? cell.replace(/(T\d{2}:\d{2})/, '$1:00') : cell;
    return dateTimePattern.test(cell) && parseFhirDate(text) !== undefined ? undefined : timeRule;
  },
  author_name: required('says who wrote it'),
  author_role: required('says in which role'),
  kind: required('says what kind it is'),
  value: (cell, row) => {
    if (cell === '') return row.record_type === 'observation' && row.text === '' ? 'or text is filled in' : undefined;
    if (row.record_type !== 'observation') return 'stands with observations only';
    return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(cell) ? undefined : 'is a decimal number';
  },
  unit: optionalWord,
  text: (cell, row) => {
    if (cell.length > longestText) return `has at most ${longestText} letters`;
    return cell === '' && row.record_type !== 'observation' ? 'is filled in' : undefined;
  },
};

function holdsControls(cell: string): boolean {
  for (const letter of cell) if (letter < ' ' && !'\t\r\n'.includes(letter)) return true;
  return false;
}

/** The row, or every cell of it that breaks a rule. */
export function readRow(record: CsvRecord, row: number): CareRow | readonly RefusedCell[] {
  if (record.cells.length !== csvColumns.length)
    return [{ row, column: '', rule: `has ${csvColumns.length} cells, as the header has` }];
  const cells = Object.fromEntries(
    csvColumns.map((column, index) => [column, record.cells[index]?.trim() ?? '']),
  ) as Record<CsvColumn, string>;
  const refused = csvColumns.flatMap((column) => {
    const rule = holdsControls(cells[column]) ? 'holds no control characters' : checks[column](cells[column], cells);
    return rule === undefined ? [] : [{ row, column, rule }];
  });
  if (refused.length > 0) return refused;
  const dateTime = /T\d{2}:\d{2}(Z|[+-])/.test(cells.date_time)
    ? cells.date_time.replace(/(T\d{2}:\d{2})/, '$1:00')
    : cells.date_time;
  return {
    recordType: cells.record_type as CareRow['recordType'],
    nhsNumber: parseNhsNumber(cells.nhs_number) ?? '',
    familyName: cells.family_name,
    givenName: cells.given_name,
    birthDate: cells.birth_date,
    dateTime,
    authorName: cells.author_name,
    authorRole: cells.author_role,
    kind: cells.kind,
    value: cells.value,
    unit: cells.unit,
    text: cells.text,
  };
}
