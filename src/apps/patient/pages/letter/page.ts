import { patientPage } from '#kit';
import type { LetterView } from './view.ts';
import { words } from './words.en.ts';

export const letterPage = patientPage<LetterView>('patient/pages/letter/page.njk', words);
