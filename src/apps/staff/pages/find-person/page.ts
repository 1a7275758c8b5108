import { staffPage } from '#kit';
import type { FindPersonView } from './view.ts';
import { words } from './words.en.ts';

export const findPersonPage = staffPage<FindPersonView>('staff/pages/find-person/page.njk', words);
