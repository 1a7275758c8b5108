/** The pages of one person's record. Each opens the record anew: one decision and one log entry for each page. */
import type { FastifyInstance } from 'fastify';
import { medicinesView } from './medicines-view.ts';
import { openPerson } from './open-person.ts';
import { medicinesPage } from './pages/medicines/page.ts';
import { patientRecordPage } from './pages/patient-record/page.ts';
import { recordShell } from './record-shell.ts';
import { sectionsOf } from './role-sections.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { showPage } from './staff-shell.ts';
import { summaryView } from './summary-view.ts';

export function recordRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get('/staff/people/:id', async (request, reply) => {
    const opened = await openPerson(deps, request, reply);
    if (opened === undefined) return reply;
    const shell = recordShell(deps, opened, { section: 'summary', refreshHref: opened.home });
    return showPage(deps, reply, patientRecordPage, shell, summaryView(opened, sectionsOf(opened.visit.caller)));
  });

  app.get('/staff/people/:id/medicines', async (request, reply) => {
    const opened = await openPerson(deps, request, reply);
    if (opened === undefined) return reply;
    const shell = recordShell(deps, opened, { section: 'medicines', refreshHref: request.url });
    return showPage(deps, reply, medicinesPage, shell, medicinesView(opened));
  });
}
