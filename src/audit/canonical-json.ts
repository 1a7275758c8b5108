/**
 * JSON in the one form that RFC 8785 gives a value: members in the order of their names' UTF-16 code units, no spaces.
 * Numbers and strings as ECMAScript writes them, which is what the RFC refers to. A hash over it can be made again from
 * the parsed value.
 */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A member whose value is undefined is left out. */
export interface JsonObject {
  readonly [name: string]: JsonValue | undefined;
}

/** Throws for numbers that JSON cannot hold: a bug of the caller. */
export function canonicalJson(value: JsonValue): string {
  // What is in order already, as entries of the log are, is written by the engine itself in a third of the time.
  return isInOrder(value) ? JSON.stringify(value) : inOrder(value);
}

/** No member of it has to move, and every number is one of JSON's. */
function isInOrder(value: JsonValue | undefined): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (isList(value)) {
    for (const item of value) if (!isInOrder(item)) return false;
    return true;
  }
  let before: string | undefined;
  for (const name in value) {
    if (before !== undefined && name < before) return false;
    before = name;
    if (!isInOrder(value[name])) return false;
  }
  return true;
}

function inOrder(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('JSON has no such number');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) {
    let text = '[';
    for (const item of value) text += text.length === 1 ? inOrder(item) : `,${inOrder(item)}`;
    return `${text}]`;
  }
  let text = '{';
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) continue;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(name)}:${inOrder(member)}`;
  }
  return `${text}}`;
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}
