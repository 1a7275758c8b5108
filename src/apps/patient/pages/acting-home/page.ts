import { patientPage } from '#kit';
import type { ActingHomeView } from './view.ts';
import { words } from './words.en.ts';

export const actingHomePage = patientPage<ActingHomeView>('patient/pages/acting-home/page.njk', words);
