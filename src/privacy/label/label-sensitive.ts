/** Finds what is sensitive in a resource by its codes and its words, free text and plain-text attachments included. Pure. */
import { label } from '#disclosure';
import { nationalList, type SensitiveList, type SensitiveSet } from './sensitive-list-table.ts';

/** Label bits of a resource; `text` is its JSON. */
export type SensitiveLabeller = (resource: unknown, text: string) => number;

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

interface CompiledSet {
  readonly bits: number;
  readonly words: RegExp;
}

function compileSet(set: SensitiveSet): CompiledSet[] {
  if (set.words.length === 0) return [];
  const words = new RegExp(`(?<![\\p{L}\\p{N}])(?:${set.words.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'iu');
  return [{ bits: label[set.label], words }];
}

/** Label bits by `system|code`, of all sets together. */
function bitsByCode(list: SensitiveList): ReadonlyMap<string, number> {
  const bits = new Map<string, number>();
  for (const set of list.sets) for (const code of set.codes) bits.set(code, (bits.get(code) ?? 0) | label[set.label]);
  return bits;
}

/**
 * Whether a text may hold any of the words: it lets through what the exact search then turns down, and never the other
 * way round. Measured, the exact search alone was a third of what it costs to prepare a resource. In lower case every
 * letter is the one that `iu` compares by, but for the long s; words beyond ASCII are left to the exact search.
 */
function mayHoldWords(list: SensitiveList): (text: string) => boolean {
  const words = list.sets.flatMap((set) => set.words);
  if (words.length === 0) return () => false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  if (!words.every((word) => /^[\x00-\x7f]+$/.test(word))) return () => true;
  const any = new RegExp(words.map((word) => escaped(word.toLowerCase())).join('|'));
  return (text) => any.test(text.toLowerCase()) || text.includes('\u017f');
}

const textTypes = /^(?:text\/|application\/(?:xml|json|rtf))/;
const attachmentLongest = 2_000_000;

interface Told {
  bits: number;
  readonly texts: string[];
}

/** Every coding in it, however deep, and attachments that are text; what a PDF or an image says is not read. */
function look(value: object, byCode: ReadonlyMap<string, number>, told: Told): void {
  if (Array.isArray(value)) {
    for (const one of value) if (typeof one === 'object' && one !== null) look(one as object, byCode, told);
    return;
  }
  const { system, code, contentType, data } = value as Readonly<Record<string, unknown>>;
  if (typeof code === 'string') told.bits |= byCode.get(`${typeof system === 'string' ? system : ''}|${code}`) ?? 0;
  if (typeof contentType === 'string' && typeof data === 'string' && textTypes.test(contentType))
    told.texts.push(Buffer.from(data.slice(0, attachmentLongest), 'base64').toString('utf8'));
  for (const member of Object.values(value) as unknown[])
    if (typeof member === 'object' && member !== null) look(member, byCode, told);
}

/** The letters of JSON text as they are read: no escapes, no markup between words. */
function readable(text: string): string {
  return text
    .replace(/\\[nrtbf]/g, ' ')
    .replace(/<[^<>]{0,200}>/g, ' ')
    .replace(/&#?[a-z0-9]{1,8};/gi, ' ');
}

export function createSensitiveLabeller(list: SensitiveList): SensitiveLabeller {
  const sets = list.sets.flatMap(compileSet);
  const byCode = bitsByCode(list);
  const mayHold = mayHoldWords(list);
  return (resource, text) => {
    const told: Told = { bits: 0, texts: [text] };
    if (typeof resource === 'object' && resource !== null) look(resource, byCode, told);
    for (const one of told.texts.map(readable)) {
      if (!mayHold(one)) continue;
      for (const { bits, words } of sets) if (words.test(one)) told.bits |= bits;
    }
    return told.bits;
  };
}

export const labelByNationalList: SensitiveLabeller = createSensitiveLabeller(nationalList);
