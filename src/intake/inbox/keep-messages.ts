/**
 * Commits raw messages before anything else is done with them (safety I1). Messages of several connections that arrive
 * while a commit is under way share the next one.
 */
import type { SourceNumber } from '#disclosure';
import type { Database } from '#platform';
import type { MessageIdentity } from './kept-message.ts';

export interface MessageToKeep {
  readonly number: number;
  readonly source: SourceNumber;
  readonly identity: MessageIdentity;
  readonly bytes: Uint8Array;
  readonly receivedMs: number;
}

/** `repeated`: the same content is here already. `other-content`: kept, and the control id was another message's. */
export type Keeping = 'kept' | 'repeated' | 'other-content';

interface Waiting {
  readonly message: MessageToKeep;
  readonly resolve: (keeping: Keeping) => void;
  readonly reject: (error: unknown) => void;
}

const mostMessages = 16;
const mostBytes = 4 * 1024 * 1024;
const columnCount = 8;

function insertText(count: number): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const place = (column: number): string => `$${row * columnCount + column}`;
    return `(${place(1)}::bigint, ${place(2)}::integer, ${place(3)}, ${place(4)}, ${place(5)}::bytea, ${place(6)}::bytea, ${place(7)}::bytea, ${place(8)}::bigint, 'received')`;
  });
  return `insert into intake.message (number, source, sender, control_id, key_hash, content_hash, raw, received_ms, state)
    values ${rows.join(', ')}
    on conflict (key_hash, content_hash) do nothing
    returning number, exists (select from intake.message as other
      where other.key_hash = message.key_hash and other.content_hash <> message.content_hash) as is_reused`;
}

export class MessageKeeper {
  readonly #database: Database;
  #waiting: Waiting[] = [];
  #isCommitting = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Comes back when the message is on the disk; throws when the database did not take it. */
  keep(message: MessageToKeep): Promise<Keeping> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, resolve, reject });
      if (!this.#isCommitting) void this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    this.#isCommitting = true;
    while (this.#waiting.length > 0) await this.#commitOnce();
    this.#isCommitting = false;
  }

  #nextBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    const keys = new Set<string>();
    for (const { message } of this.#waiting) {
      bytes += message.bytes.length;
      const key = message.identity.keyHash.toString('base64');
      // One statement does not see its own rows: two messages of one control id need two.
      if (count > 0 && (count === mostMessages || bytes > mostBytes || keys.has(key))) break;
      keys.add(key);
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #commitOnce(): Promise<void> {
    const batch = this.#nextBatch();
    try {
      const rows = await this.#database.sql.unsafe<{ number: number; is_reused: boolean }[]>(
        insertText(batch.length),
        batch.flatMap(({ message: { number, source, identity, bytes, receivedMs } }) => [
          number,
          source,
          identity.sender,
          identity.controlId,
          identity.keyHash,
          identity.contentHash,
          Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
          receivedMs,
        ]),
        { prepare: true },
      );
      const reusedByNumber = new Map(rows.map((row) => [row.number, row.is_reused]));
      for (const { message, resolve } of batch) {
        const isReused = reusedByNumber.get(message.number);
        resolve(isReused === undefined ? 'repeated' : isReused ? 'other-content' : 'kept');
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
