/** Files one kept message: contribution and the message's own state change together or not at all (safety I11). */
import type { Source } from '#directory';
import { readMessageType } from '#hl7v2/message-type.ts';
import { parseMessage } from '#hl7v2/parse-message.ts';
import type { Fault } from '#kernel/fault.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { Outcome } from '#kernel/outcome.ts';
import {
  confirmCommits,
  type DatabaseTransaction,
  errorFields,
  isPassing,
  numberArray,
  retryTransaction,
} from '#platform';
import type { ResourceChange } from '#record';
import { intakeFault } from '../faults.ts';
import { type MappedMessage, mapMessage, triggerOf } from '../hl7v2/map-message.ts';
import { resultKeysOf } from '../hl7v2/map-oru.ts';
import { beginReading, type MappedContribution } from '../hl7v2/message-reading.ts';
import { withdrawResult } from '../hl7v2/observation.ts';
import type { IntakeDependencies } from '../intake-dependencies.ts';
import { flawsText, type MessageState } from './kept-message.ts';

export interface MessageToFile {
  readonly number: number;
  readonly source: Source;
  readonly sender: string;
  readonly controlId: string;
  readonly receivedMs: number;
  readonly bytes: Uint8Array;
}

export interface Filing {
  readonly state: MessageState;
  readonly reason: Fault | undefined;
}

/** `passing`: the database could not take it now; the message stays as received and is tried again. */
export type FilingResult = Filing | 'passing';

const attempts = 5;

const settleText = `with entity as (
    insert into intake.message_entity (entity, message)
    select unnest(($2::text)::bigint[]), $1 on conflict do nothing)
  update intake.message set state = $3, trigger = $4, reason_code = $5, reason_flaws = $6, acknowledgement = $7,
    filed_ms = $8, attempts = attempts + 1
    where number = $1 and state in ('received', 'quarantined', 'unsupported') returning number`;

/** Somebody else has filed or discarded it meanwhile: nothing of this attempt may stay. */
class AlreadySettled extends Error {}

interface Settlement extends Filing {
  readonly trigger: string;
  readonly entities: readonly number[];
}

async function settle(
  deps: IntakeDependencies,
  sql: Pick<DatabaseTransaction, 'unsafe'>,
  message: MessageToFile,
  { state, reason, trigger, entities }: Settlement,
): Promise<void> {
  const rows = await sql.unsafe(
    settleText,
    [
      message.number,
      numberArray(entities),
      state,
      trigger,
      reason?.code ?? null,
      reason === undefined ? null : flawsText(reason),
      state === 'filed' ? 'AA' : 'AE',
      state === 'filed' ? deps.clock.now() : null,
    ],
    { prepare: true },
  );
  if (rows.length === 0) throw new AlreadySettled();
}

/** Results of a withdrawn report that only earlier messages named: found in the messages that brought them. */
async function earlierResults(
  transaction: DatabaseTransaction,
  message: MessageToFile,
  contribution: MappedContribution,
): Promise<ResourceChange[]> {
  const [first] = contribution.identifiers;
  const parsed = parseMessage(message.bytes);
  const type = parsed.ok ? readMessageType(parsed.value) : parsed;
  if (!parsed.ok || !type.ok) return [];
  const reading = beginReading({
    message: parsed.value,
    type: type.value,
    source: message.source,
    receivedAtMs: message.receivedMs,
  });
  const named = new Set(contribution.changes.map((change) => change.key));
  const keys = new Set<string>();
  for (const report of contribution.withdrawnReports ?? []) {
    const entity = hashNumber(`${message.source.number}|${first?.authority}|${first?.value}|${report}`);
    const rows = await transaction.unsafe<{ raw: Uint8Array }[]>(
      `select raw from intake.message join intake.message_entity on message_entity.message = message.number
       where message_entity.entity = $1 and message.state = 'filed' order by message.number`,
      [entity],
      { prepare: true },
    );
    for (const row of rows) {
      const earlier = parseMessage(row.raw);
      if (earlier.ok)
        for (const key of resultKeysOf(earlier.value.segments(), report)) if (!named.has(key)) keys.add(key);
    }
  }
  return [...keys].map((key) => withdrawResult(reading, key));
}

async function contributeAll(
  deps: IntakeDependencies,
  transaction: DatabaseTransaction,
  message: MessageToFile,
  mapped: MappedMessage,
): Promise<Compartment[]> {
  const compartments: Compartment[] = [];
  for (const contribution of mapped.contributions) {
    const isWithdrawal = (contribution.withdrawnReports?.length ?? 0) > 0;
    const more = isWithdrawal ? await earlierResults(transaction, message, contribution) : [];
    const result = await deps.record.contribute(transaction, {
      source: message.source,
      origin: {
        number: message.number,
        reference: `${message.sender}|${message.controlId}`,
        ...(mapped.occurredAt === undefined ? {} : { occurredAt: mapped.occurredAt }),
        ...(mapped.recordedAt === undefined ? {} : { recordedAt: mapped.recordedAt }),
      },
      receivedAtMs: message.receivedMs,
      identifiers: contribution.identifiers,
      patient: contribution.patient,
      changes: [...contribution.changes, ...more],
      ...(contribution.merge === undefined ? {} : { merge: contribution.merge }),
    });
    compartments.push(...result.compartments);
  }
  return compartments;
}

function read(message: MessageToFile): { readonly trigger: string; readonly mapped: Outcome<MappedMessage> } {
  const parsed = parseMessage(message.bytes);
  if (!parsed.ok) return { trigger: '', mapped: parsed };
  const trigger = triggerOf(parsed.value);
  return {
    trigger,
    mapped: mapMessage({ message: parsed.value, source: message.source, receivedAtMs: message.receivedMs }),
  };
}

/** By an earlier try, whose commit may have been ended while it waited for a standby: then it is not acknowledged yet (decision 104). */
async function settledBefore(deps: IntakeDependencies): Promise<FilingResult> {
  try {
    await confirmCommits(deps.database.sql);
  } catch (error) {
    if (isPassing(error)) return 'passing';
    throw error;
  }
  return { state: 'filed', reason: undefined };
}

async function setAside(
  deps: IntakeDependencies,
  message: MessageToFile,
  trigger: string,
  reason: Fault,
): Promise<FilingResult> {
  const isUnsupported = reason.code === 'INTAKE-002';
  const state: MessageState = isUnsupported ? 'unsupported' : 'quarantined';
  try {
    await settle(deps, deps.database.sql as unknown as DatabaseTransaction, message, {
      state,
      reason,
      trigger,
      entities: [],
    });
  } catch (error) {
    if (error instanceof AlreadySettled) return settledBefore(deps);
    if (isPassing(error)) return 'passing';
    throw error;
  }
  deps.log.info('message set aside', { code: reason.code, state, trigger });
  return { state, reason };
}

/** Never throws for what a message holds; what even the table does not take is thrown on. */
export async function fileMessage(deps: IntakeDependencies, message: MessageToFile): Promise<FilingResult> {
  let trigger = '';
  try {
    const { trigger: sentTrigger, mapped } = read(message);
    trigger = sentTrigger;
    if (!mapped.ok) return await setAside(deps, message, trigger, mapped.fault);
    const compartments = await retryTransaction(
      deps.database,
      { attempts, isWorthIt: isPassing },
      async (transaction) => {
        const changed = await contributeAll(deps, transaction, message, mapped.value);
        await settle(deps, transaction, message, {
          state: 'filed',
          reason: undefined,
          trigger,
          entities: mapped.value.entities,
        });
        return changed;
      },
    );
    deps.record.changes.announce(compartments);
    deps.directory.markReceived(message.source.number);
    return { state: 'filed', reason: undefined };
  } catch (error) {
    if (error instanceof AlreadySettled) return settledBefore(deps);
    if (isPassing(error)) {
      deps.log.warn('message not filed for now', { trigger, ...errorFields(error) });
      return 'passing';
    }
    deps.log.error('message not filed', { trigger, ...errorFields(error) });
    return setAside(deps, message, trigger, intakeFault('INTAKE-004'));
  }
}

/** Keeps a message in quarantine without reading it. */
export function quarantineMessage(
  deps: IntakeDependencies,
  message: MessageToFile,
  reason: Fault,
): Promise<FilingResult> {
  const parsed = parseMessage(message.bytes);
  return setAside(deps, message, parsed.ok ? triggerOf(parsed.value) : '', reason);
}
