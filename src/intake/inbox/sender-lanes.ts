/**
 * Messages about one patient of one sender go one after the other, in the order in which they came; so does everything of
 * a sender around a message that concerns more than one patient. Other patients and senders go side by side (safety I4).
 * A connection has one message in flight, so what one connection sends keeps its order whatever it is about.
 */

const mostWaiting = 256;

interface Lane {
  /** The last message that all later ones of the sender wait for. */
  barrier: Promise<unknown>;
  readonly lastByPatient: Map<string, Promise<unknown>>;
  waiting: number;
}

export class SenderLanes {
  readonly #lanes = new Map<string, Lane>();

  /**
   * `patient` undefined: alone among its sender's messages. Undefined comes back, without calling `work`, where too many
   * of that sender wait already.
   */
  async run<T>(sender: string, patient: string | undefined, work: () => Promise<T>): Promise<T | undefined> {
    const lane = this.#lanes.get(sender) ?? { barrier: Promise.resolve(), lastByPatient: new Map(), waiting: 0 };
    this.#lanes.set(sender, lane);
    if (lane.waiting >= mostWaiting) return undefined;
    lane.waiting += 1;
    const before = this.#before(lane, patient);
    const turn = before.then(work);
    const ended = turn.then(
      () => undefined,
      () => undefined,
    );
    if (patient === undefined) {
      lane.barrier = ended;
      lane.lastByPatient.clear();
    } else lane.lastByPatient.set(patient, ended);
    try {
      return await turn;
    } finally {
      lane.waiting -= 1;
      if (patient !== undefined && lane.lastByPatient.get(patient) === ended) lane.lastByPatient.delete(patient);
      if (lane.waiting === 0) this.#lanes.delete(sender);
    }
  }

  #before(lane: Lane, patient: string | undefined): Promise<unknown> {
    if (patient !== undefined) return lane.lastByPatient.get(patient) ?? lane.barrier;
    return Promise.all([lane.barrier, ...lane.lastByPatient.values()]);
  }
}
