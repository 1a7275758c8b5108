/** `npm run journeys`: the tests in a real browser. They are never skipped: without a browser this fails. */
import { globSync } from 'node:fs';
import { findChromium } from './find-chromium.ts';
import { runNodeTests } from './run-node-tests.ts';
import { checkoutRoot } from './run-program.ts';

const startedMs = performance.now();
const found = findChromium();
if ('problem' in found) {
  console.error(found.problem);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} else {
  console.log(`browser: ${found.origin}`);
  const result = await runNodeTests({
    files: globSync('tests/journeys/**/*.test.ts', { cwd: checkoutRoot }).sort(),
    environment: { GOLDTHREAD_TEST_CHROMIUM: found.path },
    concurrency: 1,
    timeoutMs: 8 * 60_000,
  });
  if (result.failures !== '') console.log(result.failures);
  const failed = result.failed + result.skipped;
  if (result.skipped > 0) console.log(`${result.skipped} journeys were skipped, which counts as failed`);
  console.log(`journeys took ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  console.log(`${result.passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
