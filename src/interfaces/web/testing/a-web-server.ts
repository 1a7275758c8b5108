import { createLog, createRateLimit } from '#platform';
import { createHttpServer, type HttpServerDependencies } from '../http-server.ts';

/** The server of a region without the region: nothing is written, nothing is trusted, and no limit but those given. */
export function aWebServer(
  given: Partial<
    Pick<HttpServerDependencies, 'limits' | 'trustedProxies' | 'unfetchedAnswerMs' | 'slowestAnswerMs' | 'log'>
  > = {},
) {
  const clock = { now: () => 1_000_000 };
  const unlimited = createRateLimit({ perHour: 0, clock });
  return createHttpServer({
    log: createLog({ level: 'silent' }),
    metrics: { timer: () => ({ observe: () => undefined }) } as never,
    tls: undefined,
    notReady: async () => undefined,
    crossOrigin: { isOrigin: async () => false, clock },
    limits: { signIns: unlimited, refusals: unlimited, renderPage: () => ({ html: '', headers: {} }) },
    ...given,
  });
}
