/** What an acknowledgement needs of a message, read as far as it goes: also from one that cannot be parsed. */
import { utf16Encoding } from './character-set.ts';
import type { Delimiters } from './delimiters.ts';
import { readDelimiters, usualDelimiters } from './delimiters.ts';

/** Fields of MSH as sent, byte for byte as Latin-1, so that writing them back as Latin-1 echoes them exactly. */
export interface Hl7Header {
  readonly delimiters: Delimiters;
  /** MSH-3 */
  readonly sendingApplication: string;
  /** MSH-4 */
  readonly sendingFacility: string;
  /** MSH-5 */
  readonly receivingApplication: string;
  /** MSH-6 */
  readonly receivingFacility: string;
  /** MSH-9, whole */
  readonly messageType: string;
  /** MSH-10 */
  readonly messageControlId: string;
  /** MSH-11 */
  readonly processingId: string;
  /** MSH-12, whole */
  readonly version: string;
  /** MSH-15, since 2.2: AL, NE, ER, SU */
  readonly acceptAcknowledgementType: string;
  /** MSH-16 */
  readonly applicationAcknowledgementType: string;
  /** MSH-18 */
  readonly characterSet: string;
}

const longestHeader = 64 * 1024;

/** The text of the first segment, one character a byte; undefined where the bytes do not begin with MSH. */
export function headerText(bytes: Uint8Array): string | undefined {
  const wide = utf16Encoding(bytes);
  const start = bytes.subarray(0, longestHeader);
  const text = wide === undefined ? Buffer.from(start).toString('latin1') : new TextDecoder(wide).decode(start);
  const from = text.replace(/^\u00ef\u00bb\u00bf/, '').replace(/^[\s\ufeff]+/, '');
  return from.startsWith('MSH') ? (from.split(/[\r\n]/, 1)[0] ?? '') : undefined;
}

/** The header, with empty fields for what is missing; undefined where there is no MSH at all. */
export function readHeader(bytes: Uint8Array): Hl7Header | undefined {
  const text = headerText(bytes);
  if (text === undefined) return undefined;
  const read = readDelimiters(text);
  const delimiters = read.ok ? read.value : usualDelimiters;
  const fields = text.split(delimiters.field);
  const field = (number: number): string => fields[number - 1] ?? '';
  return {
    delimiters,
    sendingApplication: field(3),
    sendingFacility: field(4),
    receivingApplication: field(5),
    receivingFacility: field(6),
    messageType: field(9),
    messageControlId: field(10),
    processingId: field(11),
    version: field(12),
    acceptAcknowledgementType: field(15),
    applicationAcknowledgementType: field(16),
    characterSet: field(18),
  };
}
