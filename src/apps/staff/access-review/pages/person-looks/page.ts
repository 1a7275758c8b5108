import { staffPage } from '#kit';
import type { PersonLooksView } from './view.ts';
import { words } from './words.en.ts';

export const personLooksPage = staffPage<PersonLooksView>('staff/access-review/pages/person-looks/page.njk', words);
