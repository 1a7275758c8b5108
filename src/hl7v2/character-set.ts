/**
 * Bytes to text by MSH-18. A declared set is taken at its word and checked: a name decoded by the wrong table is a
 * name that no longer matches, so what does not fit is refused, not replaced.
 */
import { isAscii } from 'node:buffer';
import type { Flaw } from '#kernel/fault.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { encodingLabelsByCharacterSet } from './character-set-table.ts';
import { hl7v2Fault } from './faults.ts';

export interface DecodedText {
  readonly text: string;
  /** The WHATWG label that the bytes were read by: `utf-8`, `windows-1252`, `iso-8859-2` ... */
  readonly encoding: string;
  readonly flaws: readonly Flaw[];
}

const place = 'MSH-18';
const wrongBytes = (rule: string): Outcome<never> => failed(hl7v2Fault('HL7V2-005', { place, rule }));

/** Upper case, letters and digits only: `UNICODE UTF-8`, `unicode_utf8` and `Unicode UTF8` are one. */
export function characterSetKey(declared: string): string {
  return declared.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** The encoding of a UTF-16 stream, by its byte-order mark or by the zero bytes of its first letters. */
export function utf16Encoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x4d && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x4d) return 'utf-16be';
  return undefined;
}

/** The text, or undefined where a byte is not of the encoding. The control codes 80 to 9F are of no text. */
export function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    const isSingleByte = encoding.startsWith('windows-') || encoding.startsWith('iso-8859');
    return isSingleByte && /[\u0080-\u009f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function decodeUndeclared(bytes: Uint8Array, declared: string): Outcome<DecodedText> {
  const note = (read: string): Flaw[] => [
    { place, rule: `${declared === '' ? 'is missing' : 'says ASCII'}; the bytes above 7F were read as ${read}` },
  ];
  const unicode = decodeStrictly(bytes, 'utf-8');
  if (unicode !== undefined) {
    return ok({ text: unicode, encoding: 'utf-8', flaws: isAscii(bytes) ? [] : note('UTF-8') });
  }
  const text = decodeStrictly(bytes, 'windows-1252');
  if (text === undefined) return wrongBytes('the bytes are neither UTF-8 nor Windows-1252');
  return ok({ text, encoding: 'windows-1252', flaws: note('Windows-1252') });
}

/**
 * The text of a whole message. `declared` is MSH-18, first repetition, as sent.
 * Missing or ASCII: UTF-8 if the bytes are valid UTF-8, else Windows-1252, with a flaw that says so.
 * HL7V2-005 where bytes and declaration disagree; HL7V2-006 where the name is unknown.
 */
export function decodeMessage(bytes: Uint8Array, declared: string): Outcome<DecodedText> {
  const key = characterSetKey(declared);
  const label = key === '' ? 'ascii' : encodingLabelsByCharacterSet[key];
  if (label === undefined) return failed(hl7v2Fault('HL7V2-006', { place, rule: 'is of HL7 table 0211' }));
  const wide = utf16Encoding(bytes);
  if (wide !== undefined) {
    if (key !== '' && !/UNICODE|UTF16/.test(key)) return wrongBytes('the bytes are UTF-16 and MSH-18 says otherwise');
    const text = decodeStrictly(bytes, wide);
    return text === undefined ? wrongBytes('the bytes are not valid UTF-16') : ok({ text, encoding: wide, flaws: [] });
  }
  if (label === 'utf-16') return wrongBytes('the bytes are not UTF-16');
  if (label === 'ascii') return decodeUndeclared(bytes, declared.trim());
  const text = decodeStrictly(bytes, label);
  if (text === undefined) return wrongBytes('the bytes are of the declared character set');
  // Accented letters of the Latin sets next to each other hardly ever form UTF-8 by chance: the declaration is false.
  if (label !== 'utf-8' && label.length > 7 && !isAscii(bytes) && decodeStrictly(bytes, 'utf-8') !== undefined) {
    return wrongBytes('the bytes are UTF-8 and MSH-18 says otherwise');
  }
  return ok({ text, encoding: label, flaws: [] });
}
