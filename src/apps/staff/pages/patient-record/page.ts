import { staffPage } from '#kit';
import type { PatientRecordView } from './view.ts';
import { words } from './words.en.ts';

export const patientRecordPage = staffPage<PatientRecordView>('staff/pages/patient-record/page.njk', words);
