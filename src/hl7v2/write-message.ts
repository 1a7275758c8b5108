/** Builds messages from plain arrays: what is given is text, and is escaped. Used by the demonstration and by tests. */
import type { Delimiters } from './delimiters.ts';
import { usualDelimiters } from './delimiters.ts';
import { escapeText } from './escape.ts';

/** Two quotes as sent: "delete what you have". */
export const deletion = Symbol('""');

type Leaf = string | number | undefined | typeof deletion;
/** A text, or its subcomponents. */
export type WritableComponent = Leaf | readonly Leaf[];
/** A text, or its components, or repetitions of these. */
export type WritableField = WritableComponent | readonly WritableComponent[] | Repetitions;

export interface Repetitions {
  readonly repetitions: readonly (WritableComponent | readonly WritableComponent[])[];
}

/** A field that repeats: `repeated(['9990000018', '', '', 'ZXH'], ['1234', '', '', 'ZXG'])`. */
export function repeated(...repetitions: Repetitions['repetitions']): Repetitions {
  return { repetitions };
}

function join(texts: readonly string[], delimiter: string): string {
  const last = texts.findLastIndex((text) => text !== '');
  return texts.slice(0, last + 1).join(delimiter);
}

function writeLeaf(leaf: Leaf, delimiters: Delimiters): string {
  if (leaf === undefined) return '';
  return typeof leaf === 'symbol' ? '""' : escapeText(String(leaf), delimiters);
}

function writeComponent(component: WritableComponent, delimiters: Delimiters): string {
  if (!Array.isArray(component)) return writeLeaf(component as Leaf, delimiters);
  return join(
    (component as readonly Leaf[]).map((leaf) => writeLeaf(leaf, delimiters)),
    delimiters.subcomponent,
  );
}

function isRepetitions(field: WritableField): field is Repetitions {
  return typeof field === 'object' && 'repetitions' in field;
}

function writeField(field: WritableField, delimiters: Delimiters): string {
  if (isRepetitions(field)) {
    // Empty repetitions hold their place: their number has a meaning in XTN and OBX-5.
    return field.repetitions.map((repetition) => writeField(repetition, delimiters)).join(delimiters.repetition);
  }
  if (!Array.isArray(field)) return writeLeaf(field as Leaf, delimiters);
  return join(
    (field as readonly WritableComponent[]).map((component) => writeComponent(component, delimiters)),
    delimiters.component,
  );
}

/**
 * One segment without its end. `fields` begin at field 1 (`['PID', '1', ...]`), for MSH at MSH-3: the delimiters are
 * written from `delimiters`, which must name all four.
 */
export function writeSegment(
  [name, ...fields]: readonly [string, ...WritableField[]],
  delimiters: Delimiters = usualDelimiters,
): string {
  const { field, component, repetition, escape: mark, subcomponent, truncation } = delimiters;
  if (repetition === '' || mark === '' || subcomponent === '') throw new Error('writing needs all four delimiters');
  const written = fields.map((content) => writeField(content, delimiters));
  const encoding = component + repetition + mark + subcomponent + truncation;
  return join(name === 'MSH' ? [name, encoding, ...written] : [name, ...written], field);
}

/** A whole message: every segment ended by a carriage return. Encode it as MSH-18 says (UTF-8: `Buffer.from(text)`). */
export function writeMessage(
  segments: readonly (readonly [string, ...WritableField[]])[],
  delimiters: Delimiters = usualDelimiters,
): string {
  return segments.map((segment) => `${writeSegment(segment, delimiters)}\r`).join('');
}
