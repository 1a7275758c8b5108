import { patientPage } from '#kit';
import type { ResultsView } from './view.ts';
import { words } from './words.en.ts';

export const resultsPage = patientPage<ResultsView>('patient/pages/results/page.njk', words);
