/** Which parts of a tree a proof of RFC 6962 needs, as ranges of leaves: arithmetic only, for sizes beyond 32 bits too. */

export interface LeafRange {
  readonly from: number;
  /** The first that is not in it. */
  readonly to: number;
}

/** A full subtree: the leaves from `number * 2^height` on, 2^height of them. */
export interface Subtree {
  readonly height: number;
  readonly number: number;
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** Section 2.1.1, from the leaf up. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const split = from + largestPowerBelow(to - from);
    if (index < split) {
      ranges.push({ from: split, to });
      to = split;
    } else {
      ranges.push({ from, to: split });
      from = split;
    }
  }
  return ranges.reverse();
}

/** Section 2.1.2. */
export function consistencyRanges(earlierSize: number, size: number): LeafRange[] {
  if (earlierSize === 0 || earlierSize === size) return [];
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  let isWhole = true;
  while (earlierSize < to) {
    const split = from + largestPowerBelow(to - from);
    if (earlierSize <= split) {
      ranges.push({ from: split, to });
      to = split;
    } else {
      ranges.push({ from, to: split });
      from = split;
      isWhole = false;
    }
  }
  if (!isWhole) ranges.push({ from, to });
  return ranges.reverse();
}

/** The full subtrees that a range of a tree consists of, from the left. */
export function subtreesOf({ from, to }: LeafRange): Subtree[] {
  const subtrees: Subtree[] = [];
  let at = from;
  while (at < to) {
    let [power, height] = [1, 0];
    while (power * 2 <= to - at) {
      power *= 2;
      height++;
    }
    subtrees.push({ height, number: at / power });
    at += power;
  }
  return subtrees;
}
