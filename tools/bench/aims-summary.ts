/**
 * Each aim beside what was reached and its floor of the same run. An aim is out of reach when a program that does less than any
 * correct answer must do does not reach it either; where that program reaches it, nothing excuses us.
 */
import { type Aim, aims } from './aims-table.ts';
import type { Figure } from './figure.ts';
import type { Floor } from './measure.ts';

export interface AimLine {
  readonly aim: string;
  readonly reached: number;
  readonly isMet: boolean;
  /** Of the floor that is nearest to the aim, or furthest below it. */
  readonly floor: string;
  readonly floorReaches: number;
  readonly plusMinus: number;
  /** Of the floor that was reached; of times, the floor's to ours. */
  readonly share: number;
  /** Undefined where others took so much of the machine that the floor proves nothing. */
  readonly isOutOfReach: boolean | undefined;
}

/** What background work of an otherwise idle machine takes, and little more. */
const othersMost = 0.05;

type Measure = 'perSecond' | 'p50Ms' | 'p99Ms';

const words: Readonly<Record<Measure, (value: number, figure: Figure) => string>> = {
  perSecond: (value, { unit }) => `${value.toLocaleString('en-GB')} ${unit}s a second`,
  p50Ms: (value) => `p50 ${value} ms or less`,
  p99Ms: (value) => `p99 ${value} ms or less`,
};

function hardest(floors: readonly Floor[], measure: Measure): Floor | undefined {
  const able = floors.filter((floor) => floor[measure] !== undefined);
  const sign = measure === 'perSecond' ? 1 : -1;
  return able.toSorted((one, other) => sign * (one[measure]! - other[measure]!))[0];
}

function lineOf(figure: Figure, aim: Aim, measure: Measure): AimLine | undefined {
  const wanted = aim[measure];
  const floor = hardest(figure.floors, measure);
  if (wanted === undefined || floor === undefined) return undefined;
  const reached = figure[measure];
  const floorReaches = floor[measure]!;
  const isRate = measure === 'perSecond';
  // Unknown bounds prove nothing.
  const plusMinus = isRate ? floor.plusMinus : 0;
  const isShort = isRate ? floorReaches + plusMinus < wanted : floorReaches > wanted;
  return {
    aim: `${figure.name} (${figure.connections}): ${words[measure](wanted, figure)}`,
    reached,
    isMet: isRate ? reached >= wanted : reached <= wanted,
    floor: floor.name,
    floorReaches,
    plusMinus,
    share: isRate ? reached / floorReaches : floorReaches / reached,
    isOutOfReach: isShort && (floor.othersShare ?? 1) > othersMost ? undefined : isShort,
  };
}

export function aimLines(figures: readonly Figure[]): AimLine[] {
  return aims.flatMap((aim) => {
    const figure = figures.find(({ name, connections }) => name === aim.figure && connections === aim.connections);
    if (figure === undefined) return [];
    return (['perSecond', 'p50Ms', 'p99Ms'] as const).flatMap((measure) => lineOf(figure, aim, measure) ?? []);
  });
}

const rounded = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(value < 10 ? 2 : 1);

function verdict({ isMet, isOutOfReach }: AimLine): string {
  if (isMet) return 'met';
  if (isOutOfReach === undefined) return 'not known: others used the machine';
  return isOutOfReach ? 'yes' : 'no';
}

/** As Markdown, to be copied. */
export function aimsText(figures: readonly Figure[]): string[] {
  const lines = aimLines(figures);
  if (lines.length === 0) return [];
  return [
    '| aim | reached | floor | floor’s own | share of the floor | out of reach |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines.map((line) => {
      const bounds = line.plusMinus > 0 ? ` ± ${rounded(line.plusMinus)}` : '';
      const cells = [line.aim, rounded(line.reached), line.floor, `${rounded(line.floorReaches)}${bounds}`];
      return `| ${[...cells, `${(line.share * 100).toFixed(0)} %`, verdict(line)].join(' | ')} |`;
    }),
    '',
    'Out of reach: yes, where the floor itself stays short of the aim in this run, by more than the 95 % bounds of its rate, while',
    'others took less than 5 % of the machine; no, where the floor reaches it, so that what is missing is ours.',
  ];
}
