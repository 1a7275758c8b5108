/**
 * The whole log against itself and against every checkpoint that was kept: each leaf is made again from its entry, the
 * tree from the leaves, the map of heads from the newest leaves. Everything is read once; what is held in memory grows with
 * the persons, not with the log. What it finds names places, not people.
 */
import type { AnySql } from '#platform';
import {
  type LogExtent,
  type LogPart,
  selectLogExtent,
  selectLogPart,
  subtreeKey,
} from '../queries/select-whole-log.ts';
import { topLevel } from '../queries/subtrees.ts';
import { tileWidth } from '../tree/tile.ts';
import { isSameBytes } from '../verify/bytes.ts';
import type { Finding } from '../verify/findings.ts';
import { checkSignature, readCheckpoint, readNote, type VerifierKey } from '../verify/signed-note.ts';
import { EntryStream } from './entry-stream.ts';
import { Frontier } from './frontier.ts';
import { LeafCheck } from './leaf-check.ts';

export interface VerifyRegionRequest {
  readonly sql: AnySql;
  /** Of this log; what is signed by another is wrong. */
  readonly keys: readonly VerifierKey[];
  /** Checkpoints kept outside the database: in the keys directory, by witnesses, on paper. */
  readonly outsideNotes: readonly string[];
  readonly onProgress?: (leaves: number, of: number) => void;
}

export interface RegionReport {
  readonly isWhole: boolean;
  readonly leaves: number;
  readonly entries: number;
  readonly checkpoints: number;
  readonly findings: readonly Finding[];
  /** Between which leaves what is wrong was done, as far as it can be placed. */
  readonly brokenLeaves: { readonly first: number; readonly last: number } | undefined;
}

const leavesAtOnce = 4_000;
const mostFindings = 20;

function spanOf(span: RegionReport['brokenLeaves'], leaf: number): RegionReport['brokenLeaves'] {
  return { first: Math.min(span?.first ?? leaf, leaf), last: Math.max(span?.last ?? leaf, leaf) };
}

class Findings {
  readonly list: Finding[] = [];
  #left = 0;
  #leaves: RegionReport['brokenLeaves'];
  readonly broken = (says: string, ...leaves: readonly number[]): void => {
    for (const leaf of leaves) this.#leaves = spanOf(this.#leaves, leaf);
    if (this.list.length < mostFindings) this.list.push({ state: 'broken', says });
    else this.#left++;
  };
  brokenLeaves(): RegionReport['brokenLeaves'] {
    return this.#leaves;
  }
  all(): Finding[] {
    return this.#left === 0 ? this.list : [...this.list, { state: 'broken', says: `${this.#left} more.` }];
  }
}

interface Expected {
  readonly root: Uint8Array;
  readonly where: string;
}

/** What the notes say of the tree at each size, once their signatures hold. */
class ExpectedRoots {
  readonly #bySize = new Map<number, Expected[]>();
  readonly #keys: readonly VerifierKey[];
  readonly #findings: Findings;
  checked = 0;
  /** The newest size whose root is the one that was signed: what is wrong was done behind it. */
  lastGood = 0;

  constructor(keys: readonly VerifierKey[], findings: Findings) {
    this.#keys = keys;
    this.#findings = findings;
  }

  async add(text: string, where: string): Promise<void> {
    const note = readNote(text);
    const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
    if (note === undefined || checkpoint === undefined)
      return this.#findings.broken(`A checkpoint ${where} cannot be read.`);
    const keys = this.#keys.filter(({ name }) => name === checkpoint.origin);
    if (keys.length === 0) return this.#findings.broken(`A checkpoint ${where} is of another log.`);
    const checks = await Promise.all(keys.map((key) => checkSignature(note, key)));
    const { size, root } = checkpoint;
    if (!checks.some((check) => check?.isValid === true))
      return this.#findings.broken(
        `The checkpoint ${where} over ${size} leaves is not signed by this region.`,
        Math.max(0, size - 1),
      );
    this.#bySize.set(size, [...(this.#bySize.get(size) ?? []), { root, where }]);
  }

  compare(frontier: Frontier): void {
    const expected = this.#bySize.get(frontier.size);
    if (expected === undefined) return;
    this.#bySize.delete(frontier.size);
    const root = frontier.root();
    for (const { root: signed, where } of expected) {
      this.checked++;
      if (isSameBytes(signed, root)) {
        this.lastGood = frontier.size;
        continue;
      }
      this.#findings.broken(
        `The first ${frontier.size} leaves are not those that the checkpoint ${where} was signed over.`,
        this.lastGood,
        frontier.size - 1,
      );
    }
  }

  finish(size: number): void {
    for (const [beyond, some] of this.#bySize)
      for (const { where } of some)
        this.#findings.broken(
          `The checkpoint ${where} is over ${beyond} leaves, and the log has only ${size}.`,
          Math.max(0, size - 1),
        );
  }
}

const inDatabase = 'in the database';

interface Walk {
  readonly extent: LogExtent;
  readonly check: LeafCheck;
  readonly roots: ExpectedRoots;
  readonly frontier: Frontier;
  readonly broken: Findings['broken'];
}

/** Proofs are made of these rows: a wrong one would make the paths of others lead nowhere. */
function compareSubtrees({ subtrees }: LogPart, { extent, broken }: Walk) {
  return (level: number, number: number, hash: Uint8Array): void => {
    const width = tileWidth ** level;
    const [first, last] = [number * width, (number + 1) * width - 1];
    if (level > topLevel || last >= extent.newestCheckpoint) return;
    const stored = subtrees.get(subtreeKey(level, number));
    if (stored === undefined) broken(`The stored subtree of the leaves ${first} to ${last} is missing.`, last);
    else if (!isSameBytes(stored, hash))
      broken(`The stored subtree of the leaves ${first} to ${last} is not that of these leaves.`, last);
  };
}

/** Gives the number of a leaf that is missing. */
function walkPart(part: LogPart, walk: Walk): number | undefined {
  const { extent, check, roots, frontier } = walk;
  const compare = compareSubtrees(part, walk);
  let headsAt = 0;
  let leavesAt = 0;
  while (leavesAt < part.leaves.length || headsAt < part.heads.length) {
    const [leaf, heads] = [part.leaves[leavesAt], part.heads[headsAt]];
    const isLeaf = leaf !== undefined && (heads === undefined || leaf.leafIndex <= heads.leafIndex);
    const next = isLeaf ? leaf : heads!;
    if (next.leafIndex !== frontier.size) return frontier.size;
    if (isLeaf) {
      check.leaf(leaf);
      leavesAt++;
    } else {
      check.heads(heads!);
      if (heads!.leafIndex === extent.newestHeads) check.map(heads!);
      headsAt++;
    }
    frontier.add(Buffer.from(next.hash, 'hex'), compare);
    roots.compare(frontier);
  }
  return undefined;
}

async function checkLeaves(
  request: VerifyRegionRequest,
  extent: LogExtent,
  roots: ExpectedRoots,
  findings: Findings,
): Promise<number> {
  const { size } = extent;
  const entries = new EntryStream(request.sql);
  const check = new LeafCheck(entries, findings.broken);
  const frontier = new Frontier();
  const walk = { extent, check, roots, frontier, broken: findings.broken };
  // Up to what there was when it began: a seal meanwhile would come with its checkpoint and without its leaves.
  const partFrom = (from: number): Promise<LogPart> =>
    selectLogPart(request.sql, Math.min(from, size), Math.min(from + leavesAtOnce, size));
  let next = partFrom(0);
  for (let from = 0; from < size; from += leavesAtOnce) {
    const part = await next;
    // The database reads on while this process hashes.
    next = partFrom(from + leavesAtOnce);
    for (const { note } of part.checkpoints) await roots.add(note, inDatabase);
    await entries.reach([...new Set(part.leaves.map(({ entry }) => entry))]);
    const gap = walkPart(part, walk);
    entries.passed();
    const isShort = gap === undefined && frontier.size < Math.min(size, from + leavesAtOnce);
    if (gap !== undefined || isShort) {
      findings.broken(`Leaf ${gap ?? frontier.size} is missing.`, gap ?? frontier.size);
      await next;
      return check.entries;
    }
    request.onProgress?.(frontier.size, size);
  }
  await next;
  check.finish();
  return check.entries;
}

export async function verifyRegion(request: VerifyRegionRequest): Promise<RegionReport> {
  const findings = new Findings();
  const roots = new ExpectedRoots(request.keys, findings);
  for (const note of request.outsideNotes) await roots.add(note, 'kept outside');
  const extent = await selectLogExtent(request.sql);
  const entries = await checkLeaves(request, extent, roots, findings);
  roots.finish(extent.size);
  if (extent.newestCheckpoint > extent.size)
    findings.broken(
      `The checkpoint ${inDatabase} is over ${extent.newestCheckpoint} leaves, and the log has only ${extent.size}.`,
      Math.max(0, extent.size - 1),
    );
  return {
    isWhole: findings.list.length === 0,
    leaves: extent.size,
    entries,
    checkpoints: roots.checked,
    findings: findings.all(),
    brokenLeaves: findings.brokenLeaves(),
  };
}
