/** A message in the inbox, and what makes two of them the same. */
import { createHash } from 'node:crypto';
import type { SourceNumber } from '#disclosure';
import { hl7v2Faults } from '#hl7v2/faults.ts';
import type { Hl7Header } from '#hl7v2/read-header.ts';
import type { Fault, FaultKind, Flaw } from '#kernel/fault.ts';
import { fault } from '#kernel/fault.ts';
import { intakeFaults } from '../faults.ts';

export type MessageState = 'received' | 'filed' | 'quarantined' | 'unsupported' | 'discarded';

export interface MessageIdentity {
  /** MSH-3 and MSH-4 by their first components, joined by `|`. */
  readonly sender: string;
  /** MSH-10 */
  readonly controlId: string;
  readonly keyHash: Buffer;
  readonly contentHash: Buffer;
}

export interface KeptMessage {
  readonly number: number;
  readonly source: SourceNumber;
  readonly sender: string;
  readonly controlId: string;
  readonly state: MessageState;
  readonly receivedMs: number;
  readonly attempts: number;
  readonly reason: Fault | undefined;
}

const longestName = 200;

function plain(text: string): string {
  return text.replaceAll('\0', '').trim().slice(0, longestName);
}

function firstComponent(text: string, header: Hl7Header): string {
  const { component } = header.delimiters;
  return component === '' ? text : (text.split(component)[0] ?? '');
}

/** A message without MSH has the empty sender and control id; its content alone tells it apart. */
export function identityOf(bytes: Uint8Array, header: Hl7Header | undefined): MessageIdentity {
  const contentHash = createHash('sha256').update(bytes).digest();
  const application = header === undefined ? '' : firstComponent(header.sendingApplication, header);
  const facility = header === undefined ? '' : firstComponent(header.sendingFacility, header);
  const sender = `${plain(application)}|${plain(facility)}`;
  const controlId = header?.messageControlId ?? '';
  const key = createHash('sha256').update(`${application}|${facility}\0${controlId}`);
  // Without a control id nothing says that two messages claim to be one.
  if (controlId.trim() === '') key.update(contentHash);
  return { sender, controlId: plain(controlId), keyHash: key.digest(), contentHash };
}

const entries: Readonly<Record<string, { readonly kind: FaultKind; readonly message: string }>> = {
  ...intakeFaults,
  ...hl7v2Faults,
};

/** A reason as the table keeps it, and back: the words come from the code, so they are never stored. */
export function reasonOf(code: string | null, flaws: string | null): Fault | undefined {
  if (code === null) return undefined;
  const entry = entries[code];
  const read = flaws === null ? undefined : (JSON.parse(flaws) as Flaw[]);
  return fault(entry?.kind ?? 'broken', code, entry?.message ?? 'The message was not filed', read);
}

const mostFlaws = 20;

export function flawsText(reason: Fault): string | null {
  return reason.flaws === undefined ? null : JSON.stringify(reason.flaws.slice(0, mostFlaws));
}
