import { patientPage } from '#kit';
import type { LettersView } from './view.ts';
import { words } from './words.en.ts';

export const lettersPage = patientPage<LettersView>('patient/pages/letters/page.njk', words);
