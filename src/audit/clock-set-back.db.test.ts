/** Safety F11 and HZ18: a machine’s clock that is set back must not make an honest log look like one that was tampered with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steadyClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aSealedLog, succeeded } from './testing/a-sealed-log.ts';
import { verifyLogFile } from './verify/verify-log-file.ts';

const finishing = forWholeFile();

test('F11: the machine’s clock goes back by two hours: the log is sealed on, it verifies, and so does the person’s file', async () => {
  const log = await aSealedLog(finishing);
  const machine = { shown: log.clock.nowMs, passed: 0 };
  const clock = steadyClock({ shownMs: () => machine.shown, passedMs: () => machine.passed });
  const passes = (ms: number): void => {
    machine.shown += ms;
    machine.passed += ms;
    log.clock.nowMs = clock.now();
  };
  passes(1_000);
  await log.disclose(1);
  const before = await log.seal();
  machine.shown -= 2 * 3_600_000;
  passes(31_000);
  await log.disclose(1);
  log.audit.start();
  const sealed = (): number => {
    const last = log.audit.lastSeal();
    return last === undefined ? 0 : succeeded(last).size;
  };
  for (const untilMs = performance.now() + 60_000; sealed() <= before && performance.now() < untilMs; )
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(sealed() > before, 'half a minute later the log is sealed by itself (issue 4: provable after 60 seconds)');
  const inspected = succeeded(await log.audit.inspect());
  assert.deepEqual(inspected, { isWhole: true, newDays: [] });
  const file = await log.download(1);
  const report = await verifyLogFile({ text: JSON.stringify(file), trustedKeys: log.keys.key.verifierTexts });
  assert.equal(report.verdict, 'complete', JSON.stringify(report.findings));
});
