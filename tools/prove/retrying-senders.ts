/** Senders as they are: one message after the other, each sent until it is answered, and now and then one sent again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import { mllpConnection } from './mllp-connection.ts';
import { type NumberedMessage, numberedMessage } from './numbered-message.ts';

export interface RunningSenders {
  /** Deliberate repeats of acknowledged messages so far. */
  readonly repeats: () => number;
  /** Each sender ends with the message that it is at; false where one could not within the time. */
  finish(timeoutMs: number): Promise<boolean>;
}

export interface SendersToRun {
  readonly port: number;
  readonly names: readonly string[];
  readonly ledger: Ledger;
}

/** One in this many messages is sent again although it was acknowledged. */
const repeatEvery = 9;
const answerTimeoutMs = 15_000;
const pauseBeforeRetryMs = 40;

export function startSenders({ port, names, ledger }: SendersToRun): RunningSenders {
  let isFinishing = false;
  let isGivenUp = false;
  let repeats = 0;
  const sendOnce = async (connection: ReturnType<typeof mllpConnection>, message: NumberedMessage) => {
    if (!(await connection.connect())) return undefined;
    ledger.sending(message.id, message.contentHash);
    const code = await connection.send(message.bytes, message.controlId, answerTimeoutMs);
    if (code === undefined) ledger.unanswered(message.id);
    else ledger.answered(message.id, code);
    return code;
  };
  const run = async (name: string): Promise<void> => {
    const connection = mllpConnection(port);
    for (let number = 1; !isFinishing; number++) {
      const message = numberedMessage(name, number);
      while ((await sendOnce(connection, message)) === undefined) {
        if (isGivenUp) return;
        await pause(pauseBeforeRetryMs);
      }
      if (number % repeatEvery === 0) {
        repeats++;
        await sendOnce(connection, message);
      }
    }
    connection.close();
  };
  const all = Promise.all(names.map(run));
  // Whoever waits for the end hears of it; until then it must not end the process.
  all.catch(() => undefined);
  return {
    repeats: () => repeats,
    async finish(timeoutMs) {
      isFinishing = true;
      const timer = setTimeout(() => {
        isGivenUp = true;
      }, timeoutMs);
      await all;
      clearTimeout(timer);
      return !isGivenUp;
    },
  };
}
