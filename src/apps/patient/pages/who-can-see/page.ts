import { patientPage } from '#kit';
import type { WhoCanSeeView } from './view.ts';
import { words } from './words.en.ts';

export const whoCanSeePage = patientPage<WhoCanSeeView>('patient/pages/who-can-see/page.njk', words);
