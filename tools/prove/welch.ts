/**
 * Whether two kinds of answers take the same time: Welch's test on timings that were taken in blocks, each block from a pair
 * of worlds of its own. What shifts both sides alike is taken out: a sample counts by its distance from the mean of its
 * block. What is cropped is said before anything is measured, and is the slowest of both sides together.
 */

export interface Block {
  readonly one: readonly number[];
  readonly other: readonly number[];
}

export interface Comparison {
  /** Each block's difference as one sample: what two equal worlds differ in by chance counts as chance. */
  readonly t: number;
  /** Each sample for itself: right where the samples of a block have nothing in common. */
  readonly tOfSamples: number;
  /** The second's mean less the first's, in the unit of the samples. */
  readonly difference: number;
  /** Half of the 95 % interval, from how the blocks differ among each other. */
  readonly plusMinus: number;
  readonly means: readonly [number, number];
  readonly counts: readonly [number, number];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const meanOf = (numbers: readonly number[]): number => sum(numbers) / numbers.length;

function varianceOf(numbers: readonly number[]): number {
  const mean = meanOf(numbers);
  return sum(numbers.map((one) => (one - mean) ** 2)) / (numbers.length - 1);
}

/** Welch 1947: the means of two samples whose variances may differ. */
export function welchT(one: readonly number[], other: readonly number[]): number {
  return (meanOf(other) - meanOf(one)) / Math.sqrt(varianceOf(one) / one.length + varianceOf(other) / other.length);
}

/** The fastest share of both sides together: the same limit for both. */
export function cropped({ one, other }: Block, share: number): Block {
  const sorted = [...one, ...other].sort((less, more) => less - more);
  const limit = sorted[Math.ceil(sorted.length * share) - 1] ?? Number.POSITIVE_INFINITY;
  const isKept = (sample: number): boolean => sample <= limit;
  return { one: one.filter(isKept), other: other.filter(isKept) };
}

/** Student's t for 95 %: exact enough from nine degrees of freedom on (Cornish and Fisher's first terms). */
function studentOf(degrees: number): number {
  const z = 1.96;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}

/** At least two blocks. */
export function compareBlocks(blocks: readonly Block[], share: number): Comparison {
  const kept = blocks.map((block) => cropped(block, share));
  const centred = kept.map(({ one, other }) => {
    const centre = (meanOf(one) + meanOf(other)) / 2;
    return { one: one.map((sample) => sample - centre), other: other.map((sample) => sample - centre) };
  });
  const ones = centred.flatMap(({ one }) => one);
  const others = centred.flatMap(({ other }) => other);
  const differences = kept.map(({ one, other }) => meanOf(other) - meanOf(one));
  const error = Math.sqrt(varianceOf(differences) / blocks.length);
  return {
    t: meanOf(differences) / error,
    tOfSamples: welchT(ones, others),
    difference: meanOf(differences),
    plusMinus: studentOf(blocks.length - 1) * error,
    means: [meanOf(kept.flatMap(({ one }) => one)), meanOf(kept.flatMap(({ other }) => other))],
    counts: [ones.length, others.length],
  };
}
