/** Escape sequences of chapter 2, 2.7 ("Use of escape sequences in text fields"), to plain text and back. */
import { decodeStrictly } from './character-set.ts';
import type { Delimiters } from './delimiters.ts';

/** A command may ask for any number of lines or spaces; one short sequence must not fill the memory. */
const longestSpace = 80;

interface Writing {
  text: string;
  indent: number;
}

function newLines(writing: Writing, count: number): void {
  writing.text += '\n'.repeat(Math.min(count, longestSpace)) + ' '.repeat(writing.indent);
}

function indentBy(current: number, sign: string, count: number): number {
  const wanted = sign === '-' ? current - count : sign === '+' ? current + count : count;
  return Math.max(0, Math.min(wanted, longestSpace));
}

/** Formatting commands of FT (2.7.6). False where the sequence is none of them. */
function writeCommand(writing: Writing, sequence: string): boolean {
  const [, name = '', sign = '', digits = ''] = /^\.(br|sp|in|ti|sk|fi|nf|ce)([+-]?)(\d{0,6})$/.exec(sequence) ?? [];
  const count = digits === '' ? 1 : Number(digits);
  const isAtLineStart = /(^|\n) *$/.test(writing.text.slice(-longestSpace - 1));
  if (name === 'br') newLines(writing, 1);
  else if (name === 'sp') newLines(writing, count);
  else if (name === 'ce') newLines(writing, 1);
  else if (name === 'sk') writing.text += ' '.repeat(Math.min(count, longestSpace));
  else if (name === 'ti') writing.text += ' '.repeat(indentBy(0, sign === '-' ? sign : '+', count));
  else if (name === 'in') {
    const before = writing.indent;
    writing.indent = indentBy(before, sign, digits === '' ? 0 : count);
    if (isAtLineStart && writing.indent > before) writing.text += ' '.repeat(writing.indent - before);
  } else return name !== '';
  return true;
}

function hexText(digits: string, encoding: string): string | undefined {
  if (digits.length === 0 || digits.length % 2 === 1 || !/^[0-9A-Fa-f]+$/.test(digits)) return undefined;
  const text = decodeStrictly(Buffer.from(digits, 'hex'), encoding);
  // NUL cannot be stored as text, so it stays visible as it was sent.
  return text === undefined || text.includes('\0') ? undefined : text.replace(/\r\n?/g, '\n');
}

function plainText(sequence: string, delimiters: Delimiters, encoding: string): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent === '' ? '&' : delimiters.subcomponent;
    case 'R':
      return delimiters.repetition === '' ? '~' : delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'P':
      return delimiters.truncation === '' ? undefined : delimiters.truncation;
    case 'H':
    case 'N':
      return '';
    default:
      return sequence.startsWith('X') ? hexText(sequence.slice(1), encoding) : undefined;
  }
}

/**
 * Plain text, with `\n` for line breaks. What is no known sequence (`\C..\`, `\M..\`, `\Z..\`, a lone escape character)
 * is kept as it stands. Hexadecimal data is decoded by `encoding`, the WHATWG label of the message.
 */
export function unescapeText(text: string, delimiters: Delimiters, encoding = 'utf-8'): string {
  const mark = delimiters.escape;
  if (mark === '' || !text.includes(mark)) return text;
  const writing: Writing = { text: '', indent: 0 };
  let at = 0;
  for (;;) {
    const start = text.indexOf(mark, at);
    const end = start === -1 ? -1 : text.indexOf(mark, start + 1);
    if (end === -1) return writing.text + text.slice(at);
    writing.text += text.slice(at, start);
    const sequence = text.slice(start + 1, end);
    const plain = plainText(sequence, delimiters, encoding);
    if (plain !== undefined) writing.text += plain;
    else if (!writeCommand(writing, sequence)) {
      // The second mark may open the next sequence: `C:\temp\S\x` holds a path and then one escape.
      writing.text += text.slice(start, end);
      at = end;
      if (isKept(sequence)) {
        writing.text += mark;
        at = end + 1;
      }
      continue;
    }
    at = end + 1;
  }
}

/** Sequences of the standard that have no plain text: both marks belong to them. */
function isKept(sequence: string): boolean {
  return /^(C[0-9A-Fa-f]{4}|M[0-9A-Fa-f]{4}([0-9A-Fa-f]{2})?|Z[^\s]*|X[0-9A-Fa-f]*|P)$/.test(sequence);
}

/**
 * Text that can stand in any field: `unescapeText` gives it back, with line breaks as `\n`.
 * Where the delimiters name no escape character, a delimiter in the text becomes a space.
 */
export function escapeText(text: string, delimiters: Delimiters): string {
  const mark = delimiters.escape;
  const { field, component, repetition, subcomponent, truncation } = delimiters;
  const hasDelimiterDot = [field, component, repetition, subcomponent, truncation, mark].includes('.');
  const letters = new Map([
    [truncation, 'P'],
    [subcomponent, 'T'],
    [repetition, 'R'],
    [component, 'S'],
    [field, 'F'],
    [mark, 'E'],
  ]);
  letters.delete('');
  const escapeLetter = (letter: string): string => {
    const name = letters.get(letter);
    if (mark === '') return name === undefined && letter !== '\n' ? letter : ' ';
    if (name !== undefined) return mark + name + mark;
    if (letter === '\n') return hasDelimiterDot ? `${mark}X0A${mark}` : `${mark}.br${mark}`;
    return `${mark}X${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}${mark}`;
  };
  const special = [...letters.keys()]
    .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
  const escaped = text
    .replace(/\r\n?/g, '\n')
    .replace(new RegExp(`[${special}\\x00-\\x08\\x0a-\\x1f\\x7f]`, 'g'), escapeLetter);
  // Text of two quotes and nothing else would mean "delete".
  return escaped === '""' && mark !== '' ? `${mark}X2222${mark}` : escaped;
}
