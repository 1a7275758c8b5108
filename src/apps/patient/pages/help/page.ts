import { patientPage } from '#kit';
import { words } from './words.en.ts';

export const helpPage = patientPage<Record<never, never>>('patient/pages/help/page.njk', words);
