/**
 * Draws a trend as SVG: points and not bars, symbol and word and not colour alone, labels beside the points
 * (NHS Common User Interface, graphs and tables). Needs no script, and prints.
 */
import { line, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTimes, symbolTriangle } from 'd3-shape';
import type nunjucks from 'nunjucks';
import { escapeHtml, safe } from './staff-date.ts';
import type { Standing, Trend, TrendPoint } from './trend.ts';
import {
  type Frame,
  type Layout,
  layOutTrend,
  narrowFrame,
  type Placed,
  type PlacedBand,
  round,
  tallNarrowFrame,
  wideFrame,
} from './trend-layout.ts';

const points: Record<Standing, string> = {
  'in-range': symbol(symbolCircle, 55)() ?? '',
  unknown: symbol(symbolCircle, 55)() ?? '',
  high: symbol(symbolTriangle, 75)() ?? '',
  low: symbol(symbolTriangle, 75)() ?? '',
  medium: symbol(symbolSquare, 70)() ?? '',
};
const patientHigh = symbol(symbolDiamond, 95)() ?? '';
const cross = symbol(symbolTimes, 90)() ?? '';
const joined = line<Placed>(
  ({ x }) => x,
  ({ y }) => y,
);

/** The picture in two sizes, of which the style sheet shows the one that fits; markup that is safe to print. */
export function trendChart(trend: Trend): nunjucks.runtime.SafeString {
  const narrow = trend.bands === undefined ? narrowFrame : tallNarrowFrame;
  return safe(drawTrend(trend, wideFrame) + drawTrend(trend, narrow));
}

function drawTrend(trend: Trend, frame: Frame): string {
  const layout = layOutTrend(trend, frame);
  const id = `${escapeHtml(trend.id)}-${frame.kind}`;
  return [
    `<svg class="gt-chart gt-chart--${frame.kind}" viewBox="0 0 ${frame.width} ${frame.height}" role="img"`,
    ` aria-labelledby="${id}-title ${id}-desc" focusable="false">`,
    `<title id="${id}-title">${escapeHtml(trend.title)}</title>`,
    `<desc id="${id}-desc">${escapeHtml(trend.description)}</desc>`,
    drawBands(layout, frame),
    drawAxes(layout, frame),
    ...lines(layout.placed).map((run) => `<path class="gt-chart__line" d="${joined(run) ?? ''}"/>`),
    ...layout.placed.map((placed) => drawPoint(placed, trend)),
    drawLabels(layout.placed, frame),
    '</svg>',
  ].join('');
}

function drawBands(layout: Layout, frame: Frame): string {
  return layout.bands
    .map((band) => {
      const rect = `<rect class="gt-chart__band gt-chart__band--${band.tone}" x="${band.x}" y="${band.y}" width="${band.width}" height="${band.height}"/>`;
      if (band.text === '') return rect;
      const { x, y } = frame.kind === 'wide' ? besideBand(band, frame) : insideBand(band, layout, frame);
      return `${rect}<text class="gt-chart__label" x="${round(x)}" y="${round(y)}">${escapeHtml(band.text)}</text>`;
    })
    .join('');
}

function besideBand(band: PlacedBand, frame: Frame): { x: number; y: number } {
  return { x: frame.right + 10, y: band.y + band.height / 2 + 4 };
}

/** In whichever corner of the band no point lies under the words. */
function insideBand(band: PlacedBand, layout: Layout, frame: Frame): { x: number; y: number } {
  const width = band.text.length * 7;
  const left = frame.left + 5;
  const right = frame.right - width - 4;
  const low = Math.max(band.y + band.height - 5, band.y + 11);
  const high = band.y + 13;
  const corners = [
    { x: left, y: low },
    { x: right, y: low },
    { x: left, y: high },
    { x: right, y: high },
  ];
  // A point takes its own height and that of the value above it.
  const isFree = (corner: { x: number; y: number }): boolean =>
    layout.placed.every(
      ({ x, y }) => x < corner.x - 14 || x > corner.x + width + 14 || y < corner.y - 17 || y > corner.y + 27,
    );
  return corners.find(isFree) ?? { x: left, y: high };
}

function drawAxes(layout: Layout, frame: Frame): string {
  const values = layout.valueTicks.map(
    ({ y, text }) =>
      `<line class="gt-chart__grid" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/>` +
      `<text class="gt-chart__label gt-chart__label--end" x="${frame.left - 6}" y="${round(y + 4)}">${text}</text>`,
  );
  const times = layout.timeTicks
    .filter(({ x }) => x >= frame.left + 8 && x <= frame.right - 8)
    .map(
      ({ x, text }) =>
        `<line class="gt-chart__axis" x1="${x}" x2="${x}" y1="${frame.bottom}" y2="${frame.bottom + 5}"/>` +
        `<text class="gt-chart__label gt-chart__label--middle" x="${x}" y="${frame.bottom + 19}">${escapeHtml(text)}</text>`,
    );
  const axis = `<line class="gt-chart__axis" x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}"/>`;
  return values.join('') + axis + times.join('');
}

/** Runs of points that measure the same thing the same way. A withdrawn point is in none. */
function lines(placed: readonly Placed[]): Placed[][] {
  const runs = new Map<string, Placed[]>();
  for (const each of placed) {
    if (each.point.isWithdrawn) continue;
    const run = runs.get(each.point.joinKey);
    if (run === undefined) runs.set(each.point.joinKey, [each]);
    else run.push(each);
  }
  return [...runs.values()].filter((run) => run.length > 1);
}

function drawPoint({ point, x, y }: Placed, trend: Trend): string {
  const shape = point.isWithdrawn ? cross : symbolOf(point, trend);
  const turned = !point.isWithdrawn && point.standing === 'low' && trend.audience === 'staff' ? ' rotate(180)' : '';
  const kind = point.isWithdrawn ? 'withdrawn' : point.standing;
  return `<path class="gt-chart__point gt-chart__point--${kind}" transform="translate(${x} ${y})${turned}" d="${shape}"/>`;
}

function symbolOf(point: TrendPoint, trend: Trend): string {
  const isOutside = point.standing === 'high' || point.standing === 'low' || point.standing === 'medium';
  return trend.audience === 'patient' && isOutside ? patientHigh : points[point.standing];
}

/**
 * The latest, the withdrawn and the extremes are named. A label that would cover another, or a point of another value, is left to the
 * table; the latest is named whatever lies beside it.
 */
function drawLabels(placed: readonly Placed[], frame: Frame): string {
  const kept = placed.filter(({ point }) => !point.isWithdrawn);
  const latest = kept.at(-1);
  const byValue = [...kept].sort((one, other) => other.point.value - one.point.value);
  const wanted = [latest, ...placed.filter(({ point }) => point.isWithdrawn), byValue[0], byValue.at(-1), kept[0]];
  if (kept.length <= 5) wanted.push(...kept);
  const drawn: Box[] = [];
  const labels: string[] = [];
  for (const each of new Set(wanted)) {
    if (each === undefined) continue;
    const places = labelPlaces(each, frame);
    const others = placed.filter((other) => other !== each).map(pointBox);
    const isFree = (place: LabelPlace): boolean => [...drawn, ...others].every((box) => isApart(box, place.box));
    const place = places.find(isFree) ?? (each === latest ? places[0] : undefined);
    if (place === undefined) continue;
    drawn.push(place.box);
    const withdrawn = each.point.isWithdrawn === true ? ' gt-chart__value--withdrawn' : '';
    labels.push(
      `<text class="gt-chart__value gt-chart__label--${place.anchor}${withdrawn}" x="${round(place.x)}" y="${round(place.y)}">${escapeHtml(labelText(each))}</text>`,
    );
  }
  return labels.join('');
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface LabelPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'middle' | 'end';
  readonly box: Box;
}

/** What a bold figure of 14 units takes in the widest of the fonts that the style sheet names. */
const letterWidth = 9.6;
const letterHeight = 11;

function isApart(one: Box, other: Box): boolean {
  return one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
}

const pointBox = ({ x, y }: Placed): Box => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 });
const labelText = ({ point }: Placed): string => (point.isWithdrawn ? `${point.text} withdrawn` : point.text);

/** Above the point, else to its left, else below. */
function labelPlaces(placed: Placed, frame: Frame): LabelPlace[] {
  const { point, x, y } = placed;
  const width = labelText(placed).length * letterWidth;
  const at = (anchor: LabelPlace['anchor'], placeX: number, placeY: number): LabelPlace => {
    const left = anchor === 'end' ? placeX - width : placeX - width / 2;
    const box = { left, right: left + width, top: placeY - letterHeight, bottom: placeY + 1 };
    return { anchor, x: placeX, y: placeY, box };
  };
  const toTheLeft = at('end', x - 10, y + 4);
  if (point.isWithdrawn) return [toTheLeft];
  const middle = Math.min(x, frame.right - 8);
  const below = y + 20 < frame.bottom ? [at('middle', middle, y + 20)] : [];
  return [at('middle', middle, Math.max(11, y - 10)), toTheLeft, ...below];
}

/** A line without words for beside a value that says it in words; hidden from assistive technology. */
export function sparkLine(trend: Trend): nunjucks.runtime.SafeString {
  const frame: Frame = { kind: 'narrow', width: 120, height: 34, left: 0, right: 120, top: 4, bottom: 30 };
  const layout = layOutTrend(trend, frame);
  const latest = layout.placed.filter(({ point }) => !point.isWithdrawn).at(-1);
  const dots = layout.placed
    .filter(({ point }) => !point.isWithdrawn)
    .map((each) => `<circle class="gt-chart__dot" cx="${each.x}" cy="${each.y}" r="${each === latest ? 4 : 2}"/>`);
  const bands = layout.bands.map(
    (band) =>
      `<rect class="gt-chart__band gt-chart__band--${band.tone}" x="${band.x}" y="${band.y}" width="${band.width}" height="${band.height}"/>`,
  );
  const runs = lines(layout.placed).map((run) => `<path class="gt-chart__line" d="${joined(run) ?? ''}"/>`);
  return safe(
    `<svg class="gt-spark" viewBox="0 0 120 34" aria-hidden="true" focusable="false">${bands.join('')}${runs.join('')}${dots.join('')}</svg>`,
  );
}
