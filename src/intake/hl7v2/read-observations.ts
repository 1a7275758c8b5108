/**
 * Groups the OBX of one report into results and gives each the key by which a later correction finds it: report, OBX-3,
 * OBX-4, and the how-manieth of these in the message. Lines of one text are one result.
 */
import { readCodedElement } from '#hl7v2/data-types/coded-element.ts';
import { readText } from '#hl7v2/data-types/observation-value.ts';
import type { Segment } from '#hl7v2/message.ts';

export interface ReadObservation {
  readonly key: string;
  /** The first line's segment. */
  readonly segment: Segment;
  /** All lines of a text in order, exactly as sent; undefined for anything but text. */
  readonly text: string | undefined;
  readonly notes: readonly Segment[];
}

interface Line {
  readonly segment: Segment;
  readonly notes: Segment[];
}

/** What may stand between an OBX and its notes (7.3.1). */
const betweenResultAndNote: ReadonlySet<string> = new Set(['PRT', 'TCD', 'SID']);

const textTypes: ReadonlySet<string> = new Set(['TX', 'FT']);

function typeOf(segment: Segment): string {
  return segment.field(2).text()?.trim().toUpperCase() ?? '';
}

/** OBX-3 as it is compared: its codes, or its words where there are none. */
function nameOf(segment: Segment): string {
  const element = readCodedElement(segment.field(3));
  const first = element?.codings[0];
  return first?.code === undefined
    ? (element?.text ?? '').toLowerCase()
    : `${first.code}^${first.systemName ?? ''}`.toLowerCase();
}

function lines(segments: readonly Segment[]): Line[] {
  const found: Line[] = [];
  let noted: Line | undefined;
  for (const segment of segments) {
    if (segment.name === 'OBR' || segment.name === 'ORC') break;
    if (segment.name === 'OBX') {
      noted = { segment, notes: [] };
      found.push(noted);
    } else if (segment.name === 'NTE') noted?.notes.push(segment);
    // A note after anything else, such as a booked room, speaks of that.
    else if (!betweenResultAndNote.has(segment.name)) noted = undefined;
  }
  return found;
}

/** Neighbours of one name that are text are lines of one text; plain strings only where they share OBX-4 too. */
function continues(line: Line, before: Line): boolean {
  const type = typeOf(line.segment);
  if (type !== typeOf(before.segment) || nameOf(line.segment) !== nameOf(before.segment)) return false;
  if (textTypes.has(type)) return statusOf(line) === statusOf(before);
  return type === 'ST' && subId(line) === subId(before);
}

const subId = (line: Line): string => line.segment.field(4).text()?.trim() ?? '';
const statusOf = (line: Line): string => line.segment.field(11).text()?.trim() ?? '';

function joinTexts(group: readonly Line[]): string | undefined {
  const [first] = group;
  if (first === undefined || !(textTypes.has(typeOf(first.segment)) || group.length > 1)) return undefined;
  return group.map((line) => readText(line.segment.field(5)) ?? '').join('\n');
}

/** OBX-2 ED is a document of the report, no result of its own. */
export function readObservations(segments: readonly Segment[], reportKey: string): ReadObservation[] {
  const groups: Line[][] = [];
  for (const line of lines(segments)) {
    if (typeOf(line.segment) === 'ED') continue;
    const open = groups.at(-1);
    const last = open?.at(-1);
    if (open !== undefined && last !== undefined && continues(line, last)) open.push(line);
    else groups.push([line]);
  }
  const seen = new Map<string, number>();
  return groups.map((group) => {
    const first = group[0]!;
    const isText = textTypes.has(typeOf(first.segment));
    const name = `${reportKey}|${nameOf(first.segment)}|${isText ? '' : subId(first)}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return {
      key: `result|${name}|${count}`,
      segment: first.segment,
      text: joinTexts(group),
      notes: group.flatMap((line) => line.notes),
    };
  });
}
