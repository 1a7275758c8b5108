/**
 * The way of one message: kept, then filed, then answered (safety 4.2). AA kept and filed; AE kept and set aside; AR not
 * kept; no answer where the sender is to try again.
 */
import type { Source } from '#directory';
import { readHeader } from '#hl7v2/read-header.ts';
import type { Fault } from '#kernel/fault.ts';
import { confirmCommits, errorFields } from '#platform';
import { intakeFault } from '../faults.ts';
import type { IntakeDependencies } from '../intake-dependencies.ts';
import { createSenderResolver } from '../resolve-sender.ts';
import { type FilingResult, fileMessage, type MessageToFile, quarantineMessage } from './file-message.ts';
import { MessageKeeper } from './keep-messages.ts';
import { identityOf, type MessageIdentity } from './kept-message.ts';
import { SenderLanes } from './sender-lanes.ts';
import { findByIdentity, findReceived } from './stored-messages.ts';

/** What the sender is told. */
export type Hl7Receipt =
  | { readonly code: 'AA' }
  | { readonly code: 'AE' | 'AR'; readonly fault: Fault }
  | { readonly code: 'no-answer'; readonly fault: Fault };

/** Longer than any filing, shorter than the patience of senders (30 to 60 seconds). */
const answerTimeoutMs = 25_000;
const leftoversAtOnce = 50;
const longestBeginning = 64 * 1024;

const later: Hl7Receipt = { code: 'no-answer', fault: intakeFault('INTAKE-006') };

function receiptOf(result: FilingResult): Hl7Receipt {
  if (result === 'passing') return later;
  if (result.state === 'filed' || result.state === 'discarded') return { code: 'AA' };
  return { code: 'AE', fault: result.reason ?? intakeFault('INTAKE-004') };
}

/**
 * The patient as PID-3 (PID-2 in old versions) writes it; undefined for a merge, and for what cannot be read: such a
 * message goes alone.
 */
function laneOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestBeginning)).toString('latin1');
  const [, line] = /[\r\n]PID(.[^\r\n]*)[\r\n]/.exec(text) ?? [];
  if (line === undefined || /[\r\n]MRG/.test(text)) return undefined;
  const fields = line.split(line.charAt(0));
  return fields[3] || fields[2] || undefined;
}

class MessageReceiver {
  readonly #deps: IntakeDependencies;
  readonly #keeper: MessageKeeper;
  readonly #lanes = new SenderLanes();
  readonly #resolve: (sender: string) => Promise<Source | undefined>;
  /** Senders of whom a message stays as received: it goes first. */
  readonly #leftovers = new Set<string>();
  readonly #counter;
  readonly #timer;

  constructor(deps: IntakeDependencies) {
    this.#deps = deps;
    this.#keeper = new MessageKeeper(deps.database);
    this.#resolve = createSenderResolver(deps);
    this.#counter = deps.metrics?.counter({
      name: 'goldthread_intake_messages_total',
      help: 'HL7 v2 messages by what the sender was told',
      labels: ['answer'],
    });
    this.#timer = deps.metrics?.timer({
      name: 'goldthread_intake_answer_seconds',
      help: 'From a whole HL7 v2 message to its answer',
      labels: ['answer'],
    });
  }

  async receive(bytes: Uint8Array, certificateNames: readonly string[]): Promise<Hl7Receipt> {
    const startMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Hl7Receipt>((resolve) => {
      timer = setTimeout(() => resolve(later), answerTimeoutMs);
    });
    const receipt = await Promise.race([this.#take(bytes, certificateNames), late]);
    clearTimeout(timer);
    this.#counter?.add({ answer: receipt.code });
    this.#timer?.observe({ answer: receipt.code }, (performance.now() - startMs) / 1000);
    return receipt;
  }

  async #take(bytes: Uint8Array, certificateNames: readonly string[]): Promise<Hl7Receipt> {
    const identity = identityOf(bytes, readHeader(bytes));
    try {
      const source = await this.#resolve(identity.sender);
      if (source === undefined) return { code: 'AR', fault: intakeFault('INTAKE-005') };
      const { certificateName } = source;
      if (certificateName !== undefined && !certificateNames.includes(certificateName)) {
        this.#deps.log.warn('message refused: the certificate is not the sender’s', {
          code: 'INTAKE-014',
          name: source.code,
        });
        return { code: 'AR', fault: intakeFault('INTAKE-014') };
      }
      return (
        (await this.#lanes.run(identity.sender, laneOf(bytes), () => this.#keepAndFile(identity, source, bytes))) ??
        later
      );
    } catch (error) {
      this.#deps.log.warn('message not kept', errorFields(error));
      return later;
    }
  }

  async #keepAndFile(identity: MessageIdentity, source: Source, bytes: Uint8Array): Promise<Hl7Receipt> {
    const number = this.#deps.nextNumber();
    const receivedMs = this.#deps.clock.now();
    const message: MessageToFile = {
      number,
      source,
      sender: identity.sender,
      controlId: identity.controlId,
      receivedMs,
      bytes,
    };
    const keeping = await this.#keeper.keep({ number, source: source.number, identity, bytes, receivedMs });
    if (keeping === 'repeated') return this.#answerAgain(identity, source, bytes);
    if (!(await this.#fileLeftovers(identity.sender, number))) {
      return later;
    }
    const result =
      keeping === 'other-content'
        ? await quarantineMessage(
            this.#deps,
            message,
            intakeFault('INTAKE-001', { place: 'MSH-10', rule: 'names one message' }),
          )
        : await fileMessage(this.#deps, message);
    if (result === 'passing') this.#leftovers.add(identity.sender);
    return receiptOf(result);
  }

  /** The same code as before; where filing was still owed, it is done now. */
  async #answerAgain(identity: MessageIdentity, source: Source, bytes: Uint8Array): Promise<Hl7Receipt> {
    const known = await findByIdentity(this.#deps.database.sql, identity);
    if (known === undefined) return later;
    if (known.state !== 'received') {
      // Whoever sends again may have had no answer because it is on the primary alone (decision 104).
      await confirmCommits(this.#deps.database.sql);
      return receiptOf({ state: known.state, reason: known.reason });
    }
    if (!(await this.#fileLeftovers(identity.sender, known.number))) return later;
    const { number, sender, controlId, receivedMs } = known;
    const result = await fileMessage(this.#deps, { number, source, sender, controlId, receivedMs, bytes });
    if (result === 'passing') this.#leftovers.add(identity.sender);
    return receiptOf(result);
  }

  /** What this sender sent before and is still owed; false when that still cannot be filed. */
  async #fileLeftovers(sender: string, before: number): Promise<boolean> {
    if (!this.#leftovers.has(sender)) return true;
    const isDone = await this.#fileReceived({ sender, before });
    if (isDone) this.#leftovers.delete(sender);
    else this.#leftovers.add(sender);
    return isDone;
  }

  async #fileReceived(wanted: { readonly sender?: string; readonly before?: number }): Promise<boolean> {
    let after = 0;
    for (;;) {
      const messages = await findReceived(this.#deps.database.sql, { ...wanted, after, limit: leftoversAtOnce });
      for (const message of messages) {
        const source = this.#deps.directory.source(message.source);
        if (source === undefined) throw new Error(`source ${message.source} is not in the directory`);
        const result = await fileMessage(this.#deps, { ...message, source, bytes: message.raw });
        if (result === 'passing') return false;
        after = message.number;
      }
      if (messages.length < leftoversAtOnce) return true;
    }
  }

  /** Before the listener opens: what an earlier process kept and did not file. */
  resume(): Promise<boolean> {
    return this.#fileReceived({});
  }

  /** Within the sender's lane, so that a replay does not run beside the sender's own messages. */
  inLane<T>(sender: string, work: () => Promise<T>): Promise<T | undefined> {
    return this.#lanes.run(sender, undefined, work);
  }
}

export function createMessageReceiver(deps: IntakeDependencies): MessageReceiver {
  return new MessageReceiver(deps);
}

export type { MessageReceiver };
