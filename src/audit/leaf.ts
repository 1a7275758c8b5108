/** The leaf of the log: one person in one entry, as the Merkle log seals it. Exact form in decision 0013. */
import { hash } from 'node:crypto';
import type { PersonNumber } from '#disclosure';
import { canonicalJson, type JsonObject } from './canonical-json.ts';

/** Stands for "nobody was disclosed". */
export const nobody = 0 as PersonNumber;

/** What the three commitments of a leaf are about. */
export interface LeafContent {
  readonly person: PersonNumber;
  /** The body's `caller`, canonical JSON; `null` where there is none. */
  readonly caller: string;
  /** The rest of the body as this person may see it, canonical JSON. */
  readonly body: string;
}

export interface LeafPlace {
  readonly leafIndex: number;
  /** Position of the entry. */
  readonly entry: number;
  readonly atMs: number;
  readonly personSequence: number;
  /** Hash of this person's leaf before, lower-case hex; none for their first. */
  readonly previous: string | undefined;
}

/**
 * Hides a value and holds to it. Each field has a key of its own, derived from the leaf's salt, so that one field can be
 * opened to somebody without the others: the staff member's role, say, but not the name. Salt and result are lower-case
 * hex; plain hashing over a fixed-length key is enough here and costs a tenth of HMAC in Node (30 µs each).
 */
export function commitment(salt: string, field: keyof LeafContent, text: string): string {
  return hash('sha256', `${hash('sha256', `${salt}:${field}`, 'hex')}:${text}`, 'hex');
}

/** The bytes that are hashed; what is secret in them stands as commitments only. */
export function leafPreimage(place: LeafPlace, content: LeafContent, salt: string): string {
  return canonicalJson({
    form: 1,
    leafIndex: place.leafIndex,
    entry: place.entry,
    atMs: place.atMs,
    personSequence: place.personSequence,
    previous: place.previous ?? null,
    person: commitment(salt, 'person', String(content.person)),
    caller: commitment(salt, 'caller', content.caller),
    body: commitment(salt, 'body', content.body),
  });
}

/** RFC 6962 section 2.1: SHA-256 over a zero byte and the leaf's input. Lower-case hex. */
export function leafHash(preimage: string): string {
  return hash('sha256', `\u0000${preimage}`, 'hex');
}

/** The contents of an entry's leaves: one per person, or one for nobody. */
export function leafContents(body: string, persons: readonly PersonNumber[]): readonly LeafContent[] {
  const { caller, persons: lines, ...rest } = parseBody(body);
  const callerText = canonicalJson(caller ?? null);
  if (persons.length === 0) return [{ person: nobody, caller: callerText, body: canonicalJson(rest) }];
  const lineByPerson = new Map<unknown, JsonObject>();
  if (Array.isArray(lines)) for (const line of lines as JsonObject[]) lineByPerson.set(line?.['person'], line);
  return [...new Set(persons)].map((person) => ({
    person,
    caller: callerText,
    body: canonicalJson({ ...rest, disclosed: lineByPerson.get(person) ?? null }),
  }));
}

/** A row that somebody put in by hand must not stop the log: its text is sealed as it stands. */
export function parseBody(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // falls through to the text itself
  }
  return { unreadable: body };
}
