/** The form of a hand-written invariant, and the small words that the table is written in. */
import { parseFhirDate } from '../fhir-date.ts';
import type { Container } from '../validation-walk.ts';

export type Element = Readonly<Record<string, unknown>>;

/** One rule of the standard, checked on each value of the element that carries it. */
export interface InvariantCheck {
  readonly key: string;
  /** In plain words, without patient data. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** Evaluated by FHIRPath: dear, and only for what has no flaw in its structure. */
  readonly isExpression?: true;
  /** False only where the rule is surely broken: what can't be told apart (dates of different precision) holds. */
  holds(value: Element, container: Container | undefined): boolean;
}

/** True when the element stands there, be it only by an extension. */
export function has(value: Element, name: string): boolean {
  return value[name] !== undefined || value[`_${name}`] !== undefined;
}

/** True when any type of the choice `name[x]` stands there. */
export function hasChoice(value: Element, name: string): boolean {
  for (const key in value) {
    const start = key.charCodeAt(0) === 95 ? 1 : 0;
    if (!key.startsWith(name, start)) continue;
    const next = key.charCodeAt(start + name.length);
    if (next >= 65 && next <= 90 && value[key] !== undefined) return true;
  }
  return false;
}

/** What stands at `name` as a list: none, one or many; a null among them is left out. */
export function list(value: Element, name: string): readonly Element[] {
  const content = value[name];
  if (content === undefined || content === null) return [];
  return (Array.isArray(content) ? content : [content]).filter((item) => item !== null) as readonly Element[];
}

/** True when the CodeableConcept at `name` holds a coding of `system` with one of `codes`. */
export function isCoded(value: Element, name: string, system: string, codes: readonly string[]): boolean {
  return list(value, name).some((concept) =>
    list(concept, 'coding').some((coding) => coding['system'] === system && codes.includes(coding['code'] as string)),
  );
}

/** False only when the first surely lies after the second. */
export function isInOrder(first: unknown, second: unknown): boolean {
  if (typeof first !== 'string' || typeof second !== 'string') return true;
  // Most periods are written in one form and zone, where the letters are in the order of the times.
  if (first.length === second.length && first.slice(19) === second.slice(19) && first <= second) return true;
  const from = parseFhirDate(first);
  const to = parseFhirDate(second);
  return from === undefined || to === undefined || from.lowMs <= to.highMs;
}

export function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
