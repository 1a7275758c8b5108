/**
 * The leaves that a provable log must have, as cheaply as they can be had: nine SHA-256 each, as the form of decision 0023 asks (four
 * keys, four commitments, the leaf), over texts as long as an entry's, and a row by one index. Nothing is read back, put in an order of
 * JSON, or chained to a person.
 */
import { hash, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Database } from '#platform';

/** As the product: so often, so many in one go, so many in one statement. */
const everyMs = 250;
const atOnce = 8;
const inOneStatement = 500;

export interface FloorLeaves {
  /** So many entries were committed. */
  owe(entries: number): void;
  stop(): Promise<void>;
}

/** The texts of the four commitments: together as long as the entry. */
function partsOf(entry: string): readonly string[] {
  const [caller, content] = [entry.slice(0, entry.length / 4), entry.slice(entry.length / 4, entry.length / 2)];
  return ['123456', caller, content, entry.slice(entry.length / 2)];
}

function leafOf(salt: string, parts: readonly string[], previous: string): string {
  const commitments = parts.map((part, at) =>
    hash('sha256', `${hash('sha256', `${salt}:${at}`, 'hex')}:${part}`, 'hex'),
  );
  return hash('sha256', `\u0000${commitments.join(' ')} ${previous}`, 'hex');
}

const insertText = `
  with bytes as materialized (select decode($1, 'hex') as salts, decode($2, 'hex') as hashes)
  insert into bench_floor.leaf (salt, hash)
  select substring(bytes.salts from number * 32 - 31 for 32), substring(bytes.hashes from number * 32 - 31 for 32)
  from bytes, generate_series(1, $3::int) as number`;

export function startFloorLeaves(sql: Database['sql'], entry: string): FloorLeaves {
  const parts = partsOf(entry);
  let owed = 0;
  let previous = '';
  let underWay = Promise.resolve();
  const make = async (count: number): Promise<void> => {
    const salts = randomBytes(32 * count).toString('hex');
    const hashes: string[] = [];
    for (let at = 0; at < count; at++) {
      if (at % atOnce === atOnce - 1) await setImmediate();
      previous = leafOf(salts.slice(at * 64, at * 64 + 64), parts, previous);
      hashes.push(previous);
    }
    await sql.unsafe(insertText, [salts, hashes.join(''), count], { prepare: true });
  };
  const makeOwed = async (): Promise<void> => {
    const due = owed;
    owed = 0;
    for (let made = 0; made < due; made += inOneStatement) await make(Math.min(inOneStatement, due - made));
  };
  const timer = setInterval(() => {
    underWay = underWay.then(makeOwed);
  }, everyMs);
  return {
    owe: (entries) => {
      owed += entries;
    },
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
