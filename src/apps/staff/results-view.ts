/** Results for the summary and for their own page. */
import type { OpenedPerson } from './open-person.ts';
import type { PatientRecordView } from './pages/patient-record/view.ts';
import { sectionView } from './source-views.ts';

export function latestResults(opened: OpenedPerson): PatientRecordView['results'] {
  return sectionView({ answers: opened.arrangement.sources.map((s) => ({ ...s, said: undefined, statement: undefined })), items: [], count: 0 });
}
