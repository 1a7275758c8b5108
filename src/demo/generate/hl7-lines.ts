/** Writes HL7 v2 segments by position, with the standard's own delimiters and escapes (HL7 v2.4 chapter 2.10). */
import type { Hl7Sender } from './region-types.ts';

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\E\\',
  '|': '\\F\\',
  '^': '\\S\\',
  '&': '\\T\\',
  '~': '\\R\\',
};

/** Text for one component: delimiters escaped, line breaks as the formatting command. */
export function plain(text: string): string {
  if (!/[\\|^&~\n]/.test(text)) return text;
  return text.replace(/[\\|^&~]/g, (letter) => escapes[letter] ?? letter).replace(/\n/g, '\\.br\\');
}

/** Components in order, each escaped; trailing empty ones are left out. */
export function components(...parts: readonly string[]): string {
  return parts.map(plain).join('^').replace(/\^+$/, '');
}

/** `segment('PID', { 3: '...', 5: '...' })`: fields by their number in the standard, already encoded. */
export function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Number(Object.keys(fields).at(-1));
  let line = name;
  // MSH-1 is the separator itself, so that MSH-2 stands first after the name.
  for (let number = name === 'MSH' ? 2 : 1; number <= last; number++) line += `|${fields[number] ?? ''}`;
  let end = line.length;
  while (line.charAt(end - 1) === '|') end -= 1;
  return line.slice(0, end);
}

/** The bytes of a message in the sender's character set; a letter the set lacks becomes `?`, as old systems do. */
export function messageBytes(sender: Hl7Sender, segments: readonly string[]): Uint8Array {
  const text = `${segments.join('\r')}\r`;
  if (sender.characterSet === 'UNICODE UTF-8') return Buffer.from(text, 'utf8');
  const highest = sender.characterSet === '8859/1' ? 0xff : 0x7f;
  const folded = text.replace(/[\u0080-\uffff]/g, (letter) => {
    if ((letter.codePointAt(0) ?? 0) <= highest) return letter;
    const base = letter.normalize('NFD').charAt(0);
    if (base <= '\u007f') return base;
    return letter === 'ł' ? 'l' : letter === 'Ł' ? 'L' : '?';
  });
  return Buffer.from(folded, 'latin1');
}
