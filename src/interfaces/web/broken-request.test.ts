// Attack 81, OWASP ASVS 5.0 3.4: what no route ever sees is answered with the headers of every answer.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { defaultHeaders } from './default-headers.ts';
import { aWebServer } from './testing/a-web-server.ts';

test('a request that is none, or whose headers are too large, is answered with the headers of every answer, and nothing of it is said again', async (t) => {
  const app = aWebServer();
  t.after(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  for (const [sent, status] of [
    ['GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    ['GET /livez HTTP/1.1\r\nHost: x\r\nRimmer : y\r\n\r\n', 400],
    [`GET /livez HTTP/1.1\r\nHost: x\r\nRimmer: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece;
    });
    socket.write(sent);
    await once(socket, 'close');
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    for (const [name, value] of Object.entries(defaultHeaders({ hasTls: false })))
      assert.ok(answer.includes(`\r\n${name}: ${value}\r\n`), `${status}: ${name}`);
    assert.match(answer, /\r\n\r\n\{"status":4\d\d\}$/);
    assert.doesNotMatch(answer, /Rimmer/);
  }
});
