/** Contract: `doctor` says what is wrong in words, and exits 0 only when nothing is. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

test('a region whose port answers and whose address does not is wrong, and not left out', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-doctor-'));
  // Not HTTP, as a region with a certificate that Node does not trust is none to it.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const port = String((server.address() as AddressInfo).port);
  const env = { ...process.env, GOLDTHREAD_DATA_DIR: folder, GOLDTHREAD_HTTP_PORT: port, GOLDTHREAD_MLLP_PORT: port };
  const ended = await new Promise<{ code: unknown; out: string; error: string }>((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), 'doctor'], { env }, (failure, out, error) => {
      resolve({ code: failure?.code, out, error });
    });
  });
  assert.equal(ended.code, 1);
  assert.match(ended.out, /^WRONG Region: http:\/\/127\.0\.0\.1:\d+ gives no answer \(\w+\), though its port does/m);
  assert.match(ended.error, /^CLI-007: /);
});
