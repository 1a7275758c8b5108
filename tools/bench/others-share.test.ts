/** What others took of the machine: it decides whether a floor proves anything. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { machineTime, othersShare, usedTicks } from './others-share.ts';

it('idle time and waiting for a disk are not used time (proc(5), /proc/stat)', () => {
  assert.equal(usedTicks('cpu  1 20 300 4000 50000 600000 7000000 80000000\ncpu0 9 9 9 9\n'), 87_600_321);
});

it('what is not ours is others’, over all cores', () => {
  const before = { atMs: 0, usedMs: 500, ownMs: 100 };
  assert.equal(othersShare(before, { atMs: 1_000, usedMs: 1_900, ownMs: 500 }, 2), 0.5);
  assert.equal(othersShare(before, { atMs: 1_000, usedMs: 900, ownMs: 520 }, 2), 0);
});

it('the work of this process is its own', () => {
  const before = machineTime([process.pid]);
  for (const began = process.cpuUsage(); process.cpuUsage(began).user < 100_000; ) Math.sqrt(began.user);
  const after = machineTime([process.pid]);
  assert.ok(after.ownMs - before.ownMs >= 50, `${after.ownMs - before.ownMs} ms`);
  assert.ok(after.usedMs - before.usedMs >= 50);
});
