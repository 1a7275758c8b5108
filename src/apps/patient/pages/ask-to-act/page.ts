import { patientPage } from '#kit';
import type { AskToActView } from './view.ts';
import { words } from './words.en.ts';

export const askToActPage = patientPage<AskToActView>('patient/pages/ask-to-act/page.njk', words);
