/**
 * What keeps one open page told, from its first byte to its last: it ends with the session, with the reader's connection or with
 * the region. An open stream is no activity.
 */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { openEventStream } from './event-stream.ts';
import { followChanges } from './follow-changes.ts';

const heartbeatMs = 15_000;
/** Nothing is announced when a permission runs out, or a child has a birthday: an open page closes within 60 seconds (UK-9, UK-19). */
const decideAgainMs = 45_000;

export interface LiveStream {
  /** What the page shows, as `look` gives it, unless its browser comes back and knows better. */
  readonly seen: string;
  /** See `followChanges`. */
  readonly look: () => Promise<string | undefined>;
  readonly isSignedIn: () => Promise<boolean>;
  /** Whether this reader may still open what the page shows. Reads nothing of it. */
  readonly mayStillSee: () => Promise<boolean>;
  /** Somebody's session ended: perhaps this one. Another process of the region finds it at the next heartbeat. */
  readonly onSessionsEnded: (ended: () => void) => () => void;
  /** Says `changed` from now on; gives what stops it. What can't be followed any more ends the stream. */
  readonly subscribe: (changed: () => void, end: () => void) => () => void;
}

/** What a reply that was taken over from the framework still has. */
export interface TakenOverReply {
  readonly raw: ServerResponse;
  readonly request: { readonly id: string; readonly headers: IncomingHttpHeaders };
}

export interface LiveStreams {
  open(reply: TakenOverReply, live: LiveStream): void;
}

/** Those of one app; all end before its server closes. */
export function createLiveStreams(app: { addHook(name: 'onClose', hook: () => Promise<void>): unknown }): LiveStreams {
  const open = new Set<() => void>();
  app.addHook('onClose', async () => {
    for (const end of open) end();
  });
  return {
    open: (reply, live) => {
      // Whoever left while it was decided would never be heard leaving.
      if (reply.raw.destroyed) return;
      const end = begin(reply, live, () => open.delete(end));
      open.add(end);
    },
  };
}

function begin({ raw, request }: TakenOverReply, live: LiveStream, ended: () => void): () => void {
  const lastSeen = request.headers['last-event-id'];
  const stream = openEventStream(raw, request.id);
  const follower = followChanges({
    stream,
    seen: typeof lastSeen === 'string' ? lastSeen : live.seen,
    look: live.look,
  });
  const end = (): void => {
    clearInterval(heartbeat);
    clearInterval(deciding);
    follower.stop();
    unsubscribe();
    stopWaiting();
    ended();
    stream.end();
  };
  const askSession = (): void => {
    live.isSignedIn().then(
      (isSignedIn) => {
        if (!isSignedIn) return end();
        stream.stillHere();
        follower.again();
      },
      () => end(),
    );
  };
  const decideAgain = (): void => {
    // What can't be decided now is decided at the next turn, and at every request of the page.
    live.mayStillSee().then(
      (maySee) => {
        if (!maySee) follower.changed();
      },
      () => undefined,
    );
  };
  const heartbeat = setInterval(askSession, heartbeatMs);
  const deciding = setInterval(decideAgain, decideAgainMs);
  const stopWaiting = live.onSessionsEnded(askSession);
  const unsubscribe = live.subscribe(
    () => follower.changed(),
    () => end(),
  );
  raw.on('close', end);
  return end;
}
