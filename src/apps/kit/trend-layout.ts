/** Where everything in a trend picture stands, in the units of its view box. */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { longMonths, shortMonths, twoDigits } from './calendar.ts';
import type { Trend, TrendBand, TrendPoint } from './trend.ts';

export interface Frame {
  readonly kind: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Two sizes, so that the text in a picture is never smaller than 13 px on a screen and 12 px on a phone. */
export const wideFrame: Frame = { kind: 'wide', width: 560, height: 190, left: 44, right: 440, top: 16, bottom: 164 };
export const narrowFrame: Frame = {
  kind: 'narrow',
  width: 290,
  height: 160,
  left: 34,
  right: 276,
  top: 16,
  bottom: 134,
};
/** With levels to name inside the picture, there has to be room for their words. */
export const tallNarrowFrame: Frame = { ...narrowFrame, height: 226, bottom: 200 };

export interface Placed {
  readonly point: TrendPoint;
  readonly x: number;
  readonly y: number;
}

export interface PlacedBand {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: TrendBand['tone'];
  /** Empty where a neighbour says it already. */
  readonly text: string;
}

export interface Layout {
  readonly placed: readonly Placed[];
  readonly bands: readonly PlacedBand[];
  readonly valueTicks: readonly { readonly y: number; readonly text: string }[];
  readonly timeTicks: readonly { readonly x: number; readonly text: string }[];
}

export function layOutTrend(trend: Trend, frame: Frame): Layout {
  const values = scaleLinear().domain(valueDomain(trend)).range([frame.bottom, frame.top]);
  const times = scaleUtc()
    .domain([new Date(trend.from), new Date(trend.to)])
    .range([frame.left + 10, frame.right - 10]);
  const placed = [...trend.points]
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .map((point) => ({ point, x: round(times(new Date(point.at))), y: round(values(point.value)) }));
  const clamp = (value: number | undefined, fallback: number): number =>
    value === undefined ? fallback : Math.min(frame.bottom, Math.max(frame.top, values(value)));
  return {
    placed,
    bands: trend.bands ? fixedBands(trend.bands, frame, clamp) : rangeBands(placed, frame, clamp),
    valueTicks: valueTicks(trend, values.ticks(4)).map((value) => ({ y: round(values(value)), text: String(value) })),
    timeTicks: withRoom(
      timeTicks(trend, times.ticks(frame.kind === 'wide' ? 5 : 3)).map((tick) => ({
        x: round(times(tick.date)),
        text: tick.text,
      })),
    ),
  };
}

/** A tick whose words would run into those before it is left out. A letter is about 7 wide. */
function withRoom(ticks: readonly { readonly x: number; readonly text: string }[]): { x: number; text: string }[] {
  const kept: { x: number; text: string }[] = [];
  for (const tick of ticks) {
    const before = kept.at(-1);
    if (before === undefined || tick.x - before.x > ((tick.text.length + before.text.length) / 2) * 7 + 8)
      kept.push(tick);
  }
  return kept;
}

function valueDomain(trend: Trend): [number, number] {
  const values = trend.points.map((point) => point.value);
  for (const band of trend.bands ?? []) values.push(...[band.from, band.to].filter((limit) => limit !== undefined));
  if (trend.bands === undefined) {
    for (const { range } of trend.points) {
      values.push(...[range?.low, range?.high].filter((limit) => limit !== undefined));
    }
  }
  const low = Math.min(...values);
  const high = Math.max(...values);
  // Bands that hold every value end where the picture ends.
  if (trend.bands !== undefined) return [low, high === low ? low + 1 : high];
  const room = (high - low || Math.abs(high) || 1) * 0.15;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** A score's levels are where its limits are, so those are the values to name. */
function valueTicks(trend: Trend, ticks: readonly number[]): readonly number[] {
  if (trend.bands === undefined) return ticks;
  const limits = trend.bands.flatMap((band) => [band.from, band.to]).filter((limit) => limit !== undefined);
  return limits.length === 0 ? ticks : [...new Set(limits)];
}

function timeTicks(trend: Trend, dates: readonly Date[]): { date: Date; text: string }[] {
  const spanDays = (Date.parse(trend.to) - Date.parse(trend.from)) / 86_400_000;
  const months = trend.audience === 'staff' ? shortMonths : longMonths;
  let saidYear = 0;
  const ticks = dates.map((date) => {
    const month = months[date.getUTCMonth()] ?? '';
    if (spanDays <= 120)
      return { date, text: `${twoDigits(date.getUTCDate())} ${shortMonths[date.getUTCMonth()] ?? ''}` };
    const year = date.getUTCFullYear();
    if (spanDays > 365 * 4) return { date, text: String(year) };
    const text = year === saidYear ? month : `${month} ${year}`;
    saidYear = year;
    return { date, text };
  });
  return ticks.filter((tick, index) => tick.text !== ticks[index - 1]?.text);
}

type Clamp = (value: number | undefined, fallback: number) => number;

function fixedBands(bands: readonly TrendBand[], frame: Frame, clamp: Clamp): PlacedBand[] {
  return bands.map((band) => {
    const top = clamp(band.to, frame.top);
    return {
      x: frame.left,
      y: round(top),
      width: frame.right - frame.left,
      height: round(clamp(band.from, frame.bottom) - top),
      tone: band.tone,
      text: band.text,
    };
  });
}

/** Each result keeps the range that came with it: the band steps where the laboratory changed it. */
function rangeBands(placed: readonly Placed[], frame: Frame, clamp: Clamp): PlacedBand[] {
  const bands: (PlacedBand & { key: string })[] = [];
  const ranged = placed.filter(({ point }) => point.range !== undefined);
  for (const [index, { point, x }] of ranged.entries()) {
    const text = rangeText(point.range);
    if (ranged[index - 1] !== undefined && rangeText(ranged[index - 1]?.point.range) === text) continue;
    const next = ranged.slice(index + 1).find((other) => rangeText(other.point.range) !== text);
    const from = index === 0 ? frame.left : x;
    const top = clamp(point.range?.high, frame.top);
    bands.push({
      key: text,
      x: from,
      y: round(top),
      width: round((next?.x ?? frame.right) - from),
      height: round(clamp(point.range?.low, frame.bottom) - top),
      tone: 'usual',
      text: next === undefined ? `Range ${text}` : '',
    });
  }
  return bands;
}

/** `3.5 to 5.3`, `under 53`, `over 90`; empty where the source sent no range. */
export function rangeText(range: { readonly low?: number; readonly high?: number } | undefined): string {
  if (range?.low !== undefined && range.high !== undefined) return `${range.low} to ${range.high}`;
  if (range?.high !== undefined) return `under ${range.high}`;
  return range?.low === undefined ? '' : `over ${range.low}`;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
