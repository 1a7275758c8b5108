import { staffPage } from '#kit';
import type { StaffActingView } from './view.ts';
import { words } from './words.en.ts';

export const staffActingPage = staffPage<StaffActingView>('staff/pages/acting/page.njk', words);
