/**
 * The CSV of small social-care providers, care homes and charities.
 *
 * The header row is exactly `columns`, in this order; UTF-8, RFC 4180 (fields with a comma, quote or line break stand
 * in double quotes, a quote inside is doubled, lines end with CRLF); no byte-order mark.
 * record_type: visit | observation | concern. nhs_number: ten digits, or empty. birth_date: YYYY-MM-DD.
 * date_time: ISO 8601 with offset. author_role: the role in words. kind: what kind of visit, observation or concern.
 * value and unit: for observations only, a decimal number and its unit. text: what was written.
 */
import { dateTimeText } from './london-calendar.ts';
import type { DemoPerson } from './people-types.ts';
import type { CastMember, Delivery } from './region-types.ts';

export const columns = [
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

export interface SocialCareRow {
  readonly recordType: 'visit' | 'observation' | 'concern';
  readonly atMs: number;
  readonly by: CastMember;
  readonly kind: string;
  readonly value?: number;
  readonly unit?: string;
  readonly text: string;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

/** Rows wait here, source by source, until enough people are in a file. */
export class SocialCareFiles {
  readonly #lines = new Map<string, string[]>();
  readonly #serial = new Map<string, number>();

  add(source: string, person: DemoPerson, rows: readonly SocialCareRow[]): void {
    const lines = this.#lines.get(source) ?? [];
    this.#lines.set(source, lines);
    for (const row of [...rows].sort((one, other) => one.atMs - other.atMs)) {
      const cells = [
        row.recordType,
        person.nhsNumber,
        person.familyName,
        person.givenName,
        person.birthDate,
        dateTimeText(row.atMs),
        `${row.by.givenName} ${row.by.familyName}`,
        row.by.roleName,
        row.kind,
        row.value === undefined ? '' : String(row.value),
        row.unit ?? '',
        row.text,
      ];
      lines.push(cells.map(quoted).join(','));
    }
  }

  /** The files written so far, one for each source that has rows; then it is empty again. */
  *take(): Generator<Delivery> {
    for (const [source, lines] of this.#lines) {
      const serial = (this.#serial.get(source) ?? 0) + 1;
      this.#serial.set(source, serial);
      const text = `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
      yield { kind: 'csv', source, fileName: `${source}-${String(serial).padStart(3, '0')}.csv`, text };
    }
    this.#lines.clear();
  }
}
