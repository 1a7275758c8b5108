/** NHS Common User Interface, graphs and tables; WCAG 1.1.1, 1.4.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trend, TrendPoint } from './trend.ts';
import { trendChart } from './trend-chart.ts';
import { layOutTrend, rangeText, wideFrame } from './trend-layout.ts';

function aPoint(day: number, value: number, rest: Partial<TrendPoint> = {}): TrendPoint {
  const at = `2026-05-${String(day).padStart(2, '0')}T09:00:00Z`;
  return {
    at,
    value,
    text: String(value),
    standing: 'in-range',
    joinKey: 'K',
    range: { low: 3.5, high: 5.3 },
    ...rest,
  };
}

function aTrend(points: readonly TrendPoint[]): Trend {
  const span = { from: '2026-05-01T00:00:00Z', to: '2026-05-21T00:00:00Z' };
  return { id: 'k', title: 'Potassium', description: 'Latest 5.1', audience: 'staff', points, ...span };
}

const wide = (trend: Trend): string => String(trendChart(trend)).split('</svg>')[0] ?? '';
const lineCount = (svg: string): number => svg.match(/class="gt-chart__line"/g)?.length ?? 0;
const segmentCount = (svg: string): number =>
  (/gt-chart__line" d="([^"]*)"/.exec(svg)?.[1] ?? '').split('L').length - 1;

test('the picture is an image with a title and a description', () => {
  const svg = wide(aTrend([aPoint(1, 4), aPoint(2, 5)]));
  assert.match(svg, /role="img" aria-labelledby="k-wide-title k-wide-desc"/);
  assert.match(svg, /<title id="k-wide-title">Potassium<\/title><desc id="k-wide-desc">Latest 5.1<\/desc>/);
});

test('a withdrawn value is struck through, crossed and never joined', () => {
  const svg = wide(aTrend([aPoint(1, 4), aPoint(2, 6.8, { isWithdrawn: true }), aPoint(3, 5)]));
  assert.equal(segmentCount(svg), 1);
  assert.match(svg, /gt-chart__point--withdrawn/);
  assert.match(svg, /gt-chart__value--withdrawn"[^>]*>6.8 withdrawn</);
});

test('only the same analyte, unit and method are joined', () => {
  const points = [
    aPoint(1, 4),
    aPoint(2, 5),
    aPoint(3, 4, { joinKey: 'K by gas' }),
    aPoint(4, 5, { joinKey: 'K by gas' }),
  ];
  assert.equal(lineCount(wide(aTrend(points))), 2);
});

test('outside the range has another shape and not only another colour', () => {
  const svg = wide(aTrend([aPoint(1, 4), aPoint(2, 5.6, { standing: 'high' })]));
  const shapes = [...svg.matchAll(/gt-chart__point--[^>]*? d="([^"]*)"/g)].map((match) => match[1]);
  assert.equal(new Set(shapes).size, 2);
});

test('each point keeps its own range: the band steps where the laboratory changed it', () => {
  const points = [
    aPoint(1, 4),
    aPoint(10, 4, { range: { low: 3.5, high: 5 } }),
    aPoint(12, 4, { range: { low: 3.5, high: 5 } }),
  ];
  const { bands } = layOutTrend(aTrend(points), wideFrame);
  assert.equal(bands.length, 2);
  assert.deepEqual([bands[0]?.text, bands[1]?.text], ['', 'Range 3.5 to 5']);
  assert.equal((bands[0]?.x ?? 0) + (bands[0]?.width ?? 0), bands[1]?.x);
});

test('a value that is the same all along, or alone, is still drawn inside the picture', () => {
  for (const points of [[aPoint(1, 0, { range: {} })], [aPoint(1, 7), aPoint(2, 7)]]) {
    for (const { x, y } of layOutTrend(aTrend(points), wideFrame).placed) {
      assert.ok(x >= wideFrame.left && x <= wideFrame.right, String(x));
      assert.ok(y >= wideFrame.top && y <= wideFrame.bottom, String(y));
    }
  }
});

test('texts from a source are escaped', () => {
  assert.ok(!String(trendChart(aTrend([aPoint(1, 4, { text: '<i>4' })]))).includes('<i>'));
});

test('a range reads as words', () => {
  assert.equal(rangeText({ low: 3.5, high: 5.3 }), '3.5 to 5.3');
  assert.equal(rangeText({ high: 53 }), 'under 53');
  assert.equal(rangeText({ low: 90 }), 'over 90');
  assert.equal(rangeText(undefined), '');
});

test('a value’s label covers neither another label nor the point of another value; the latest is always named', () => {
  // Six within four days, as in a stay: all at the edge of five years of one value a year.
  const years = [2021, 2022, 2023, 2024].map((year) => aPoint(1, 130 + year - 2020, { at: `${year}-05-01T09:00:00Z` }));
  const stay = [151, 112, 117, 122, 127, 132].map((value, index) => aPoint(10 + index, value));
  const points = [...years, ...stay];
  const trend: Trend = { ...aTrend(points), from: '2021-01-01T00:00:00Z' };
  for (const svg of String(trendChart(trend)).split('</svg>').slice(0, 2)) {
    const labels = [...svg.matchAll(/gt-chart__label--(\w+)" x="([\d.]+)" y="([\d.]+)">(\d{3})</g)].map(
      ([, anchor, x, y, text]) => {
        const right = anchor === 'end' ? Number(x) : Number(x) + 12;
        return { text, left: right - 24, right, top: Number(y) - 10, bottom: Number(y) };
      },
    );
    assert.ok(labels.some(({ text }) => text === '132'));
    const apart = (one: (typeof labels)[number], other: (typeof labels)[number]): boolean =>
      one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
    for (const [index, one] of labels.entries())
      for (const other of labels.slice(index + 1)) assert.ok(apart(one, other), `${one.text} covers ${other.text}`);
    const dots = [...svg.matchAll(/gt-chart__point--[^>]*translate\(([\d.]+) ([\d.]+)\)/g)];
    assert.equal(dots.length, points.length);
    for (const { text, left, right, top, bottom } of labels.filter((label) => label.text !== '132'))
      for (const [, x, y] of dots)
        assert.ok(
          Number(x) < left || Number(x) > right || Number(y) < top || Number(y) > bottom,
          `${text} covers a point`,
        );
  }
});
