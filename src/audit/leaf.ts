/** The leaf of the log: one person in one entry, as the Merkle tree seals it. Exact forms in decisions 0013 and 0023. */
import { hash } from 'node:crypto';
import type { PersonNumber } from '#disclosure';
import { canonicalJson, type JsonObject } from './canonical-json.ts';
import {
  type Commitments,
  commitmentText,
  currentForm,
  fieldsByForm,
  keyText,
  type LeafField,
  type LeafForm,
  type LeafPlace,
  leafText,
} from './verify/leaf-form.ts';

/** Stands for "nobody was disclosed". */
export const nobody = 0 as PersonNumber;

/** What the commitments of a leaf are about. */
export interface LeafContent {
  readonly person: PersonNumber;
  /** The body's `caller`, canonical JSON; `null` where there is none. */
  readonly caller: string;
  /** What this person may read of the look, canonical JSON. */
  readonly body: string;
  /** What would tell of entries that are hidden from them, canonical JSON. Empty in form 1, whose body holds it all. */
  readonly content: string;
}

/** Members of an entry that its persons may read; any other, also one that comes later, stays with the closed part. */
const openMembers = new Set(['detail', 'form', 'kind', 'organisation', 'outcome', 'purpose', 'role', 'route']);
const openLineMembers = new Set(['decidedBy', 'lawfulBasis', 'reason', 'relationship']);

/** The key of one field of one leaf. Salt and key are lower-case hex. */
export function fieldKey(salt: string, field: LeafField): string {
  return hash('sha256', keyText(salt, field), 'hex');
}

/**
 * Hides a value and holds to it. Each field has a key of its own, derived from the leaf's salt, so that one field can be
 * opened to somebody without the others: the staff member's role, say, but not the name. Plain hashing over a
 * fixed-length key is enough here and costs a tenth of HMAC in Node.
 */
export function commitment(salt: string, field: LeafField, text: string): string {
  return hash('sha256', commitmentText(fieldKey(salt, field), text), 'hex');
}

export function fieldText(content: LeafContent, field: LeafField): string {
  return field === 'person' ? String(content.person) : content[field];
}

/** The bytes that are hashed; what is secret in them stands as commitments only. */
export function leafPreimage(form: LeafForm, place: LeafPlace, content: LeafContent, salt: string): string {
  const commitments: Partial<Record<LeafField, string>> = {};
  for (const field of fieldsByForm[form]) commitments[field] = commitment(salt, field, fieldText(content, field));
  return leafText(form, place, commitments satisfies Commitments);
}

/** RFC 6962 section 2.1: SHA-256 over a zero byte and the leaf's input. Lower-case hex. */
export function leafHash(preimage: string): string {
  return hash('sha256', `\u0000${preimage}`, 'hex');
}

/** The contents of an entry's leaves: one per person, or one for nobody. */
export function leafContents(
  body: string,
  persons: readonly PersonNumber[],
  form: LeafForm = currentForm,
): readonly LeafContent[] {
  const parsed = parseBody(body);
  const { caller, persons: lines } = parsed;
  const callerText = canonicalJson(caller ?? null);
  if (persons.length === 0) return [{ person: nobody, caller: callerText, ...partsOf(form, parsed, undefined) }];
  const lineByPerson = new Map<unknown, JsonObject>();
  if (Array.isArray(lines)) for (const line of lines as JsonObject[]) lineByPerson.set(line?.['person'], line);
  return [...new Set(persons)].map((person) => ({
    person,
    caller: callerText,
    ...partsOf(form, parsed, lineByPerson.get(person) ?? null),
  }));
}

/** `line` is undefined for nobody, and null where the entry says nothing of this person. */
function partsOf(
  form: LeafForm,
  parsed: JsonObject,
  line: JsonObject | null | undefined,
): Pick<LeafContent, 'body' | 'content'> {
  if (form === 1) {
    const { caller: _, persons: __, ...rest } = parsed;
    const whole = line === undefined ? rest : { ...rest, disclosed: line };
    return { body: canonicalJson(whole), content: '' };
  }
  return { body: canonicalJson(openPart(parsed, line)), content: canonicalJson(closedPart(parsed, line)) };
}

/** Begun with the names that entries have today, in the order of RFC 8785: nothing has to be sorted then. */
function closedPart(parsed: JsonObject, line: JsonObject | null | undefined): JsonObject {
  const closed: Record<string, JsonObject[string]> = {
    digest: undefined,
    items: undefined,
    requestId: undefined,
    types: undefined,
    withoutPerson: undefined,
  };
  for (const name in parsed)
    if (!openMembers.has(name) && name !== 'caller' && name !== 'persons') closed[name] = parsed[name];
  if (line !== undefined && line !== null)
    for (const name in line) if (!openLineMembers.has(name) && name !== 'person') closed[name] = line[name];
  return closed;
}

/** Its members stand in the order of RFC 8785, and what is not there is undefined: to write it costs least so. */
function openPart(parsed: JsonObject, line: JsonObject | null | undefined): JsonObject {
  const { detail, form, kind, organisation, outcome, purpose, role, route } = parsed;
  const disclosed =
    line === undefined || line === null
      ? line
      : {
          decidedBy: line['decidedBy'],
          lawfulBasis: line['lawfulBasis'],
          reason: line['reason'],
          relationship: line['relationship'],
        };
  return { detail, disclosed, form, kind, organisation, outcome, purpose, role, route };
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
