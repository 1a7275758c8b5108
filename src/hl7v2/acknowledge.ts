/** Acknowledgements (HL7 v2 chapter 2, 2.9 and 2.13.1): MSH, MSA and ERR in the dress of the sender's version. */
import type { Fault } from '#kernel/fault.ts';
import type { Delimiters } from './delimiters.ts';
import { usualDelimiters } from './delimiters.ts';
import { escapeText } from './escape.ts';
import type { Hl7Header } from './read-header.ts';

/** MSA-1, table 0008. AA kept and filed, AE kept in quarantine, AR not kept. */
export type AcknowledgementCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

/** Table 0357. */
export const errorConditions = {
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '206': 'Application record locked',
  '207': 'Application internal error',
} as const;
export type ErrorCondition = keyof typeof errorConditions;

export interface AcknowledgedError {
  /** `PID-3[2].1`, `OBX[2]-5`; another text is left out of the location. */
  readonly place?: string;
  readonly condition: ErrorCondition;
  /** For the sender's staff. Never patient data. */
  readonly text: string;
}

export interface Answer {
  readonly code: AcknowledgementCode;
  /** MSH-7, milliseconds since 1970; written in UTC. */
  readonly timeMs: number;
  /** MSH-10 of the acknowledgement itself. */
  readonly controlId: string;
  /** MSA-3. Never patient data. */
  readonly text?: string;
  readonly errors?: readonly AcknowledgedError[];
}

function versionNumber(version: string): number {
  const [, major = '2', minor = '5'] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 100 + Number(minor);
}

function timeText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().replace(/[-T:]|\..*$/g, '')}+0000`;
}

function messageTypeOf(header: Hl7Header, version: number): string {
  const { component } = header.delimiters;
  const event = header.messageType.split(component)[1] ?? '';
  if (version < 203 || event === '') return 'ACK';
  const short = `ACK${component}${event}`;
  return version === 203 && !/^2\.3\.1/.test(header.version) ? short : `${short}${component}ACK`;
}

/** Segment, its number, field, repetition, component, subcomponent: the parts of ERL. */
function locationParts(place: string | undefined): string[] {
  const match = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?)?$/.exec(place ?? '');
  if (match === null) return [];
  const [, segment = '', occurrence = '1', field = '', repetition, component = '', subcomponent = ''] = match;
  return [segment, occurrence, field, field === '' ? '' : (repetition ?? '1'), component, subcomponent];
}

function trimmed(texts: readonly string[], delimiter: string): string {
  return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1).join(delimiter);
}

/** ERR of 2.5 and later: ERR-2 location, ERR-3 condition, ERR-4 severity, ERR-8 user message. */
function errorSegment(error: AcknowledgedError, delimiters: Delimiters): string {
  const { field, component } = delimiters;
  const condition = [error.condition, errorConditions[error.condition], 'HL70357'].join(component);
  const location = trimmed(locationParts(error.place), component);
  return ['ERR', '', location, condition, 'E', '', '', '', escapeText(error.text, delimiters)].join(field);
}

/** ERR before 2.5: ERR-1 (ELD) segment, sequence, field position, and the condition as subcomponents. */
function errorCodeAndLocation(error: AcknowledgedError, delimiters: Delimiters): string {
  const [segment = '', occurrence = '', fieldPosition = ''] = locationParts(error.place);
  const condition = [error.condition, errorConditions[error.condition], 'HL70357'];
  const code = delimiters.subcomponent === '' ? error.condition : condition.join(delimiters.subcomponent);
  return [segment, occurrence, fieldPosition, code].join(delimiters.component);
}

function errorSegments(answer: Answer, delimiters: Delimiters, version: number): string[] {
  const errors = answer.errors ?? [];
  if (errors.length === 0) return [];
  if (version >= 205) return errors.map((error) => errorSegment(error, delimiters));
  const codes = errors.map((error) => errorCodeAndLocation(error, delimiters));
  const all = delimiters.repetition === '' ? codes.slice(0, 1) : codes;
  return [`ERR${delimiters.field}${all.join(delimiters.repetition)}`];
}

/**
 * The bytes of an acknowledgement, to be framed. Sender and receiver change places; delimiters, version, processing id
 * and character set are the sender's; MSA-2 echoes MSH-10 byte for byte. Without a header (no MSH could be read) the
 * usual delimiters and version 2.5 are used, and MSA-2 is empty.
 */
export function acknowledge(header: Hl7Header | undefined, answer: Answer): Uint8Array {
  const delimiters = header?.delimiters ?? usualDelimiters;
  const { field, component, repetition, escape: mark, subcomponent, truncation } = delimiters;
  const version = versionNumber(header?.version ?? '');
  const characterSet = header?.characterSet ?? '';
  const isWide = /UTF-?16/i.test(characterSet);
  const msh = [
    `MSH${field}${component}${repetition}${mark}${subcomponent}${truncation}`,
    header?.receivingApplication ?? '',
    header?.receivingFacility ?? '',
    header?.sendingApplication ?? '',
    header?.sendingFacility ?? '',
    timeText(answer.timeMs),
    '',
    header === undefined ? 'ACK' : messageTypeOf(header, version),
    answer.controlId,
    header?.processingId || 'P',
    header?.version || '2.5',
    ...(characterSet === '' || isWide ? [] : ['', '', '', '', '', characterSet]),
  ];
  const msa = ['MSA', answer.code, header?.messageControlId ?? '', escapeText(answer.text ?? '', delimiters)];
  const lines = [msh.join(field), trimmed(msa, field), ...errorSegments(answer, delimiters, version)];
  // One character a byte, so what came in is echoed unchanged; our own words are ASCII.
  return Buffer.from(lines.map((line) => `${line}\r`).join(''), 'latin1');
}

const conditionByFaultCode: Readonly<Record<string, ErrorCondition>> = {
  'HL7V2-001': '100',
  'HL7V2-003': '100',
  'HL7V2-004': '100',
  'HL7V2-010': '101',
};

/** The errors that a fault stands for: one for each flaw, or one for the fault itself. */
export function faultToErrors(fault: Fault, condition?: ErrorCondition): readonly AcknowledgedError[] {
  const code = condition ?? conditionByFaultCode[fault.code] ?? (fault.kind === 'invalid' ? '102' : '207');
  const text = `${fault.message} (${fault.code})`;
  const flaws = fault.flaws ?? [];
  if (flaws.length === 0) return [{ condition: code, text }];
  return flaws.map(({ place, rule }) => ({ place, condition: code, text: `${text}: ${place} ${rule}` }));
}
