import { patientPage } from '#kit';
import type { ErrorView } from './view.ts';
import { words } from './words.en.ts';

export const errorPage = patientPage<ErrorView>('patient/pages/error/page.njk', words);
