import { patientPage } from '#kit';
import type { TakeBackView } from './view.ts';
import { words } from './words.en.ts';

export const takeBackPage = patientPage<TakeBackView>('patient/pages/take-back/page.njk', words);
