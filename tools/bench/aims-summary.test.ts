/** An aim is out of reach only where a floor of the same run says so. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { aimLines, aimsText } from './aims-summary.ts';
import { aims } from './aims-table.ts';
import type { Figure } from './figure.ts';
import type { Floor } from './measure.ts';

function aFloor(given: Partial<Floor>): Floor {
  return {
    name: 'a floor',
    leavesOut: 'much',
    perSecond: 9_000,
    plusMinus: 100,
    p50Ms: 1,
    p99Ms: 2,
    othersShare: 0.01,
    ...given,
  };
}

function readings(given: Partial<Figure>): Figure {
  return {
    ...{ name: 'read by id', connections: 8, count: 1_000, unit: 'request', perSecond: 3_000, plusMinus: 50 },
    ...{ seconds: 5, p50Ms: 2, p95Ms: 4, p99Ms: 9, nodeMicroseconds: 1, postgresMicroseconds: 1 },
    ...{ clientMicroseconds: 1, othersShare: 0, answerBytes: 1, failures: {}, floors: [aFloor({})], ...given },
  };
}

const rateOf = (figure: Figure) => aimLines([figure])[0]!;
const p99Of = (figure: Figure) => aimLines([figure])[1]!;

it('a floor that reaches the aim excuses nothing', () => {
  const line = rateOf(readings({}));
  assert.equal(line.aim, 'read by id (8): 6,000 requests a second');
  assert.equal(line.isOutOfReach, false);
  assert.equal(line.isMet, false);
  assert.equal(line.share, 1 / 3);
});

it('a floor below the aim by more than its bounds proves the aim out of reach', () => {
  assert.equal(rateOf(readings({ floors: [aFloor({ perSecond: 5_000, plusMinus: 900 })] })).isOutOfReach, true);
  assert.equal(rateOf(readings({ floors: [aFloor({ perSecond: 5_000, plusMinus: 1_100 })] })).isOutOfReach, false);
});

it('on a machine that others use, a floor below the aim proves nothing, and one that reaches it still excuses nothing', () => {
  const below = aFloor({ perSecond: 5_000, othersShare: 0.06 });
  assert.equal(rateOf(readings({ floors: [below] })).isOutOfReach, undefined);
  assert.equal(rateOf(readings({ floors: [aFloor({ othersShare: 0.5 })] })).isOutOfReach, false);
  const { othersShare: _share, ...unknown } = below;
  assert.equal(rateOf(readings({ floors: [unknown] })).isOutOfReach, undefined);
});

it('a floor whose bounds are not known proves nothing', () => {
  assert.equal(rateOf(readings({ floors: [aFloor({ perSecond: 5_000, plusMinus: Number.NaN })] })).isOutOfReach, false);
});

it('of several floors the one furthest below the aim counts', () => {
  const floors = [aFloor({}), aFloor({ name: 'the other', perSecond: 4_000, p99Ms: 12 })];
  const figure = readings({ floors });
  assert.deepEqual([rateOf(figure).floor, rateOf(figure).isOutOfReach], ['the other', true]);
  assert.deepEqual([p99Of(figure).floor, p99Of(figure).isOutOfReach], ['the other', true]);
});

it('of times, a floor that is quick enough excuses nothing, and one without times says nothing', () => {
  assert.equal(p99Of(readings({})).isOutOfReach, false);
  assert.equal(p99Of(readings({})).share, 2 / 9);
  const { p99Ms: _p99, p50Ms: _p50, ...timeless } = aFloor({});
  assert.equal(aimLines([readings({ floors: [timeless] })]).length, 1);
});

it('what is met is said to be met, whatever the floor', () => {
  const text = aimsText([readings({ perSecond: 6_001, p99Ms: 8 })]);
  assert.equal(text.filter((line) => line.endsWith('| met |')).length, 2);
});

it('each aim has a figure of its own, and one measure at least', () => {
  assert.equal(new Set(aims.map(({ figure, connections }) => `${figure} ${connections}`)).size, aims.length);
  for (const aim of aims) assert.ok(aim.perSecond ?? aim.p50Ms ?? aim.p99Ms, aim.figure);
});
