/** What OBX-5 may hold (chapter 2A): NM, SN, ED, RP, and the texts ST, TX and FT. Numbers stay as they were written. */
import type { Flaw } from '#kernel/fault.ts';
import type { Value } from '../value.ts';
import type { HierarchicDesignator } from './identifier.ts';
import { present, readHierarchicDesignator } from './identifier.ts';

export type Comparator = '<' | '<=' | '>' | '>=' | '=' | '<>';

export interface NumericValue {
  /** As sent: `5.10` keeps its nought, `>90` its sign. */
  readonly text: string;
  /** A decimal number, digits as sent; undefined where the text is no number. */
  readonly decimal?: string;
  /** Sent inside an NM against the standard, and common. */
  readonly comparator?: Comparator;
}

export interface StructuredNumeric {
  /** As it would be read aloud: `>= 100`, `1:128`, `10-20`, `2+`. */
  readonly text: string;
  /** SN.1 */
  readonly comparator?: Comparator;
  /** SN.2 */
  readonly first?: string;
  /** SN.3: `-` range, `/` or `:` ratio, `+` category, `.` */
  readonly separator?: string;
  /** SN.4 */
  readonly second?: string;
}

export interface EncapsulatedData {
  /** ED.1 */
  readonly sourceApplication?: HierarchicDesignator;
  /** ED.2, table 0191: AP, AU, IM, TEXT ... */
  readonly typeOfData?: string;
  /** ED.3, table 0291: PDF, RTF, JPEG ... */
  readonly dataSubtype?: string;
  /** ED.5, decoded by ED.4. Text (encoding A) is UTF-8 here. */
  readonly bytes: Uint8Array;
}

export interface ReferencePointer {
  /** RP.1 */
  readonly pointer: string;
  /** RP.2 */
  readonly application?: HierarchicDesignator;
  /** RP.3 */
  readonly typeOfData?: string;
  /** RP.4 */
  readonly subtype?: string;
}

const comparators: readonly string[] = ['<', '<=', '>', '>=', '=', '<>'];
const decimalPattern = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)$/;

function asComparator(text: string | undefined): Comparator | undefined {
  return text !== undefined && comparators.includes(text) ? (text as Comparator) : undefined;
}

/** `+5` and `.5` as JSON writes them: `5`, `0.5`; the digits after the point are kept. */
function asDecimal(text: string): string | undefined {
  const [, sign, digits] = decimalPattern.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  return `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}

/** NM; undefined where nothing was sent. Text that is no number is kept and told in `flaws`. */
export function readNumeric(value: Value, flaws: Flaw[]): NumericValue | undefined {
  const text = value.wholeText()?.trim();
  if (text === undefined || text === '') return undefined;
  const [, sign = '', rest = ''] = /^(<=|>=|<|>)?\s*(.*)$/s.exec(text) ?? [];
  const decimal = asDecimal(rest);
  if (decimal === undefined) {
    flaws.push({ place: value.place, rule: 'is a number' });
    return { text };
  }
  const comparator = asComparator(sign);
  return comparator === undefined ? { text, decimal } : { text, decimal, comparator };
}

/** SN; undefined where nothing was sent. */
export function readStructuredNumeric(value: Value): StructuredNumeric | undefined {
  const [sign, first, separator, second] = [1, 2, 3, 4].map((number) => value.part(number).text()?.trim() || undefined);
  const text = `${sign === undefined ? '' : `${sign} `}${first ?? ''}${separator ?? ''}${second ?? ''}`.trim();
  if (text === '') return undefined;
  return {
    text,
    ...present<Required<Omit<StructuredNumeric, 'text'>>>({ comparator: asComparator(sign), first, separator, second }),
  };
}

/** TX, FT, ST: every repetition a line, escapes resolved, unescaped delimiters kept; undefined where nothing was sent. */
export function readText(value: Value): string | undefined {
  if (!value.hasContent) return undefined;
  return value
    .repetitions()
    .map((repetition) => repetition.wholeText() ?? '')
    .join('\n');
}

function decodeData(data: string, encoding: string): Uint8Array | undefined {
  const packed = data.replace(/\s/g, '');
  switch (encoding.toUpperCase()) {
    case 'BASE64':
      return packed.length % 4 !== 1 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed)
        ? Buffer.from(packed, 'base64')
        : undefined;
    case 'HEX':
      return packed.length % 2 === 0 && /^[0-9A-Fa-f]*$/.test(packed) ? Buffer.from(packed, 'hex') : undefined;
    case 'A':
    case '':
      return Buffer.from(data, 'utf8');
    default:
      return undefined;
  }
}

/** ED; undefined where no data was sent, and, with a flaw, where it does not decode as ED.4 says. */
export function readEncapsulatedData(value: Value, flaws: Flaw[]): EncapsulatedData | undefined {
  const data = value.part(5).wholeText();
  if (data === undefined) return undefined;
  const bytes = decodeData(data, value.part(4).text()?.trim() ?? '');
  if (bytes === undefined) {
    flaws.push({ place: value.part(5).place, rule: 'is encoded as the fourth component says: A, Hex or Base64' });
    return undefined;
  }
  return {
    bytes,
    ...present<Required<Omit<EncapsulatedData, 'bytes'>>>({
      sourceApplication: readHierarchicDesignator(value.part(1)),
      typeOfData: value.part(2).text(),
      dataSubtype: value.part(3).text(),
    }),
  };
}

/** RP; undefined where no pointer was sent. */
export function readReferencePointer(value: Value): ReferencePointer | undefined {
  const pointer = value.part(1).wholeText()?.trim();
  if (pointer === undefined || pointer === '') return undefined;
  return {
    pointer,
    ...present<Required<Omit<ReferencePointer, 'pointer'>>>({
      application: readHierarchicDesignator(value.part(2)),
      typeOfData: value.part(3).text(),
      subtype: value.part(4).text(),
    }),
  };
}
