/** An opened record arranged for a reader: pure, by section. Re-exported by the record's door. */
export {
  type AllergyGroup,
  type ArrangedAllergies,
  arrangeAllergies,
  type SaidAllergy,
} from './allergies.ts';
export { type ArrangedAppointment, type ArrangedAppointments, arrangeAppointments } from './appointments.ts';
export { type Arrangement, arrangeRecord } from './arrange-record.ts';
export type { ArrangedList } from './arranged-list.ts';
export type { EntryAuthor } from './authors.ts';
export {
  type ArrangedDocument,
  type ArrangedDocuments,
  arrangeDocuments,
  type DocumentFile,
  type OpenedDocument,
  type OtherVersion,
  openDocument,
  readDocumentFile,
} from './documents.ts';
export { type EntryState, stateOf } from './entry-state.ts';
export {
  type Counted,
  countBy,
  filterJournal,
  type JournalFilter,
  type JournalPeriod,
  journalPeriods,
  monthReader,
  noFilter,
} from './filter-journal.ts';
export {
  type ArrangedFirstThings,
  arrangeFirstThings,
  type FirstFact,
  type FirstThing,
  firstThings,
} from './first-things.ts';
export { happenedAt, isoTime, timeOf } from './happened-at.ts';
export { searchableText, type WrittenEntry, when, writeEntry } from './journal-entry.ts';
export { type JournalKind, journalKinds } from './journal-kinds.ts';
export { arrangeJournal, type JournalLine } from './journal-lines.ts';
export { type JournalLane, journalLanes } from './lane.ts';
export {
  type ArrangedMedicines,
  arrangeMedicines,
  type MedicineConflict,
  type MedicineGroup,
  type MedicineSaid,
} from './medicines.ts';
export { arrangePerson, type ContactLines, type DetailDifference, type PersonDetails } from './person-details.ts';
export {
  type ArrangedAlert,
  arrangeAlerts,
  arrangePeople,
  arrangePlan,
  type InvolvedParty,
  type PlannedThing,
} from './plans-and-people.ts';
export { type ArrangedProblems, arrangeProblems, type ProblemGroup } from './problems.ts';
export type { ResultStanding } from './result-standing.ts';
export {
  type ArrangedReport,
  type ArrangedResults,
  type ArrangedSeries,
  arrangeResults,
  type SeriesPoint,
} from './results.ts';
export {
  answersFor,
  type SectionAnswer,
  type SourceStanding,
  sourcesToName,
  standingOf,
} from './source-answers.ts';
export type { WordsPart } from './words-part.ts';
