/**
 * Many callers share one round trip to the database. What is asked while a trip is under way waits for the next, so that
 * one statement answers many requests when many come, and a lone request waits for nobody.
 */
export interface SharedTrips<Question> {
  /** Trips that may be under way at once. With one, everybody who just missed it waits a whole trip. */
  readonly tripsMax: number;
  /** So many trips that take longer than this are not counted: nobody waits for what one of their fellows waits for. */
  readonly slow?: { readonly afterMs: number; readonly tripsMax: number };
  /**
   * Turns of the event loop that a trip waits for others to come aboard, where the trip before it was shared; one when left out.
   * Nearly nothing where there is nothing else to do, and as long as others are served where there is.
   */
  readonly waitsTurns?: number;
  /** Questions in one trip: more only makes the first of them wait. */
  readonly questionsMax: number;
  /** Bytes of one question, where they differ enough to matter; one trip takes at most `bytesMax`, or one question. */
  readonly bytesOf?: (question: Question) => number;
  readonly bytesMax?: number;
}

/**
 * For what is looked up by key in a fraction of a millisecond, a message for which costs more than the look-up. Measured on two
 * processors at eight callers (docs/scale.md): more trips at once or none that waits is more messages, and a sixth more processor time.
 */
export const lookUpTrips = { tripsMax: 2, waitsTurns: 4, questionsMax: 64 } as const;

interface Waiting<Question, Reply> {
  readonly question: Question;
  readonly settle: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** `ask` gives a reply for each question, in their order; what it throws, every caller of that trip gets. */
export function shareRoundTrips<Question, Reply>(
  ask: (questions: readonly Question[]) => Promise<readonly Reply[]>,
  limits: SharedTrips<Question>,
): (question: Question) => Promise<Reply> {
  let waiting: Waiting<Question, Reply>[] = [];
  let isDeparting = false;
  let lastAboard = 0;
  const trips = countTrips(limits, () => depart());

  const travel = async (): Promise<void> => {
    const aboard = waiting.slice(0, roomFor(waiting, limits));
    waiting = waiting.slice(aboard.length);
    if (aboard.length === 0) return;
    lastAboard = aboard.length;
    const end = trips.begin();
    try {
      const replies = await ask(aboard.map(({ question }) => question));
      if (replies.length !== aboard.length) throw new Error('a shared round trip answered other questions');
      for (const [index, one] of aboard.entries()) one.settle(replies[index]!);
    } catch (error) {
      for (const one of aboard) one.reject(error);
    } finally {
      end();
    }
    depart();
  };
  // Whoever comes in the same turn of the event loop is in this trip and not behind it.
  const depart = (): void => {
    if (isDeparting || waiting.length === 0 || !trips.hasRoom()) return;
    isDeparting = true;
    let turns = lastAboard > 1 ? (limits.waitsTurns ?? 1) : 1;
    const turn = (): void => {
      turns--;
      if (turns > 0 && waiting.length < limits.questionsMax) return void setImmediate(turn);
      isDeparting = false;
      void travel();
      depart();
    };
    setImmediate(turn);
  };

  return (question) =>
    new Promise((settle, reject) => {
      waiting.push({ question, settle, reject });
      depart();
    });
}

/** The same where questions of one trip can fail apart: what one of them throws, its fellows do not hear. */
export function shareSettledTrips<Question, Reply>(
  ask: (questions: readonly Question[]) => Promise<readonly PromiseSettledResult<Reply>[]>,
  limits: SharedTrips<Question>,
): (question: Question) => Promise<Reply> {
  const share = shareRoundTrips(ask, limits);
  return async (question) => {
    const settled = await share(question);
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  };
}

function roomFor<Question>(waiting: readonly { readonly question: Question }[], limits: SharedTrips<Question>): number {
  const most = Math.min(waiting.length, limits.questionsMax);
  const { bytesOf, bytesMax } = limits;
  if (bytesOf === undefined || bytesMax === undefined) return most;
  let bytes = 0;
  for (let count = 0; count < most; count++) {
    bytes += bytesOf(waiting[count]!.question);
    if (count > 0 && bytes > bytesMax) return count;
  }
  return most;
}

/** How many trips are under way, but for as many slow ones as are not counted. */
function countTrips({ tripsMax, slow }: Pick<SharedTrips<never>, 'tripsMax' | 'slow'>, onRoom: () => void) {
  let counted = 0;
  let notCounted = 0;
  return {
    hasRoom: (): boolean => counted < tripsMax,
    /** Gives what is to be done when the trip is over. */
    begin(): () => void {
      let isSlow = false;
      counted++;
      const leaveOut = (limit: NonNullable<typeof slow>): void => {
        if (notCounted >= limit.tripsMax) {
          timer = setTimeout(leaveOut, limit.afterMs, limit);
          return;
        }
        isSlow = true;
        notCounted++;
        counted--;
        onRoom();
      };
      let timer = slow && setTimeout(leaveOut, slow.afterMs, slow);
      return () => {
        clearTimeout(timer);
        if (isSlow) notCounted--;
        else counted--;
      };
    },
  };
}
