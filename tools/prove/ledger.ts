/**
 * What senders were told, held against what the region kept. The ledger stands outside the data directory, so that no
 * fault of the region can mend it.
 */
import { appendFileSync } from 'node:fs';

export interface LedgerEntry {
  /** Sender and control id. */
  readonly id: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly contentHash: string;
  readonly attempts: number;
  /** MSA-1 of each answer, in order. */
  readonly answers: readonly string[];
  /** Sendings that ended without an answer: nobody knows whether they were kept. */
  readonly unknown: number;
}

export interface StoredMessage {
  readonly id: string;
  readonly contentHash: string;
  readonly state: string;
  /** Provenance resources that name the message as their origin: one for each time it was filed. */
  readonly filings: number;
  /** Current clinical resources that came from the message and hold its number. */
  readonly effects: number;
  /** Earlier versions of those. */
  readonly superseded: number;
}

export interface Stored {
  readonly messages: readonly StoredMessage[];
  /** Resources whose origin is no message of the inbox. */
  readonly orphans: number;
}

export type BreachKind =
  | 'acknowledged, not stored'
  | 'stored, never sent'
  | 'stored twice'
  | 'stored with other content'
  | 'acknowledged, no effect'
  | 'more than one effect'
  | 'effect without a message'
  | 'refused'
  | 'pending at the end';

export interface Breach {
  readonly kind: BreachKind;
  readonly id: string;
}

export interface Verdict {
  readonly sent: number;
  readonly acknowledged: number;
  /** Sent, and never answered. */
  readonly unknown: number;
  readonly stored: number;
  readonly breaches: readonly Breach[];
}

export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #file: string | undefined;

  /** @param file where every line is written before the message leaves; none keeps it in memory only */
  constructor(file?: string) {
    this.#file = file;
  }

  sending(id: string, contentHash: string): void {
    this.#write(`sent ${id} ${contentHash}`);
    const entry = this.#entries.get(id) ?? { id, contentHash, attempts: 0, answers: [], unknown: 0 };
    if (entry.contentHash !== contentHash) throw new Error(`${id} is used for two contents`);
    this.#entries.set(id, { ...entry, attempts: entry.attempts + 1 });
  }

  answered(id: string, code: string): void {
    this.#write(`answered ${id} ${code}`);
    const entry = this.#entryOf(id);
    this.#entries.set(id, { ...entry, answers: [...entry.answers, code] });
  }

  unanswered(id: string): void {
    this.#write(`unknown ${id}`);
    const entry = this.#entryOf(id);
    this.#entries.set(id, { ...entry, unknown: entry.unknown + 1 });
  }

  /** As it stands now; later sendings do not change it. */
  entries(): readonly LedgerEntry[] {
    return [...this.#entries.values()];
  }

  #entryOf(id: string): LedgerEntry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`${id} was never sent`);
    return entry;
  }

  #write(line: string): void {
    if (this.#file !== undefined) appendFileSync(this.#file, `${line}\n`);
  }
}

const isAccepted = (entry: LedgerEntry): boolean => entry.answers.includes('AA');

export interface Evidence {
  /** The ledger before the store was read: what was acknowledged then must be there. */
  readonly before: readonly LedgerEntry[];
  /** The ledger after the store was read: what is there must have been sent by then. */
  readonly after: readonly LedgerEntry[];
  readonly stored: Stored;
  /** Nothing is under way any more, so nothing may be waiting. */
  readonly isEnd: boolean;
}

/** Acknowledged within stored, stored within sent, each acknowledged message exactly once and with exactly one effect. */
export function judge({ before, after, stored, isEnd }: Evidence): Verdict {
  const breaches: Breach[] = [];
  const sentById = new Map(after.map((entry) => [entry.id, entry]));
  const storedById = new Map<string, StoredMessage>();
  for (const message of stored.messages) {
    if (storedById.has(message.id)) breaches.push({ kind: 'stored twice', id: message.id });
    storedById.set(message.id, message);
    const sent = sentById.get(message.id);
    if (sent === undefined) breaches.push({ kind: 'stored, never sent', id: message.id });
    else if (sent.contentHash !== message.contentHash)
      breaches.push({ kind: 'stored with other content', id: message.id });
    if (message.effects > 1 || message.filings > 1 || message.superseded > 0)
      breaches.push({ kind: 'more than one effect', id: message.id });
    if (isEnd && message.state === 'received') breaches.push({ kind: 'pending at the end', id: message.id });
  }
  for (const entry of before.filter(isAccepted)) {
    const message = storedById.get(entry.id);
    if (message === undefined) breaches.push({ kind: 'acknowledged, not stored', id: entry.id });
    else if (message.state !== 'filed' || message.effects < 1 || message.filings < 1)
      breaches.push({ kind: 'acknowledged, no effect', id: entry.id });
  }
  for (const entry of after)
    if (entry.answers.some((code) => code !== 'AA')) breaches.push({ kind: 'refused', id: entry.id });
  for (let orphan = 0; orphan < stored.orphans; orphan++)
    breaches.push({ kind: 'effect without a message', id: `resource ${orphan + 1}` });
  return {
    sent: after.length,
    acknowledged: before.filter(isAccepted).length,
    unknown: after.filter((entry) => entry.answers.length === 0).length,
    stored: stored.messages.length,
    breaches,
  };
}

/** One line for each kind of breach, with how many and the first few. */
export function describeBreaches(breaches: readonly Breach[]): string[] {
  const byKind = Map.groupBy(breaches, (breach) => breach.kind);
  return [...byKind].map(([kind, found]) => {
    const first = found.slice(0, 3).map((breach) => breach.id);
    return `${found.length} ${kind}: ${first.join(', ')}${found.length > 3 ? ', ...' : ''}`;
  });
}
