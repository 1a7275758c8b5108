/** Decision 0002: a check that checked nothing must not pass. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { countsIn, runNodeTests } from './run-node-tests.ts';

async function runSource(source: string, together = false) {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-runner-'));
  const file = join(folder, 'planted.test.mjs');
  writeFileSync(file, source);
  const result = await runNodeTests({ files: [file], concurrency: 1, timeoutMs: 30_000, endWithinMs: 100, together });
  rmSync(folder, { recursive: true });
  return result;
}

describe('a run of tests', () => {
  it('without files has failed', async () => {
    const { failed } = await runNodeTests({ files: [], concurrency: 1, timeoutMs: 1000 });
    assert.equal(failed, 1);
  });

  for (const together of [false, true]) {
    const how = together ? ', all files in one process' : '';
    it(`counts what passed, failed and was skipped, and shows what failed${how}`, async () => {
      const result = await runSource(
        "import { it } from 'node:test';\nit('a', () => {});\nit('b', () => { throw new Error('planted'); });\nit.skip('c', () => {});\n",
        together,
      );
      assert.deepEqual([result.passed, result.failed, result.skipped], [1, 1, 1]);
      assert.match(result.failures, /planted/);
    });

    it(`of a file that does not load has failed${how}`, async () => {
      assert.equal((await runSource("import './not-there.mjs';\n", together)).failed, 1);
    });

    it(`of a file that does not end after its last test has failed, and says what the file holds${how}`, async () => {
      const result = await runSource(
        "import { it } from 'node:test';\nimport { createServer } from 'node:net';\nit('a', () => void createServer().listen(0, '127.0.0.1'));\n",
        together,
      );
      assert.ok(result.failed > 0);
      assert.match(
        result.failures,
        /^planted\.test\.mjs is not over 0\.1 s after its last test; it holds: TCPServerWrap$/m,
      );
    });
  }

  it('that says no totals has no counts', () => {
    assert.equal(countsIn('everything is fine'), undefined);
  });
});
