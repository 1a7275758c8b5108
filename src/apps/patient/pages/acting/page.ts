import { patientPage } from '#kit';
import type { ActingView } from './view.ts';
import { words } from './words.en.ts';

export const actingPage = patientPage<ActingView>('patient/pages/acting/page.njk', words);
