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
export async function* branchesBefore(
  sql: AnySql,
  buckets: readonly number[],
  beforeLeaf: number,
): AsyncGenerator<readonly BranchHash[]> {
  for (let from = 0; from < buckets.length; from += branchesAtOnce) {
    const rows = await selectHeadsOfBranches(sql, buckets.slice(from, from + branchesAtOnce), beforeLeaf);
    yield [...byBranch(rows)].map(([bucket, heads]) => ({ bucket, hash: branchHash(heads) }));
  }
}

export function createHeadsMap(): HeadsMap {
  let crown = new HeadsCrown();
  let crownIsOf = 0;

  /** Other processes write too, and this one may have restarted. */
  const bringTo = async (sql: AnySql, number: number): Promise<HeadsCrown> => {
    if (crownIsOf > number) {
      // Somebody asks about the past while the map has gone on: seldom, and worth a map of its own.
      const older = new HeadsCrown();
      older.set(await selectBranchesSince(sql, 0, number));
      return older;
    }
    if (crownIsOf < number) {
      const since = crownIsOf;
      const branches = await selectBranchesSince(sql, since, number);
      if (crownIsOf !== since) return bringTo(sql, number);
      crown.set(branches);
      crownIsOf = number;
    }
    return crown;
  };

  return {
    async seal(sql, leafIndex, atMs) {
      const last = await selectHeadsBefore(sql, leafIndex);
      const fromLeaf = last === undefined ? 0 : last.leafIndex + 1;
      const number = (last?.number ?? 0) + 1;
      const persons = (last?.persons ?? 0) + (await insertHeadPlaces(sql, fromLeaf));
      const buckets = await selectChangedBranches(sql, fromLeaf);
      await bringTo(sql, number - 1);
      const changed: BranchHash[] = [];
      for await (const branches of branchesBefore(sql, buckets, leafIndex)) {
        await insertBranches(sql, number, branches);
        changed.push(...branches);
      }
      // At one stroke, since proofs about the heads before may be under way.
      const next = await bringTo(sql, number - 1);
      if (next !== crown) throw new Error('the map of heads has gone on while its lock was held');
      next.set(changed);
      crownIsOf = number;
      const root = Uint8Array.from(next.root);
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
      const path = [...within, ...(await bringTo(sql, heads.number)).path(bucket)];
      return { head: { count: head.count, hash: head.hash }, path };
    },
    forget() {
      crown = new HeadsCrown();
      crownIsOf = 0;
    },
  };
}
