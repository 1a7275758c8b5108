import { patientPage } from '#kit';
import type { ChooseView } from './view.ts';
import { words } from './words.en.ts';

export const choosePage = patientPage<ChooseView>('patient/pages/choose/page.njk', words);
