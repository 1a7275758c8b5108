/** The pages of one person's record. Each opens the record anew: one decision and one log entry for each page. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Page, StaffShell } from '#kit';
import { documentsView, readGrouping } from './documents-view.ts';
import { enterStaff } from './enter-staff.ts';
import { journalHref, readJournalForm } from './journal-address.ts';
import { journalPlace, journalView } from './journal-view.ts';
import { medicinesView } from './medicines-view.ts';
import { type OpenedPerson, openPerson } from './open-person.ts';
import { documentsPage } from './pages/documents/page.ts';
import { journalPage } from './pages/journal/page.ts';
import { medicinesPage } from './pages/medicines/page.ts';
import { patientRecordPage } from './pages/patient-record/page.ts';
import { resultsPage } from './pages/results/page.ts';
import { sourcesPage } from './pages/sources/page.ts';
import { homeOf } from './person-address.ts';
import { type RecordSection, recordShell } from './record-shell.ts';
import { readResultsAddress } from './results-address.ts';
import { resultsView } from './results-view.ts';
import type { RoleSections } from './role-sections.ts';
import { sourcesView } from './sources-view.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { showPage } from './staff-shell.ts';
import { formOf } from './staff-visit.ts';
import { summaryView } from './summary-view.ts';

export function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : request.url.slice(at));
}

interface SectionRoute<View> {
  readonly section: RecordSection;
  readonly page: Page<View, StaffShell>;
  readonly hasSection: (sections: RoleSections) => boolean;
  readonly view: (opened: OpenedPerson, query: URLSearchParams) => View;
  readonly hasErrors?: (view: View) => boolean;
}

export function recordRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  const route = <View>(address: string, section: SectionRoute<View>): void => {
    app.get(`/staff/people/:id${address}`, async (request: FastifyRequest, reply: FastifyReply) => {
      const opened = await openPerson(deps, request, reply, section.hasSection);
      if (opened === undefined) return reply;
      const view = section.view(opened, queryOf(request));
      const hasErrors = section.hasErrors?.(view) ?? false;
      const shell = recordShell(deps, opened, { section: section.section, refreshHref: request.url, hasErrors });
      return showPage(deps, reply, section.page, { shell, view });
    });
  };
  route('', { section: 'summary', page: patientRecordPage, hasSection: () => true, view: summaryView });
  route('/journal', {
    section: 'journal',
    page: journalPage,
    hasSection: (sections) => sections.hasJournal,
    view: journalView,
    hasErrors: ({ errors }) => errors.length > 0,
  });
  app.post('/staff/people/:id/journal', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    // Nothing of the record is read: the journal itself is opened by the address that this leads to.
    const { filter, mistaken } = readJournalForm(formOf(request));
    const href = journalHref(journalPlace(homeOf(request), visit.session), filter, { mistaken });
    return reply.header('cache-control', 'no-store').redirect(href, 303);
  });
  route('/results', {
    section: 'results',
    page: resultsPage,
    hasSection: (sections) => sections.hasResults,
    view: (opened, query) => resultsView(opened, readResultsAddress(query)),
  });
  route('/medicines', {
    section: 'medicines',
    page: medicinesPage,
    hasSection: (sections) => sections.hasMedicines,
    view: medicinesView,
  });
  route('/documents', {
    section: 'documents',
    page: documentsPage,
    hasSection: (sections) => sections.hasDocuments,
    view: (opened, query) => documentsView(opened, readGrouping(query)),
  });
  route('/sources', {
    section: 'sources',
    page: sourcesPage,
    hasSection: () => true,
    view: (opened) => sourcesView(opened),
  });
}
