/** An opened record arranged for a reader: pure, by section. Re-exported by the record's door. */
export {
  type AllergyGroup,
  type ArrangedAllergies,
  arrangeAllergies,
  type SaidAllergy,
} from './allergies.ts';
export { type Arrangement, arrangeRecord } from './arrange-record.ts';
export type { EntryAuthor } from './authors.ts';
export {
  type ArrangedFirstThings,
  arrangeFirstThings,
  type FirstFact,
  type FirstThing,
  firstThings,
} from './first-things.ts';
export { happenedAt, isoTime, timeOf } from './happened-at.ts';
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
  type ArrangedAppointment,
  type ArrangedAppointments,
  type ArrangedList,
  arrangeAlerts,
  arrangeAppointments,
  arrangePeople,
  arrangePlan,
  type InvolvedParty,
  type PlannedThing,
} from './plans-and-people.ts';
export { type ArrangedProblems, arrangeProblems, type ProblemGroup } from './problems.ts';
export {
  answersFor,
  type SectionAnswer,
  type SourceStanding,
  sourcesToName,
  standingOf,
} from './source-answers.ts';
