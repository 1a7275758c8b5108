/** A page that stays open is told that it is old, never what changed (HTML, 9.2, server-sent events). */
import type { ServerResponse } from 'node:http';

/** How long a browser waits before it connects again. */
const retryMs = 2_000;

export interface EventStream {
  /** One event of this name; `id` comes back from a browser that connects again. */
  say(event: string, id?: string): void;
  /** Keeps the connection from falling asleep on the way. */
  stillHere(): void;
  end(): void;
}

/** Takes the answer over from the framework, which has to have been told so. */
export function openEventStream(raw: ServerResponse, requestId: string): EventStream {
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  });
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
