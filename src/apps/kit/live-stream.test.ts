// How many open pages may follow, over real connections: HTML, 9.2 (server-sent events); OWASP ASVS 5, 15.2.2 (what uses up resources).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createLiveStreams, streamsOfSession } from './live-stream.ts';

interface Page {
  /** What was said so far. */
  said: string;
  isOver: boolean;
  close(): void;
}

/** A server of streams alone; `follow` opens a page of a session. */
async function aServer(t: TestContext, most = 10) {
  const closing: (() => Promise<void>)[] = [];
  const streams = createLiveStreams({ addHook: (_name, hook) => closing.push(hook) }, most);
  let followed = 0;
  const server = createServer((request, raw) => {
    streams.open(
      { raw, request: { id: 'a-request', headers: request.headers } },
      {
        session: request.url ?? '',
        seen: '',
        look: async () => '',
        isSignedIn: async () => true,
        mayStillSee: async () => true,
        onSessionsEnded: () => () => undefined,
        subscribe: () => {
          followed++;
          return () => followed--;
        },
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.after(async () => {
    for (const close of closing) await close();
    server.closeAllConnections();
    server.close();
  });
  async function follow(session: string, method = 'GET'): Promise<Page> {
    const control = new AbortController();
    const answer = await fetch(`${origin}/${session}`, { method, signal: control.signal });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const page: Page = { said: '', isOver: false, close: () => control.abort() };
    const read = async (): Promise<void> => {
      for await (const chunk of answer.body ?? []) page.said += Buffer.from(chunk).toString('utf8');
      page.isOver = true;
    };
    read().catch(() => undefined);
    return page;
  }
  return { follow, followed: () => followed, closeAll: () => Promise.all(closing.map((close) => close())) };
}

async function until(isSo: () => boolean): Promise<void> {
  for (const untilMs = Date.now() + 10_000; Date.now() < untilMs && !isSo(); ) await pause(10);
  assert.ok(isSo());
}

const isFull = ({ said, isOver }: Page): boolean => isOver && said === 'retry: 60000\nevent: full\ndata:\n\n';
const follows = ({ said, isOver }: Page): boolean => !isOver && said.startsWith('retry: 2000\n\n');

test('one session follows on four pages; the fifth is told that it does not, and when to ask again; another session follows', async (t) => {
  const { follow, followed } = await aServer(t);
  const pages = await Promise.all(Array.from({ length: streamsOfSession }, () => follow('mine')));
  await until(() => pages.every(follows));
  const [fifth, other] = [await follow('mine'), await follow('theirs')];
  await until(() => isFull(fifth) && follows(other));
  assert.equal(followed(), streamsOfSession + 1);
});

test('whoever closes a page makes room for another, once', async (t) => {
  const { follow, followed } = await aServer(t);
  const pages = await Promise.all(Array.from({ length: streamsOfSession }, () => follow('mine')));
  pages[0]?.close();
  await until(() => followed() === streamsOfSession - 1);
  const [next, another] = [await follow('mine'), await follow('mine')];
  await until(() => follows(next) && isFull(another));
});

test('a server has room for so many pages, whoever they are of, and all end with it', async (t) => {
  const { follow, followed, closeAll } = await aServer(t, 2);
  const pages = [await follow('one'), await follow('two')];
  const third = await follow('three');
  await until(() => pages.every(follows) && isFull(third));
  await closeAll();
  await until(() => pages.every(({ isOver }) => isOver));
  assert.equal(followed(), 0);
});

test('where there is no room a HEAD has its headers, and is over', async (t) => {
  const { follow } = await aServer(t, 1);
  await follow('one');
  const head = await follow('two', 'HEAD');
  await until(() => head.isOver && head.said === '');
});
