/** Finds what is sensitive in a resource by its codes and its words, free text and plain-text attachments included. Pure. */
import { label } from '#disclosure';
import { nationalList, type SensitiveList, type SensitiveSet } from './sensitive-list-table.ts';

/** Label bits of a resource; `text` is its JSON. */
export type SensitiveLabeller = (resource: unknown, text: string) => number;

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

interface CompiledSet {
  readonly bits: number;
  readonly codes: ReadonlySet<string>;
  readonly words: RegExp | undefined;
}

function compileSet(set: SensitiveSet): CompiledSet {
  return {
    bits: label[set.label],
    codes: new Set(set.codes),
    words:
      set.words.length === 0
        ? undefined
        : new RegExp(`(?<![\\p{L}\\p{N}])(?:${set.words.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'iu'),
  };
}

/** Every `system|code` in it, however deep. */
function* codingsIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* codingsIn(one);
  else if (typeof value === 'object' && value !== null) {
    const { system, code } = value as { system?: unknown; code?: unknown };
    if (typeof code === 'string') yield `${typeof system === 'string' ? system : ''}|${code}`;
    for (const member of Object.values(value)) if (typeof member === 'object') yield* codingsIn(member);
  }
}

const textTypes = /^(?:text\/|application\/(?:xml|json|rtf))/;
const attachmentLongest = 2_000_000;

/** Attachments that are text; what a PDF or an image says is not read. */
function* attachedTexts(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* attachedTexts(one);
  else if (typeof value === 'object' && value !== null) {
    const { contentType, data } = value as { contentType?: unknown; data?: unknown };
    if (typeof contentType === 'string' && typeof data === 'string' && textTypes.test(contentType))
      yield Buffer.from(data.slice(0, attachmentLongest), 'base64').toString('utf8');
    for (const member of Object.values(value)) if (typeof member === 'object') yield* attachedTexts(member);
  }
}

/** The letters of JSON text as they are read: no escapes, no markup between words. */
function readable(text: string): string {
  return text
    .replace(/\\[nrtbf]/g, ' ')
    .replace(/<[^<>]{0,200}>/g, ' ')
    .replace(/&#?[a-z0-9]{1,8};/gi, ' ');
}

export function createSensitiveLabeller(list: SensitiveList): SensitiveLabeller {
  const sets = list.sets.map(compileSet);
  return (resource, text) => {
    const codes = new Set(codingsIn(resource));
    const texts = [readable(text), ...[...attachedTexts(resource)].map(readable)];
    let bits = 0;
    for (const set of sets) {
      const isCoded = [...set.codes].some((code) => codes.has(code));
      if (isCoded || (set.words !== undefined && texts.some((one) => set.words?.test(one)))) bits |= set.bits;
    }
    return bits;
  };
}

export const labelByNationalList: SensitiveLabeller = createSensitiveLabeller(nationalList);
