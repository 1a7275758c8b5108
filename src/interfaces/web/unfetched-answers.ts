/** Answers that stay here: whoever asks for a large one and does not fetch it would keep it in memory for ever. */
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

export interface AnswerLimits {
  /** After how long, with nothing fetched of an answer and nothing said, it is dropped with its connection. */
  readonly unfetchedAnswerMs?: number;
  /** After how long an answer is dropped of which the last is still here, whatever was fetched or said meanwhile. */
  readonly slowestAnswerMs?: number;
}

/** As long as a whole request may take to come in. */
const unfetchedAnswerMsUnlessTold = 60_000;
/** The largest files of an export by a slow line; what a connection says meanwhile would keep it for ever. */
const slowestAnswerMsUnlessTold = 1_800_000;

const eventStream = /^text\/event-stream/;

/** An open page that follows its record has its own way of ending. */
export function registerUnfetchedAnswers(app: FastifyInstance, limits: AnswerLimits): void {
  const { unfetchedAnswerMs = unfetchedAnswerMsUnlessTold, slowestAnswerMs = slowestAnswerMsUnlessTold } = limits;
  /** Since when. An answer to a request that was sent behind another is here before it has a connection. */
  const leaving = new Map<ServerResponse, number>();
  const dropSlowest = (): void => {
    const untilMs = performance.now() - slowestAnswerMs;
    for (const [answer, sinceMs] of leaving) {
      // In the order in which they began.
      if (sinceMs > untilMs) return;
      leaving.delete(answer);
      answer.req.socket.destroy();
    }
  };
  const timer = setInterval(dropSlowest, slowestAnswerMs / 10);
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (reply.raw.socket instanceof Socket) reply.raw.setTimeout(unfetchedAnswerMs);
    if (!eventStream.test(String(reply.getHeader('content-type')))) leaving.set(reply.raw, performance.now());
    done(null, payload);
  });
  app.addHook('onResponse', (_request, reply, done) => {
    leaving.delete(reply.raw);
    done();
  });
}
