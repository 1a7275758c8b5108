import { patientPage } from '#kit';
import type { WrongView } from './view.ts';
import { words } from './words.en.ts';

export const wrongPage = patientPage<WrongView>('patient/pages/wrong/page.njk', words);
