/** The map of heads as the running region keeps it: the crown in memory, branches in rows. */
import type { AnySql } from '#platform';
import {
  type HeadRow,
  type HeadsRow,
  insertBranches,
  insertHeadPlaces,
  insertHeads,
  selectBranchesSince,
  selectChangedBranches,
  selectHeadsBefore,
  selectHeadsOfBranches,
} from '../queries/heads.ts';
import { headsLeafText, type PersonHead } from '../verify/leaf-form.ts';
import { branchHash, branchPath, type HeadInBranch, headInBranch } from './heads-branch.ts';
import { type BranchHash, HeadsCrown } from './heads-crown.ts';
import { hashOfLeaf } from './tile.ts';

/** About 12,000 persons in a region of 1.5 million. */
const branchesAtOnce = 512;

export interface HeadProof {
  readonly head: PersonHead;
  readonly path: readonly Uint8Array[];
}

export interface HeadsMap {
  /**
   * Adds the leaf that says where everybody's numbers stand, behind the last leaf. Within the transaction that holds the
   * lock of the log; after a failure of that transaction, call `forget`.
   */
  seal(sql: AnySql, leafIndex: number, atMs: number): Promise<HeadsRow>;
  /** Where this person's numbers stood at these heads, with the proof; undefined for who had no leaf by then. */
  prove(sql: AnySql, person: number, heads: HeadsRow): Promise<HeadProof | undefined>;
  forget(): void;
}

function byBranch(rows: readonly HeadRow[]): Map<number, HeadInBranch[]> {
  const branches = new Map<number, HeadInBranch[]>();
  for (const row of rows) {
    const known = branches.get(row.bucket);
    if (known === undefined) branches.set(row.bucket, [headInBranch(row.person, row)]);
    else known.push(headInBranch(row.person, row));
  }
  return branches;
}

/** The branches as the leaves before this one make them: of these buckets, some at a time. */
async function* branchesBefore(
  sql: AnySql,
  buckets: readonly number[],
  beforeLeaf: number,
): AsyncGenerator<readonly BranchHash[]> {
  for (let from = 0; from < buckets.length; from += branchesAtOnce) {
    const rows = await selectHeadsOfBranches(sql, buckets.slice(from, from + branchesAtOnce), beforeLeaf);
    yield [...byBranch(rows)].map(([bucket, heads]) => ({ bucket, hash: branchHash(heads) }));
  }
}

/** The crown in memory, brought to whichever heads it is asked for. */
class CrownInMemory {
  #crown = new HeadsCrown();
  #isOf = 0;

  forget(): void {
    this.#crown = new HeadsCrown();
    this.#isOf = 0;
  }

  /** Other processes write too, and this one may have restarted. */
  async at(sql: AnySql, number: number): Promise<HeadsCrown> {
    if (this.#isOf > number) {
      // Somebody asks about the past while the map has gone on: seldom, and worth a map of its own.
      const older = new HeadsCrown();
      older.set(await selectBranchesSince(sql, 0, number));
      return older;
    }
    if (this.#isOf < number) {
      const since = this.#isOf;
      const branches = await selectBranchesSince(sql, since, number);
      if (this.#isOf !== since) return this.at(sql, number);
      this.#crown.set(branches);
      this.#isOf = number;
    }
    return this.#crown;
  }

  /** At one stroke, since proofs about the heads before may be under way. */
  async goOn(sql: AnySql, number: number, changed: readonly BranchHash[]): Promise<Uint8Array> {
    const crown = await this.at(sql, number - 1);
    if (crown !== this.#crown) throw new Error('the map of heads has gone on while its lock was held');
    crown.set(changed);
    this.#isOf = number;
    return Uint8Array.from(crown.root);
  }
}

export function createHeadsMap(): HeadsMap {
  const crown = new CrownInMemory();
  return {
    async seal(sql, leafIndex, atMs) {
      const last = await selectHeadsBefore(sql, leafIndex);
      const fromLeaf = last === undefined ? 0 : last.leafIndex + 1;
      const number = (last?.number ?? 0) + 1;
      const persons = (last?.persons ?? 0) + (await insertHeadPlaces(sql, fromLeaf));
      const buckets = await selectChangedBranches(sql, fromLeaf);
      const changed: BranchHash[] = [];
      for await (const branches of branchesBefore(sql, buckets, leafIndex)) {
        await insertBranches(sql, number, branches);
        changed.push(...branches);
      }
      const root = await crown.goOn(sql, number, changed);
      const text = headsLeafText({ atMs, headsRoot: Buffer.from(root).toString('hex'), leafIndex, persons });
      const heads = { number, leafIndex, persons, root, atMs, hash: hashOfLeaf(text) };
      await insertHeads(sql, heads);
      return heads;
    },
    async prove(sql, person, heads) {
      const { key } = headInBranch(person, { count: 0, hash: '' });
      const bucket = (key[0] ?? 0) * 256 + (key[1] ?? 0);
      const rows = await selectHeadsOfBranches(sql, [bucket], heads.leafIndex);
      const head = rows.find((row) => row.person === person);
      if (head === undefined) return undefined;
      const within = branchPath(byBranch(rows).get(bucket) ?? [], key);
      const path = [...within, ...(await crown.at(sql, heads.number)).path(bucket)];
      return { head: { count: head.count, hash: head.hash }, path };
    },
    forget: () => crown.forget(),
  };
}
