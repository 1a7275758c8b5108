/** One sender's messages one after the other, in the order in which they came (safety I4). Senders go side by side. */

const mostWaiting = 64;

export class SenderLanes {
  readonly #lastBySender = new Map<string, Promise<unknown>>();
  readonly #waitingBySender = new Map<string, number>();

  /** Undefined, without calling `work`, where too many of that sender wait already. */
  async run<T>(sender: string, work: () => Promise<T>): Promise<T | undefined> {
    const waiting = this.#waitingBySender.get(sender) ?? 0;
    if (waiting >= mostWaiting) return undefined;
    this.#waitingBySender.set(sender, waiting + 1);
    const turn = (this.#lastBySender.get(sender) ?? Promise.resolve()).then(work, work);
    this.#lastBySender.set(sender, turn);
    try {
      return await turn;
    } finally {
      const left = (this.#waitingBySender.get(sender) ?? 1) - 1;
      if (left > 0) this.#waitingBySender.set(sender, left);
      else {
        this.#waitingBySender.delete(sender);
        this.#lastBySender.delete(sender);
      }
    }
  }
}
