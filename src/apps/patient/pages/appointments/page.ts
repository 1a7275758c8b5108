import { patientPage } from '#kit';
import type { AppointmentsView } from './view.ts';
import { words } from './words.en.ts';

export const appointmentsPage = patientPage<AppointmentsView>('patient/pages/appointments/page.njk', words);
