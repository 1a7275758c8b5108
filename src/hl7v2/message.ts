/** A parsed message: its segments in order, each divided when asked. Nothing that was sent is dropped. */
import type { Flaw } from '#kernel/fault.ts';
import type { Delimiters } from './delimiters.ts';
import type { Reading } from './value.ts';
import { Value } from './value.ts';

export class Segment {
  /** `PID`, `OBX`, `ZXY` ... */
  readonly name: string;
  /** As sent, without its end. */
  readonly raw: string;
  /** From 1, in the message. */
  readonly position: number;
  /** `PID`, or `OBX[2]` for the second of that name. */
  readonly place: string;
  readonly #reading: Reading;
  #fields: readonly string[] | undefined;

  constructor(raw: string, at: { readonly position: number; readonly occurrence: number }, reading: Reading) {
    this.name = raw.slice(0, 3);
    this.raw = raw;
    this.position = at.position;
    this.place = at.occurrence === 1 ? this.name : `${this.name}[${at.occurrence}]`;
    this.#reading = reading;
  }

  /** Field `number`, numbered as in the standard: MSH-1 is the field separator itself. Empty where there is none. */
  field(number: number): Value {
    const isHeader = this.name === 'MSH';
    const { field } = this.#reading.delimiters;
    this.#fields ??= this.raw.split(field);
    const raw = isHeader && number === 1 ? field : (this.#fields[isHeader ? number - 1 : number] ?? '');
    // MSH-1 and MSH-2 hold the delimiters themselves, so they are never divided.
    const level = isHeader && number <= 2 ? 'subcomponent' : 'field';
    return new Value(raw, level, `${this.place}-${number}`, this.#reading);
  }

  get fieldCount(): number {
    this.#fields ??= this.raw.split(this.#reading.delimiters.field);
    return this.#fields.length - (this.name === 'MSH' ? 0 : 1);
  }
}

/** A segment that opens a group and all that follow it, up to the next that opens one. */
export interface SegmentGroup {
  readonly first: Segment;
  readonly segments: readonly Segment[];
}

const pathPattern = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?$/;

export class Hl7Message {
  readonly delimiters: Delimiters;
  /** The WHATWG label that the bytes were read by. */
  readonly encoding: string;
  /** The text as decoded, without a byte-order mark. */
  readonly text: string;
  /** What was read in spite of a defect: a byte-order mark, a guessed character set, a line feed in a field. */
  readonly flaws: readonly Flaw[];
  readonly #segments: readonly Segment[];
  readonly #reading: Reading;

  constructor(
    parts: { readonly text: string; readonly lines: readonly string[]; readonly flaws: readonly Flaw[] },
    reading: Reading,
  ) {
    this.delimiters = reading.delimiters;
    this.encoding = reading.encoding;
    this.text = parts.text;
    this.flaws = parts.flaws;
    this.#reading = reading;
    const seen = new Map<string, number>();
    this.#segments = parts.lines.map((line, index) => {
      const occurrence = (seen.get(line.slice(0, 3)) ?? 0) + 1;
      seen.set(line.slice(0, 3), occurrence);
      return new Segment(line, { position: index + 1, occurrence }, reading);
    });
  }

  /** All segments in order, or those of one name. */
  segments(name?: string): readonly Segment[] {
    return name === undefined ? this.#segments : this.#segments.filter((segment) => segment.name === name);
  }

  /** The first segment of that name. */
  segment(name: string): Segment | undefined {
    return this.#segments.find((segment) => segment.name === name);
  }

  /**
   * The value at a path: `PID-3`, `PID-3[2].4`, `OBX[3]-5.1.2`. Empty where the message has none.
   * A path that is none is a bug of the caller and throws.
   */
  field(path: string): Value {
    const [match, name = '', occurrence, number, repetition, component, subcomponent] = pathPattern.exec(path) ?? [];
    if (match === undefined) throw new Error(`not a path into a message: ${path}`);
    const segment = this.segments(name)[Number(occurrence ?? 1) - 1];
    let value = segment?.field(Number(number)) ?? new Value('', 'field', `${name}-${number}`, this.#reading);
    if (repetition !== undefined) value = value.repetition(Number(repetition));
    if (component !== undefined) value = value.component(Number(component));
    return subcomponent === undefined ? value : value.subcomponent(Number(subcomponent));
  }

  /**
   * Groups by order: each begins at a segment named in `openers` and runs to the next one.
   * What stands before the first opener is in no group. `within` limits the search to a group already found.
   */
  groups(openers: string | readonly string[], within: readonly Segment[] = this.#segments): readonly SegmentGroup[] {
    const names = typeof openers === 'string' ? [openers] : openers;
    const groups: { first: Segment; segments: Segment[] }[] = [];
    for (const segment of within) {
      if (names.includes(segment.name)) groups.push({ first: segment, segments: [segment] });
      else groups.at(-1)?.segments.push(segment);
    }
    return groups;
  }
}
