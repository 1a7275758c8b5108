import { patientPage } from '#kit';
import type { HomeView } from './view.ts';
import { words } from './words.en.ts';

export const homePage = patientPage<HomeView>('patient/pages/home/page.njk', words);
