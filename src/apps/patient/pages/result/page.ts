import { patientPage } from '#kit';
import type { ResultView } from './view.ts';
import { words } from './words.en.ts';

export const resultPage = patientPage<ResultView>('patient/pages/result/page.njk', words);
