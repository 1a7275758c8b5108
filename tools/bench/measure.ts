/** Figures from single timings: quantiles, rates with their bounds, processor time. */
import { processorMs, processTree } from '../prove/process-tree.ts';

export interface Timings {
  /** Of each answer, in milliseconds. */
  readonly latenciesMs: readonly number[];
  readonly tookMs: number;
  /** How many answers came in each of `sliceCount` equal parts of the time. */
  readonly slices: readonly number[];
  /** Answers by status or acknowledgement code. */
  readonly answers: Readonly<Record<string, number>>;
  readonly answerBytes: number;
}

export const sliceCount = 10;
/** Student's t for 95 % and 9 degrees of freedom. */
const t95 = 2.262;

export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export interface Rate {
  readonly perSecond: number;
  /** Half of the 95 % interval, from the slices; not a number where they are too few. */
  readonly plusMinus: number;
}

/** A program that does only what no correct answer can leave out, or less. */
export interface Floor extends Rate {
  readonly name: string;
  /** What the product must do and this does not. */
  readonly leavesOut: string;
  /** What else was measured. */
  readonly detail?: string;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Of the machine, while it ran. */
  readonly othersShare?: number;
  /** Processor time of one answer. */
  readonly microseconds?: { readonly client: number; readonly node: number; readonly postgres: number };
}

export function rateOf(timings: Timings, perAnswer = 1): Rate {
  const perSecond = (timings.latenciesMs.length * perAnswer * 1000) / timings.tookMs;
  const sliceSeconds = timings.tookMs / 1000 / sliceCount;
  const rates = timings.slices.map((count) => (count * perAnswer) / sliceSeconds);
  if (timings.latenciesMs.length < sliceCount * 3) return { perSecond, plusMinus: Number.NaN };
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
  return { perSecond, plusMinus: t95 * Math.sqrt(variance / rates.length) };
}

/** Collects the timings of one load. */
export class Stopwatch {
  readonly #startedMs = performance.now();
  readonly #endedAtMs: number[] = [];
  readonly #latenciesMs: number[] = [];
  readonly #answers: Record<string, number> = {};
  #answerBytes = 0;

  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  note(startedMs: number, answer: string, bytes: number): void {
    const now = performance.now();
    this.#latenciesMs.push(now - startedMs);
    this.#endedAtMs.push(now - this.#startedMs);
    this.#answers[answer] = (this.#answers[answer] ?? 0) + 1;
    this.#answerBytes += bytes;
  }

  timings(): Timings {
    const tookMs = this.elapsedMs;
    const slices = Array.from({ length: sliceCount }, () => 0);
    for (const endedMs of this.#endedAtMs) {
      const slice = Math.min(sliceCount - 1, Math.floor((endedMs / tookMs) * sliceCount));
      slices[slice] = (slices[slice] ?? 0) + 1;
    }
    return { latenciesMs: this.#latenciesMs, tookMs, slices, answers: this.#answers, answerBytes: this.#answerBytes };
  }
}

export interface ProcessorTime {
  readonly nodeMs: number;
  readonly postgresMs: number;
}

/** Processor time so far; of PostgreSQL all processes together, those that have ended included. */
export function processorTime(nodeId: number, postmasterId: number): ProcessorTime {
  const postgresMs = processTree(postmasterId).reduce((sum, id) => sum + processorMs(id).own, 0);
  return { nodeMs: processorMs(nodeId).own, postgresMs: postgresMs + processorMs(postmasterId).endedChildren };
}

export function processorBetween(before: ProcessorTime, after: ProcessorTime): ProcessorTime {
  return { nodeMs: after.nodeMs - before.nodeMs, postgresMs: after.postgresMs - before.postgresMs };
}

/** Several short loads as one, one after the other; the slices are taken by turns. */
export function joinTimings(all: readonly Timings[]): Timings {
  const answers: Record<string, number> = {};
  for (const one of all)
    for (const [answer, count] of Object.entries(one.answers)) answers[answer] = (answers[answer] ?? 0) + count;
  return {
    latenciesMs: all.flatMap((one) => one.latenciesMs),
    tookMs: all.reduce((sum, one) => sum + one.tookMs, 0),
    slices: [],
    answers,
    answerBytes: all.reduce((sum, one) => sum + one.answerBytes, 0),
  };
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** The ratio of the second to the first over all turns; half the 95 % interval from the pairs. */
export function ratioOf(small: readonly number[], large: readonly number[]): { ratio: number; plusMinus: number } {
  const ratio = sum(large) / sum(small);
  const pairs = small.map((one, at) => (large[at] ?? 0) - ratio * one);
  const mean = sum(pairs) / pairs.length;
  const variance = sum(pairs.map((one) => (one - mean) ** 2)) / Math.max(1, pairs.length - 1);
  return { ratio, plusMinus: (1.96 * Math.sqrt(variance / pairs.length)) / (sum(small) / small.length) };
}
