/** `/operator/terminology/...`: what `goldthread terminology` asks. Terminology is about nobody; each change has its entry in the log. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Resource } from '#fhir/resource-types.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { Terminology } from '#terminology';

export interface TerminologyRouteDependencies {
  readonly terminology: Pick<Terminology, 'loading'>;
  readonly answer: (reply: FastifyReply, outcome: Outcome<unknown>) => FastifyReply;
  readonly logged: (request: FastifyRequest, message?: string) => Promise<Outcome<void>>;
}

type Loading = Terminology['loading'];

const bodyLimit = 64 * 1024 * 1024;

interface LoadBody {
  readonly resources?: readonly Resource[];
  readonly codeSystem?: Resource;
  readonly conceptCount?: number;
  readonly origin?: string;
  readonly isInternal?: boolean;
}

function originOf({ origin, isInternal }: LoadBody): { readonly origin: string; readonly isInternal: boolean } {
  return { origin: String(origin ?? ''), isInternal: isInternal === true };
}

export function terminologyRoutes(app: FastifyInstance, deps: TerminologyRouteDependencies): void {
  const { answer, logged } = deps;
  const { loading } = deps.terminology;
  const change = async (request: FastifyRequest, reply: FastifyReply, act: () => Promise<Outcome<unknown>>) => {
    const log = await logged(request);
    return answer(reply, log.ok ? await act() : log);
  };
  const numberOf = (request: FastifyRequest): number => Number((request.params as { load: string }).load);
  app.get('/operator/terminology', async (_request, reply) => answer(reply, ok(await loading.list())));
  app.post('/operator/terminology/resources', { bodyLimit }, async (request, reply) => {
    const body = request.body as LoadBody;
    return change(request, reply, async () => {
      const loaded = await loading.resources(body.resources ?? [], originOf(body));
      return loaded.ok ? ok({ loaded: loaded.value }) : loaded;
    });
  });
  app.post('/operator/terminology/loads', { bodyLimit }, async (request, reply) => {
    const body = request.body as LoadBody;
    return change(request, reply, async () => {
      const conceptCount = Number(body.conceptCount ?? 0);
      const begun = await loading.begin(body.codeSystem ?? { resourceType: '' }, { ...originOf(body), conceptCount });
      return begun.ok ? ok({ load: begun.value }) : begun;
    });
  });
  // A part of a load that is logged where it begins and ends.
  app.post('/operator/terminology/loads/:load/concepts', { bodyLimit }, async (request, reply) => {
    const body = request.body as { from: number; concepts: Parameters<Loading['add']>[2] };
    const added = await loading.add(numberOf(request), body.from, body.concepts);
    return answer(reply, added.ok ? ok({ added: added.value }) : added);
  });
  app.post('/operator/terminology/loads/:load/finish', async (request, reply) =>
    change(request, reply, async () => {
      const finished = await loading.finish(numberOf(request));
      return finished.ok ? ok({ concepts: finished.value }) : finished;
    }),
  );
  app.post('/operator/terminology/remove', async (request, reply) => {
    const { url, version } = request.body as { url: string; version?: string };
    return change(request, reply, async () =>
      ok({ removed: await loading.remove({ url, ...(version === undefined ? {} : { version }) }) }),
    );
  });
}
