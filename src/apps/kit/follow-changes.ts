/**
 * Tells an open page that what its reader sees has changed, and nothing else: what they may not see must not show by the moment at
 * which something happens (UK-18). So it is looked at as theirs before they are told.
 */
import type { EventStream } from './event-stream.ts';

/** Messages that come together are looked at together. */
const gatherMs = 300;

export interface Follower {
  /** Something was filed or decided: it is looked at. */
  changed(): void;
  /** The heartbeat: what could not be looked at is looked at again. */
  again(): void;
  stop(): void;
}

export interface Followed {
  readonly stream: Pick<EventStream, 'say' | 'end'>;
  /** What the page shows, as `look` gives it. */
  readonly seen: string;
  /** A mark of what the reader sees now; empty when nothing opens to them; undefined when that can't be said at present. */
  readonly look: () => Promise<string | undefined>;
}

class ChangeFollower implements Follower {
  readonly #followed: Followed;
  #seen: string;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isOwed = false;

  constructor(followed: Followed) {
    this.#followed = followed;
    this.#seen = followed.seen;
  }

  changed(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isLooking) this.changed();
      else this.#look().catch(() => this.#followed.stream.end());
    }, gatherMs);
  }

  again(): void {
    if (this.#isOwed) this.changed();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    try {
      const seen = await this.#followed.look();
      this.#isOwed = seen === undefined;
      if (seen === undefined || seen === this.#seen) return;
      this.#seen = seen;
      if (seen !== '') return this.#followed.stream.say('changed', seen);
      // What does not open any more goes from the page: it asks, and is answered why. There is nothing left to follow.
      this.#followed.stream.say('changed');
      this.#followed.stream.end();
    } finally {
      this.#isLooking = false;
    }
  }
}

export function followChanges(followed: Followed): Follower {
  return new ChangeFollower(followed);
}
