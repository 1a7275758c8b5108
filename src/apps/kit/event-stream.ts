/** A page that stays open is told that it is old, never what changed (HTML, 9.2, server-sent events). */
import type { ServerResponse } from 'node:http';

/** How long a browser waits before it connects again. */
const retryMs = 2_000;
/** And when there was no room for it: a page then is live a minute after another was closed. */
const retryWhenFullMs = 60_000;

export interface EventStream {
  /** One event of this name; `id` comes back from a browser that connects again. */
  say(event: string, id?: string): void;
  /** Keeps the connection from falling asleep on the way. */
  stillHere(): void;
  end(): void;
}

function writeHead(raw: ServerResponse, requestId: string): void {
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  });
}

/**
 * There is no room for another page that follows: it says that it does not follow, and its browser asks again by itself. An answer
 * of another status would end that for good (HTML, 9.2.3: to fail the connection).
 */
export function answerFull(raw: ServerResponse, requestId: string): void {
  writeHead(raw, requestId);
  raw.end(raw.req.method === 'HEAD' ? undefined : `retry: ${retryWhenFullMs}\nevent: full\ndata:\n\n`);
}

/** Takes the answer over from the framework, which has to have been told so. */
export function openEventStream(raw: ServerResponse, requestId: string): EventStream {
  writeHead(raw, requestId);
  // A HEAD has its headers now, and nothing to wait for.
  if (raw.req.method === 'HEAD') raw.end();
  const write = (text: string): void => {
    if (!raw.writableEnded) raw.write(text);
  };
  write(`retry: ${retryMs}\n\n`);
  return {
    say: (event, id) => write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata:\n\n`),
    stillHere: () => write(': still here\n\n'),
    end: () => {
      if (!raw.writableEnded) raw.end();
    },
  };
}
