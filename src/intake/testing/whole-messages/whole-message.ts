/** A message with all that the record holds of it, and where each of its fields went: both written by hand. */
import { parseMessage } from '#hl7v2/parse-message.ts';

type Resources = Readonly<Record<string, unknown>>;

export interface WholeMessage {
  readonly name: string;
  /** One segment each; the first begins with MSH. */
  readonly lines: readonly string[];
  /** Sent before it by the same sender. What they filed is not part of the picture, unless this message changes it. */
  readonly after?: readonly (readonly string[])[];
  /** Every resource that it files, by what `recordPicture` calls it, with every element. */
  readonly filed: Resources;
  /** The numbers that lead to each record of the picture. */
  readonly numbers: Readonly<Record<string, readonly string[]>>;
  /**
   * Every field that the message fills, or a segment as a whole, to where it went. `not filed` stands for what
   * `docs/intake/hl7v2-fields.md` lists, `inbox` for what keeps, tells apart and answers the message.
   * `OBX[2]-5` stands before `OBX-5`.
   */
  readonly fields: Readonly<Record<string, string>>;
}

export const bytesOf = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\r`).join(''), 'utf8');

export interface FilledField {
  /** `OBX[2]-5` */
  readonly place: string;
  /** `OBX-5` */
  readonly field: string;
  readonly segment: string;
  /** Which line it stands in, and which part between bars it is. */
  readonly line: number;
  readonly part: number;
}

/** Every field with more than blanks in it, but for the delimiters themselves. */
export function filledFields(lines: readonly string[]): FilledField[] {
  const parsed = parseMessage(bytesOf(lines));
  if (!parsed.ok) throw new Error(parsed.fault.code);
  return parsed.value.segments().flatMap((segment, line) => {
    const isHeader = segment.name === 'MSH';
    return Array.from({ length: segment.fieldCount }, (_, at) => at + 1)
      .filter((number) => !(isHeader && number <= 2) && segment.field(number).raw.trim() !== '')
      .map((number) => ({
        place: `${segment.place}-${number}`,
        field: `${segment.name}-${number}`,
        segment: segment.name,
        line,
        part: isHeader ? number - 1 : number,
      }));
  });
}

/** The message as it would be if nobody had filled those fields. */
export function withoutFields(lines: readonly string[], fields: readonly FilledField[]): Buffer {
  const parts = lines.map((line) => line.split('|'));
  for (const { line, part } of fields) parts[line]![part] = '';
  return bytesOf(parts.map((line) => line.join('|')));
}

/** The row of a field: its own, that of the field in any such segment, or that of the segment. */
export function rowOf(message: WholeMessage, { place, field, segment }: FilledField): string | undefined {
  return [place, field, segment].find((key) => Object.hasOwn(message.fields, key));
}
