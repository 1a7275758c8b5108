import { patientPage } from '#kit';
import type { WhoHasLookedView } from './view.ts';
import { words } from './words.en.ts';

export const whoHasLookedPage = patientPage<WhoHasLookedView>('patient/pages/who-has-looked/page.njk', words);
