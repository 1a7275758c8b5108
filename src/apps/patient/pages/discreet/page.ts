import { patientPage } from '#kit';
import type { DiscreetView } from './view.ts';
import { words } from './words.en.ts';

export const discreetPage = patientPage<DiscreetView>('patient/pages/discreet/page.njk', words);
