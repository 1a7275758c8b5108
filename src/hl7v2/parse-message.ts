/** Bytes of one frame to a message (HL7 v2 chapter 2, 2.5 and 2.6). Never throws, whatever the bytes. */
import type { Fault, Flaw } from '#kernel/fault.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { failed, ok } from '#kernel/outcome.ts';
import type { DecodedText } from './character-set.ts';
import { decodeMessage } from './character-set.ts';
import type { Delimiters } from './delimiters.ts';
import { readDelimiters } from './delimiters.ts';
import { hl7v2Fault } from './faults.ts';
import { Hl7Message } from './message.ts';
import { headerText } from './read-header.ts';

export interface MessageLimits {
  readonly maximumBytes: number;
  readonly maximumSegments: number;
  readonly maximumFieldsPerSegment: number;
  /** Repetitions, components and subcomponents together. */
  readonly maximumSeparatorsPerSegment: number;
}

export const messageLimits: MessageLimits = {
  maximumBytes: 50 * 1024 * 1024,
  maximumSegments: 20_000,
  maximumFieldsPerSegment: 1_000,
  maximumSeparatorsPerSegment: 100_000,
};

const segmentName = /^[A-Z][A-Z0-9]{2}$/;

interface Lines {
  readonly lines: string[];
  readonly flaws: Flaw[];
}

function isSegmentStart(line: string, fieldSeparator: string): boolean {
  return segmentName.test(line.slice(0, 3)) && (line.length === 3 || line.charAt(3) === fieldSeparator);
}

/**
 * The lines of the text. A carriage return always ends a segment. A line feed ends one too, unless the message's own
 * ends are carriage returns and what follows is no segment: then it is text that the sender failed to escape.
 */
function divideIntoLines(text: string, fieldSeparator: string): Outcome<Lines> {
  const lines: string[] = [];
  const flaws: Flaw[] = [];
  const endsWithReturn = /[\r\n]/.exec(text)?.[0] === '\r';
  for (const line of text.split(/\r\n?/)) {
    const isBlank = line.trim() === '';
    for (const [index, piece] of line.split('\n').entries()) {
      if (isSegmentStart(piece, fieldSeparator)) lines.push(piece);
      else if (index > 0 && endsWithReturn && lines.length > 0 && !isBlank) {
        lines.push(`${lines.pop()}\n${piece}`);
      } else if (piece.trim() !== '') {
        const after = lines.at(-1)?.slice(0, 3) ?? 'MSH';
        const rule = 'every line begins with a segment name of three letters or digits and a field separator';
        return failed(hl7v2Fault('HL7V2-004', { place: `line ${lines.length + 1}, after ${after}`, rule }));
      }
    }
  }
  for (const [index, line] of lines.entries()) {
    lines[index] = line.replace(/\n+$/, '');
    if (lines[index]?.includes('\n')) {
      flaws.push({ place: `line ${index + 1}, ${line.slice(0, 3)}`, rule: 'a line feed inside a field is escaped' });
    }
  }
  return ok({ lines, flaws });
}

function countOf(text: string, character: string, limit: number): number {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1 && count <= limit; at = text.indexOf(character, at + 1)) count++;
  return count;
}

function limitFault(lines: readonly string[], delimiters: Delimiters, limits: MessageLimits): Fault | undefined {
  if (lines.length > limits.maximumSegments) {
    return hl7v2Fault('HL7V2-007', { place: 'message', rule: `has at most ${limits.maximumSegments} segments` });
  }
  const { component, repetition, subcomponent } = delimiters;
  for (const [index, line] of lines.entries()) {
    const place = `line ${index + 1}, ${line.slice(0, 3)}`;
    if (line.length > limits.maximumFieldsPerSegment) {
      const fields = countOf(line, delimiters.field, limits.maximumFieldsPerSegment);
      if (fields > limits.maximumFieldsPerSegment) {
        return hl7v2Fault('HL7V2-007', { place, rule: `has at most ${limits.maximumFieldsPerSegment} fields` });
      }
    }
    const most = limits.maximumSeparatorsPerSegment;
    if (line.length <= most) continue;
    const inner = [component, repetition, subcomponent].filter((character) => character !== '');
    if (inner.some((character) => countOf(line, character, most) > most)) {
      return hl7v2Fault('HL7V2-007', { place, rule: `has at most ${most} separators of a kind` });
    }
  }
  return undefined;
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  const [first, second, third] = bytes;
  return (
    (first === 0xef && second === 0xbb && third === 0xbf) ||
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff)
  );
}

/** Decodes by MSH-18 and says what had to be forgiven. */
function decode(bytes: Uint8Array): Outcome<DecodedText & { readonly delimiters: Delimiters }> {
  const header = headerText(bytes);
  if (header === undefined)
    return failed(hl7v2Fault(startFaultCode(bytes), { place: 'MSH', rule: 'is the first segment' }));
  const delimiters = readDelimiters(header);
  if (!delimiters.ok) return delimiters;
  const { field, repetition } = delimiters.value;
  const declared = header.split(field)[17] ?? '';
  const first = repetition === '' ? declared : (declared.split(repetition)[0] ?? '');
  const hasMark = hasByteOrderMark(bytes);
  const isMarkedUtf8 = hasMark && bytes[0] === 0xef;
  const decoded = decodeMessage(isMarkedUtf8 ? bytes.subarray(3) : bytes, first === '""' ? '' : first);
  if (!decoded.ok) return decoded;
  const mark: Flaw[] = hasMark ? [{ place: 'message', rule: 'begins with MSH, not with a byte-order mark' }] : [];
  const text = decoded.value.text.replace(/^[\s\ufeff]+/, '');
  return ok({ ...decoded.value, text, flaws: [...mark, ...decoded.value.flaws], delimiters: delimiters.value });
}

function startFaultCode(bytes: Uint8Array): 'HL7V2-001' | 'HL7V2-009' {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 64)).replace(/^[^A-Z]*/, '');
  return /^(FHS|BHS)/.test(start) ? 'HL7V2-009' : 'HL7V2-001';
}

/**
 * One message from the bytes of one frame. Faults HL7V2-001 to HL7V2-009, each with the place and the rule.
 * The version in MSH-12 is never a reason to refuse.
 */
export function parseMessage(bytes: Uint8Array, limits: MessageLimits = messageLimits): Outcome<Hl7Message> {
  if (bytes.length > limits.maximumBytes) {
    return failed(hl7v2Fault('HL7V2-007', { place: 'message', rule: `has at most ${limits.maximumBytes} bytes` }));
  }
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const { text, delimiters, encoding } = decoded.value;
  if (text.includes('\0')) return failed(hl7v2Fault('HL7V2-008', { place: 'message', rule: 'holds no NUL' }));
  const divided = divideIntoLines(text, delimiters.field);
  if (!divided.ok) return divided;
  const { lines } = divided.value;
  const second = lines.findIndex((line, index) => index > 0 && line.startsWith('MSH'));
  if (second !== -1) {
    return failed(hl7v2Fault('HL7V2-003', { place: `line ${second + 1}`, rule: 'one frame holds one MSH segment' }));
  }
  const fault = limitFault(lines, delimiters, limits);
  if (fault !== undefined) return failed(fault);
  const flaws = [...decoded.value.flaws, ...divided.value.flaws];
  return ok(new Hl7Message({ text, lines, flaws }, { delimiters, encoding }));
}
