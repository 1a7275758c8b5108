/** `/operator/quarantine/...`: messages that could not be filed. Each call has its entry in the log; one that is shown holds patient data. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Intake } from '#intake';
import { type Outcome, ok } from '#kernel/outcome.ts';

export interface QuarantineRouteDependencies {
  readonly intake: Intake;
  readonly answer: (reply: FastifyReply, outcome: Outcome<unknown>) => FastifyReply;
  readonly logged: (request: FastifyRequest, message?: string) => Promise<Outcome<void>>;
}

export function quarantineRoutes(app: FastifyInstance, deps: QuarantineRouteDependencies): void {
  const { intake, answer, logged } = deps;
  const messageOf = (request: FastifyRequest): string => (request.params as { message: string }).message;
  app.get('/operator/quarantine', async (request, reply) => {
    const log = await logged(request);
    return answer(reply, log.ok ? ok(await intake.quarantine.list()) : log);
  });
  app.get('/operator/quarantine/:message', async (request, reply) => {
    const log = await logged(request, messageOf(request));
    if (!log.ok) return answer(reply, log);
    const shown = await intake.quarantine.show(messageOf(request));
    if (!shown.ok) return answer(reply, shown);
    const { raw, ...message } = shown.value;
    return answer(reply, ok({ ...message, text: Buffer.from(raw).toString('utf8') }));
  });
  app.post('/operator/quarantine/:message/replay', async (request, reply) => {
    const log = await logged(request, messageOf(request));
    const isConfirmed = (request.query as { confirm?: string }).confirm === 'yes';
    return answer(reply, log.ok ? await intake.quarantine.replay(messageOf(request), { isConfirmed }) : log);
  });
  // The reason travels in the body: what somebody types stands in no address.
  app.post('/operator/quarantine/:message/discard', async (request, reply) => {
    const log = await logged(request, messageOf(request));
    if (!log.ok) return answer(reply, log);
    const { reason } = (request.body ?? {}) as { readonly reason?: unknown };
    const discarded = await intake.quarantine.discard(messageOf(request), typeof reason === 'string' ? reason : '');
    return answer(reply, discarded.ok ? ok({ state: 'discarded' }) : discarded);
  });
}
