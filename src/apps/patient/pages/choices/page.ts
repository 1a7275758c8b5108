import { patientPage } from '#kit';
import type { ChoicesView } from './view.ts';
import { words } from './words.en.ts';

export const choicesPage = patientPage<ChoicesView>('patient/pages/choices/page.njk', words);
