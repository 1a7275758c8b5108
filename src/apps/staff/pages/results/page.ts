import { staffPage } from '#kit';
import type { ResultsView } from './view.ts';
import { words } from './words.en.ts';

export const resultsPage = staffPage<ResultsView>('staff/pages/results/page.njk', words);
