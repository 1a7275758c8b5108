/** `/operator/...`: what the command line asks of a running region. Every call is logged; a shown message names its sender. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Audit } from '#audit';
import type { Intake } from '#intake';
import type { SteadyClock } from '#kernel/clock.ts';
import type { Fault } from '#kernel/fault.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { SharedRecord } from '#record';
import type { SigningKeys } from '#sign-in';
import type { Terminology } from '#terminology';
import { isOperatorToken } from './operator-token.ts';
import { quarantineRoutes } from './quarantine-routes.ts';
import { terminologyRoutes } from './terminology-routes.ts';

export interface OperatorDependencies {
  readonly publicUrl: string;
  readonly accessTokenKeys: SigningKeys;
  readonly audit: Audit;
  readonly intake: Intake;
  readonly terminology: Terminology;
  readonly record: Pick<SharedRecord, 'subscriptions' | 'rehashing'>;
  readonly clock: SteadyClock;
}

const statusByKind: Partial<Record<Fault['kind'], number>> = {
  'not-found': 404,
  conflict: 409,
  invalid: 400,
  unavailable: 503,
};

/** It is gone through once a day: after two, something keeps it from that. */
const lateAfterMs = 2 * 86_400_000;

function withLateness<T extends { readonly atMs: number }>(inspected: T | undefined, nowMs: number) {
  return inspected === undefined ? undefined : { ...inspected, isLate: nowMs - inspected.atMs > lateAfterMs };
}

function answer(reply: FastifyReply, outcome: Outcome<unknown>): FastifyReply {
  if (outcome.ok) return reply.send(outcome.value ?? {});
  return reply.code(statusByKind[outcome.fault.kind] ?? 500).send({ fault: outcome.fault });
}

export async function operatorRoutes(app: FastifyInstance, deps: OperatorDependencies): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined && (await isOperatorToken(deps.accessTokenKeys, deps.publicUrl, token))) return;
    await reply.code(401).send({ status: 401 });
  });
  /** Durable before the answer leaves, like every look. */
  const logged = async (request: FastifyRequest, message?: string): Promise<Outcome<void>> =>
    deps.audit.recordEvent(
      { requestId: request.id, route: `${request.method} ${request.routeOptions.url ?? ''}`, atMs: deps.clock.now() },
      {
        kind: 'administration',
        outcome: 'done',
        detail: message === undefined ? { by: 'operator' } : { by: 'operator', message },
      },
    );
  quarantineRoutes(app, { intake: deps.intake, answer, logged });
  terminologyRoutes(app, { terminology: deps.terminology, answer, logged });
  app.get('/operator/figures', async (_request, reply) => {
    const { audit } = deps;
    // None reads a whole table: a region of many years is asked as quickly as a new one.
    const [isTaking, log, marked, inspected, intake, loaded, subscriptions] = await Promise.all([
      audit.isTaking(),
      audit.reconcile(),
      audit.compromisedDays(),
      audit.lastInspection(),
      deps.intake.backlog(),
      deps.terminology.loading.list(),
      deps.record.subscriptions.figures(),
    ]);
    if (!log.ok) return answer(reply, log);
    if (!marked.ok) return answer(reply, marked);
    if (!inspected.ok) return answer(reply, inspected);
    const sealed = audit.lastSeal();
    return answer(
      reply,
      ok({
        log: {
          ...log.value,
          isTaking,
          sealFault: sealed?.ok === false ? sealed.fault.code : undefined,
          inspected: withLateness(inspected.value, deps.clock.now()),
          markedDays: marked.value.map(({ day }) => day),
        },
        intake,
        terminology: loaded,
        subscriptions,
        clock: { aheadMs: deps.clock.aheadMs() },
        hashing: deps.record.rehashing.state(),
      }),
    );
  });
}
