/** What could not be filed: read, mended at the source, replayed, or discarded with a reason (safety I6, I7). */

import { parseMessage } from '#hl7v2/parse-message.ts';
import type { Fault } from '#kernel/fault.ts';
import { numberText, parseVersionId } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { numberArray } from '#platform';
import { intakeFault } from '../faults.ts';
import { mapMessage } from '../hl7v2/map-message.ts';
import type { IntakeDependencies } from '../intake-dependencies.ts';
import { fileMessage } from './file-message.ts';
import type { MessageState } from './kept-message.ts';
import type { MessageReceiver } from './receive-message.ts';
import { findByNumber, listAside, type StoredMessage } from './stored-messages.ts';

export interface QuarantinedMessage {
  /** How `show`, `replay` and `discard` name it. */
  readonly id: string;
  readonly sender: string;
  readonly controlId: string;
  /** `ADT^A01`; empty where it could not be read. */
  readonly trigger: string;
  readonly state: MessageState;
  readonly receivedMs: number;
  readonly attempts: number;
  /** Code, place and rule: never what the message said. */
  readonly reason: Fault | undefined;
}

export interface Replay {
  readonly state: MessageState;
  readonly reason: Fault | undefined;
}

const shortestReason = 5;

function shown(message: StoredMessage): QuarantinedMessage {
  const { sender, controlId, trigger, state, receivedMs, attempts, reason } = message;
  return { id: numberText(message.number), sender, controlId, trigger, state, receivedMs, attempts, reason };
}

async function findAside(deps: IntakeDependencies, id: string): Promise<Outcome<StoredMessage & { raw: Uint8Array }>> {
  const number = parseVersionId(id);
  const message = number === undefined ? undefined : await findByNumber(deps.database.sql, number);
  if (message === undefined) return failed(intakeFault('INTAKE-007'));
  return message.state === 'quarantined' || message.state === 'unsupported'
    ? ok(message)
    : failed(intakeFault('INTAKE-009'));
}

async function isOvertaken(deps: IntakeDependencies, message: StoredMessage & { raw: Uint8Array }): Promise<boolean> {
  const parsed = parseMessage(message.raw);
  const source = deps.directory.source(message.source);
  if (!parsed.ok || source === undefined) return false;
  const mapped = mapMessage({ message: parsed.value, source, receivedAtMs: message.receivedMs });
  if (!mapped.ok) return false;
  const rows = await deps.database.sql.unsafe<{ is_overtaken: boolean }[]>(
    `select exists (select from intake.message_entity join intake.message on message.number = message_entity.message
     where entity = any(($1::text)::bigint[]) and message.number > $2 and message.state = 'filed') as is_overtaken`,
    [numberArray(mapped.value.entities), message.number],
    { prepare: true },
  );
  return rows[0]?.is_overtaken ?? false;
}

export function createQuarantine(deps: IntakeDependencies, receiver: MessageReceiver) {
  const { sql } = deps.database;
  return {
    /** Newest first; `before` is the last id of the page before. */
    async list(
      wanted: { readonly limit?: number; readonly before?: string } = {},
    ): Promise<readonly QuarantinedMessage[]> {
      const before = wanted.before === undefined ? undefined : parseVersionId(wanted.before);
      const messages = await listAside(sql, {
        limit: wanted.limit ?? 100,
        ...(before === undefined ? {} : { before }),
      });
      return messages.map(shown);
    },

    /** With the message as it came: patient data, for whoever may mend it. INTAKE-007, INTAKE-009. */
    async show(id: string): Promise<Outcome<QuarantinedMessage & { readonly raw: Uint8Array }>> {
      const found = await findAside(deps, id);
      return found.ok ? ok({ ...shown(found.value), raw: found.value.raw }) : found;
    },

    /** A new attempt at the same message. INTAKE-006 to INTAKE-009; what is wrong with it still comes back as its reason. */
    async replay(id: string, options: { readonly isConfirmed?: boolean } = {}): Promise<Outcome<Replay>> {
      const found = await findAside(deps, id);
      if (!found.ok) return found;
      const message = found.value;
      const source = deps.directory.source(message.source);
      if (source === undefined) return failed(intakeFault('INTAKE-011'));
      const result = await receiver.inLane(message.sender, async () => {
        if (options.isConfirmed !== true && (await isOvertaken(deps, message))) return 'overtaken' as const;
        return fileMessage(deps, { ...message, source, bytes: message.raw });
      });
      if (result === 'overtaken') return failed(intakeFault('INTAKE-008'));
      return result === undefined || result === 'passing' ? failed(intakeFault('INTAKE-006')) : ok(result);
    },

    /** Stays in the inbox, counted as discarded. The reason is kept and never holds patient data. INTAKE-007, 009, 013. */
    async discard(id: string, reason: string): Promise<Outcome<true>> {
      // PostgreSQL keeps no text with U+0000.
      const why = reason.replaceAll('\0', '').trim().slice(0, 500);
      if (why.length < shortestReason) return failed(intakeFault('INTAKE-013'));
      const found = await findAside(deps, id);
      if (!found.ok) return found;
      const rows = await sql.unsafe(
        `update intake.message set state = 'discarded', discard_reason = $2
         where number = $1 and state in ('quarantined', 'unsupported') returning number`,
        [found.value.number, why],
        { prepare: true },
      );
      // Filed or discarded by somebody else meanwhile.
      return rows.length === 1 ? ok(true) : failed(intakeFault('INTAKE-009'));
    },
  };
}
