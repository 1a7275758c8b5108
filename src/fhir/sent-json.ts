/**
 * JSON from outside (attack 74): UTF-8, well-formed, not too deep, no name twice in one object. What is wrong is named by
 * its place, never quoted.
 */
import { isUtf8 } from 'node:buffer';
import type { Flaw } from '#kernel/fault.ts';
import { findJsonFlaw, findRepeatedName, type JsonPlace } from './find-json-flaw.ts';
import { keepAllDigits, surveyJson } from './written-digits.ts';

const depthMax = 64;

export type SentJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly isTooDeep: boolean; readonly flaw: Flaw };

/** As `JSON.parse`, with the digits of decimals kept (`written-digits.ts`). */
export function readSentJson(bytes: Buffer): SentJson {
  // RFC 8259, 8.1: nobody may send one. No editor shows it, so it is named.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return refused({ place: 'body', rule: 'must not begin with a byte order mark' });
  const { depth, losesDigits, members } = surveyJson(bytes, depthMax);
  if (depth > depthMax)
    return refused({ place: 'body', rule: `must not be nested deeper than ${depthMax} levels` }, true);
  if (!isUtf8(bytes)) return refused({ place: 'body', rule: 'must be UTF-8' });
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes what was sent, and that may name a person.
    return refused({ place: placeText(findJsonFlaw(text)), rule: 'is where the JSON breaks off or goes wrong' });
  }
  // R4 2.6.2: a parser keeps one of two, and not every parser the same one: what was judged must be what is read.
  if (countMembers(value) !== members)
    return refused({
      place: placeText(findRepeatedName(text)),
      rule: 'must not name a member that its object has already: names are unique (R4 2.6.2)',
    });
  if (losesDigits) keepAllDigits(bytes, value);
  return { ok: true, value };
}

function refused(flaw: Flaw, isTooDeep = false): SentJson {
  return { ok: false, isTooDeep, flaw };
}

function placeText({ line, column, offset }: JsonPlace): string {
  return `line ${line}, column ${column} (offset ${offset})`;
}

// Counted and not compared (decision 101): over 12.5 MB of Bundles, reading takes 2.7 % longer than without.
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[])
      if (typeof item === 'object' && item !== null) count += countMembers(item);
    return count;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const name in object) {
    count++;
    const content = object[name];
    if (typeof content === 'object' && content !== null) count += countMembers(content);
  }
  return count;
}
