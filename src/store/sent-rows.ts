/**
 * How rows come from PostgreSQL: their numbers as one text, beside their bytes. The driver makes an object of each column, which for a
 * page of a search was two hundred, and a tenth of what it cost Node (decision 94).
 */
import type { ContentClass, SourceNumber } from '#disclosure';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import type { ResourceState, StoredResource } from './stored-resource.ts';

const numberColumns: readonly string[] =
  'compartment, number, type, version, source, content_class, label, state, clinical_time'.split(', ');

/** All that a `StoredResource` is made of. */
export const columns = `${numberColumns.join(', ')}, body`;

/** Numbers in one text. What is null stays out. */
export function joinedText(numbers: readonly string[]): string {
  return `concat_ws(' ', ${numbers.join(', ')})`;
}

/** No time is as early, and no number of ours as low. */
const none = Number.MIN_SAFE_INTEGER;

/** A number that a row may not have, within such a text. */
export const orNone = (expression: string): string => `coalesce(${expression}, ${none})`;

/** What a statement gives in the end: `columns` of the rows called `of`, and further numbers behind them. */
export function sentText(of: (column: string) => string, further: readonly string[] = []): string {
  const own = numberColumns.map((name) => (name === 'clinical_time' ? orNone(of(name)) : of(name)));
  return `${joinedText([...own, ...further])}, ${of('body')}`;
}

/** Of one table or subquery. */
export const inTable =
  (name: string) =>
  (column: string): string =>
    `${name}.${column}`;

/** A row that says only where it lies, or has a body that is not sent, has none. */
export type SentRow = readonly [numbers: Buffer, body: Buffer | null];

const space = 0x20;
const minus = 0x2d;
const nought = 0x30;

/** Whole numbers of 53 bits at most, as PostgreSQL writes them; undefined for none. Read from the bytes: a page has two hundred. */
export function numbersIn(bytes: Buffer): (number | undefined)[] {
  const numbers: (number | undefined)[] = [];
  let number = 0;
  let isNegative = false;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = at === bytes.length ? space : bytes[at]!;
    if (byte === space) {
      const signed = isNegative ? -number : number;
      numbers.push(signed === none ? undefined : signed);
      number = 0;
      isNegative = false;
    } else if (byte === minus) isNegative = true;
    else number = number * 10 + (byte - nought);
  }
  return numbers;
}

/** Further numbers of a row begin here. */
export const furtherAt = numberColumns.length;

export function resourceOf(numbers: readonly (number | undefined)[], body: Buffer | null): StoredResource {
  return {
    compartment: numbers[0] as Compartment,
    number: numbers[1] as ResourceNumber,
    type: numbers[2]!,
    version: numbers[3] as VersionNumber,
    source: numbers[4] as SourceNumber,
    contentClass: numbers[5] as ContentClass,
    label: numbers[6]!,
    state: numbers[7] as ResourceState,
    clinicalTimeMs: numbers[8],
    body: body!,
  };
}

export function storedResource([numbers, body]: SentRow): StoredResource {
  return resourceOf(numbersIn(numbers), body);
}
