/** Attack 72: where a notification may be sent, by name, by number and after the name was resolved. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { describe, it } from 'node:test';
import { guardedLookup, hookAddressFlaw, isPublicAddress } from './hook-address.ts';
import { hookHeaderFlaw, sendToHook } from './rest-hook.ts';

const policy = {
  allowedHosts: ['hooks.example', 'hooks.example:8443', '10.0.0.9', '[2001:db8::1]'],
  allowsLoopback: false,
};
const demo = { allowedHosts: [], allowsLoopback: true };

describe('the address of a hook', () => {
  it('attack 72: is https, on a host that is named exactly, without name, password or fragment', () => {
    assert.equal(hookAddressFlaw(policy, 'https://hooks.example/in?a=1'), undefined);
    assert.equal(hookAddressFlaw(policy, 'https://hooks.example:8443/in'), undefined);
    assert.equal(hookAddressFlaw(policy, 'https://HOOKS.example/in'), undefined);
    for (const wrong of [
      'http://hooks.example/in',
      'https://hooks.example.evil/in',
      'https://evil.example/hooks.example',
      'https://hooks.example@evil.example/',
      'https://hooks.example:444/in',
      'https://hooks.example./in',
      'https://user:secret@hooks.example/in',
      'https://hooks.example/in#part',
      'https://127.0.0.1/in',
      'https://localhost/in',
      'https://169.254.169.254/latest/meta-data',
      'https://10.0.0.9/in',
      'https://[2001:db8::1]/in',
      'ftp://hooks.example/in',
      'file:///etc/passwd',
      '/in',
      '',
    ])
      assert.notEqual(hookAddressFlaw(policy, wrong), undefined, wrong);
  });

  it('may be the loopback in a demo region, however it is written, and nothing else', () => {
    for (const right of [
      'http://127.0.0.1:9/',
      'http://localhost/',
      'http://[::1]:8080/',
      'http://0x7f.1/',
      'http://2130706433/',
    ])
      assert.equal(hookAddressFlaw(demo, right), undefined, right);
    for (const wrong of [
      'http://10.0.0.1/',
      'https://hooks.example/',
      'http://[::ffff:10.0.0.1]/',
      'http://0.0.0.0/',
      'http://localhost.evil.example/',
    ])
      assert.notEqual(hookAddressFlaw(demo, wrong), undefined, wrong);
  });

  it('is a public one, of IPv4 and IPv6', () => {
    for (const address of ['8.8.8.8', '193.62.218.1', '2606:4700::1111']) assert.ok(isPublicAddress(address), address);
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:0:7f00:1::',
      'fc00::1',
      'fe80::1',
      'ff02::1',
      'hooks.example',
    ])
      assert.ok(!isPublicAddress(address), address);
  });

  it('attack 72: is looked at when the name has been resolved, each address of it (rebinding)', async () => {
    const resolved = (...addresses: string[]) =>
      new Promise<string>((settle) => {
        const resolver = (_name: string, _options: unknown, callback: (error: null, all: unknown) => void) =>
          callback(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          );
        const lookup = guardedLookup(policy, new URL('https://hooks.example/'), resolver as never);
        lookup('hooks.example', {}, (error, address) => settle(error === null ? String(address) : (error.code ?? '')));
      });
    assert.equal(await resolved('8.8.8.8'), '8.8.8.8');
    for (const addresses of [['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::1'], []])
      assert.equal(await resolved(...addresses), 'HOOK_REFUSED', addresses.join());
  });
});

describe('a hook', () => {
  it('sets no header of the message or the connection', () => {
    assert.equal(hookHeaderFlaw('Authorization: Bearer abc'), undefined);
    for (const wrong of [
      'Host: evil',
      'Content-Length: 3',
      'Connection: close',
      'Transfer-Encoding: chunked',
      'no colon',
      'X: a\r\nY: b',
    ])
      assert.notEqual(hookHeaderFlaw(wrong), undefined, wrong);
  });

  it('attack 72: that redirects, or says no, or says nothing in time, has not taken it; nothing is followed', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/late') return;
      response.writeHead(Number(request.url?.slice(1)), { location: '/200' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const send = (path: string) =>
      sendToHook(demo, { endpoint: `http://127.0.0.1:${port}${path}`, headers: [], timeoutMs: 200 }, Buffer.from('{}'));
    assert.deepEqual(await send('/204'), { isTaken: true });
    assert.deepEqual(await send('/302'), { isTaken: false, error: 'status 302' });
    assert.deepEqual(await send('/500'), { isTaken: false, error: 'status 500' });
    assert.deepEqual(await send('/late'), { isTaken: false, error: 'no answer in time' });
    assert.deepEqual(asked, ['/204', '/302', '/500', '/late']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('attack 72: that answers with anything at all is done with, for its owner and for the end of the region', async () => {
    const end = '\r\n\r\n';
    const refused = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket';
    const hints = `HTTP/1.1 103 Early Hints${end}`;
    for (const [answer, error] of [
      [`${refused}${end}`, 'no connection (closed)'],
      [hints.repeat(1_000), 'no connection (ECONNRESET)'],
      [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}${end}`, 'no connection (HPE_HEADER_OVERFLOW)'],
      [`nothing of the kind${end}`, 'no connection (HPE_INVALID_CONSTANT)'],
    ] as const) {
      const server = createSocketServer((socket) => {
        socket.on('error', () => undefined).once('data', () => socket.end(answer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const late = new Promise((resolve) => setTimeout(resolve, 2_000, 'never'));
      const sent = sendToHook(demo, { endpoint, headers: [], timeoutMs: 300 }, Buffer.from('{}'));
      assert.deepEqual(await Promise.race([sent, late]), { isTaken: false, error }, answer.slice(0, 60));
      server.close();
    }
  });
});
