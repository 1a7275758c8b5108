/**
 * What keeps one open page told, from its first byte to its last: it ends with the session, with the reader's connection or with
 * the region. An open stream is no activity.
 */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { answerFull, openEventStream } from './event-stream.ts';
import { followChanges } from './follow-changes.ts';

const heartbeatMs = 15_000;
/** A browser holds six connections to a server that speaks HTTP/1.1: two are left for its pages. */
export const streamsOfSession = 4;
/** Nothing is announced when a permission runs out, or a child has a birthday: an open page closes within 60 seconds (UK-9, UK-19). */
const decideAgainMs = 45_000;

export interface LiveStream {
  /** What its session is known by, and no other is. */
  readonly session: string;
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
  /** Follows, or says that there is no room: an open stream costs a connection, a heartbeat and a look at each change. */
  open(reply: TakenOverReply, live: LiveStream): void;
}

/** Those of one server, at most so many, and so many of one session; all end before it closes. */
export function createLiveStreams(
  app: { addHook(name: 'onClose', hook: () => Promise<void>): unknown },
  most: number,
): LiveStreams {
  const open = new Map<() => void, string>();
  app.addHook('onClose', async () => {
    for (const end of [...open.keys()]) end();
  });
  const hasRoom = (session: string): boolean => {
    if (open.size >= most) return false;
    let theirs = 0;
    for (const one of open.values()) if (one === session) theirs++;
    return theirs < streamsOfSession;
  };
  return {
    open: (reply, live) => {
      // Whoever left while it was decided would never be heard leaving.
      if (reply.raw.destroyed) return;
      if (!hasRoom(live.session)) return answerFull(reply.raw, reply.request.id);
      const end = begin(reply, live, () => open.delete(end));
      open.set(end, live.session);
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
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
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
