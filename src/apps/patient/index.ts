/** The app of the person whose record it is: `/my`. Everything goes through the record's door as the person themself. */
import type { FastifyInstance } from 'fastify';
import { readForm } from '#kernel/read-form.ts';
import { brokeOff, countWork, errorFields, isOutOfService, outOfServiceRetrySeconds } from '#platform';
import { registerAppointmentEvents } from './appointment-events.ts';
import type { PatientAppDependencies } from './dependencies.ts';
import { patientAppFault } from './faults.ts';
import { registerActing } from './pages/acting/route.ts';
import { registerActingHome } from './pages/acting-home/route.ts';
import { registerAppointments } from './pages/appointments/route.ts';
import { registerAskToAct } from './pages/ask-to-act/route.ts';
import { registerChoices } from './pages/choices/route.ts';
import { registerChoose } from './pages/choose/route.ts';
import { registerConnectedApps } from './pages/connected-apps/route.ts';
import { registerDiscreet } from './pages/discreet/route.ts';
import { registerHome } from './pages/home/route.ts';
import { registerLetter } from './pages/letter/route.ts';
import { registerLetters } from './pages/letters/route.ts';
import { registerMyRecord } from './pages/my-record/route.ts';
import { registerResult } from './pages/result/route.ts';
import { registerResults } from './pages/results/route.ts';
import { registerWhoCanSee } from './pages/who-can-see/route.ts';
import { registerWhoHasLooked } from './pages/who-has-looked/route.ts';
import { registerWrong } from './pages/wrong/route.ts';
import { registerSignedOut } from './signed-out-routes.ts';
import { sendFault } from './visit.ts';

export type { PatientAppDependencies } from './dependencies.ts';

const pageRoutes = [
  registerHome,
  registerMyRecord,
  registerResults,
  registerResult,
  registerAppointments,
  registerAppointmentEvents,
  registerLetters,
  registerLetter,
  registerWhoHasLooked,
  registerWrong,
  registerConnectedApps,
  registerChoices,
  registerChoose,
  registerWhoCanSee,
  registerDiscreet,
  registerActing,
  registerActingHome,
  registerAskToAct,
];

const formBytes = 20_000;

function registerPages(app: FastifyInstance, deps: PatientAppDependencies): void {
  countWork(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytes },
    (_request, body, done) => done(null, readForm(body as string)),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (brokeOff(request.raw, reply.raw)) return reply.code(400).send();
    if ((error.statusCode ?? 500) >= 500)
      deps.log.error('a page of the person’s own app failed', { requestId: request.id, ...errorFields(error) });
    if (isOutOfService(error))
      return sendFault(
        deps,
        reply.header('retry-after', outOfServiceRetrySeconds),
        patientAppFault('MY-004'),
        undefined,
      );
    return sendFault(deps, reply, patientAppFault('MY-002'), undefined);
  });
  app.setNotFoundHandler((_request, reply) => sendFault(deps, reply, patientAppFault('MY-001'), undefined));
  registerSignedOut(app, deps);
  for (const register of pageRoutes) register(app, deps);
}

/** A Fastify plugin: `await app.register((scope) => patientApp(scope, deps))`. Its pages stand below `/my`. */
export async function patientApp(app: FastifyInstance, deps: PatientAppDependencies): Promise<void> {
  await app.register(async (scope) => registerPages(scope, deps), { prefix: '/my' });
}
