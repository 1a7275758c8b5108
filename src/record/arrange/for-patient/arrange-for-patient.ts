/** A person's own record, arranged for their own pages. Pure. */
import type { OpenedRecord } from '../../opened-record.ts';
import { type ArrangedAllergies, arrangeAllergies } from '../allergies.ts';
import { type Arrangement, arrangeRecord } from '../arrange-record.ts';
import { type ArrangedMedicines, arrangeMedicines } from '../medicines.ts';
import { type ArrangedProblems, arrangeProblems } from '../problems.ts';
import { arrangeMyAppointments, type MyAppointments } from './my-appointments.ts';
import { arrangeMyLetters, type LetterFile, type MyLetters, readLetterFile } from './my-letters.ts';
import { arrangeMyResults, type MyResults } from './my-results.ts';

/** Each section is worked out when it is asked for. */
export interface MyRecord {
  readonly sources: Arrangement['sources'];
  allergies(): ArrangedAllergies;
  medicines(): ArrangedMedicines;
  problems(): ArrangedProblems;
  results(): MyResults;
  letters(): MyLetters;
  letterFile(id: string): LetterFile | undefined;
  appointments(): MyAppointments;
}

/**
 * The person's own details are left out first: every source that knows them has sent these, and a source that is named
 * for nothing else would tell that all it holds is hidden.
 */
export function arrangeForPatient(record: OpenedRecord): MyRecord {
  const entries = record.entries.filter((entry) => entry.resource.resourceType !== 'Patient');
  const arrangement = arrangeRecord({ ...record, entries });
  return {
    sources: arrangement.sources,
    allergies: () => arrangeAllergies(arrangement),
    medicines: () => arrangeMedicines(arrangement),
    problems: () => arrangeProblems(arrangement),
    results: () => arrangeMyResults(arrangement),
    letters: () => arrangeMyLetters(arrangement),
    letterFile: (id) => readLetterFile(arrangement, id),
    appointments: () => arrangeMyAppointments(arrangement, record.openedAtMs),
  };
}
