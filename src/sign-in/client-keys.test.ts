/** Keys that clients publish: SMART App Launch 2.2, "Registering a client"; attacks 2 and 76. */
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { before, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createClientKeys } from './client-keys.ts';

const file = forWholeFile();
const clock = { nowMs: 0, now: () => clock.nowMs };
const clientKeys = createClientKeys({ clock, fetch });
let jwk: JWK;

before(async () => {
  const { publicKey } = await generateKeyPair('ES384', { extractable: true });
  jwk = { ...(await exportJWK(publicKey)), kid: 'known' };
});

async function aKeyServer(answer: (response: ServerResponse) => void) {
  const state = { asked: 0, answer };
  const server = createServer((_request, response) => {
    state.asked++;
    state.answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  file.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return { state, find: (kid: string) => clientKeys.find({ clientId: 'one', jwksUrl }, kid, 'ES384') };
}

const give = (response: ServerResponse) => void response.end(JSON.stringify({ keys: [jwk] }));

it('a strange kid while the client’s server is away takes nothing from keys that were fetched in time', async () => {
  const { state, find } = await aKeyServer(give);
  assert.notEqual(await find('known'), undefined);
  clock.nowMs += 61_000;
  state.answer = (response) => void response.writeHead(503).end();
  assert.equal(await find('strange'), undefined);
  assert.notEqual(await find('known'), undefined);
  clock.nowMs += 240_000;
  assert.equal(await find('known'), undefined, 'nor are they believed for longer than five minutes');
});

it('many at once make one question', async () => {
  const { state, find } = await aKeyServer(give);
  const found = await Promise.all(Array.from({ length: 20 }, (_, at) => find(at === 0 ? 'known' : `strange-${at}`)));
  assert.equal(found.filter((key) => key !== undefined).length, 1);
  assert.equal(state.asked, 1);
});

it('an answer without an end is read to its limit and no further', async () => {
  let sent = 0;
  let isClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const { find } = await aKeyServer((response) => {
    const piece = Buffer.alloc(50_000, ' ');
    const sending = setInterval(() => {
      sent += piece.length;
      response.write(piece);
    }, 1);
    response.on('close', () => {
      clearInterval(sending);
      isClosed();
    });
  });
  assert.equal(await find('known'), undefined);
  await closed;
  assert.ok(sent < 10_000_000, `${sent} bytes were taken`);
});
