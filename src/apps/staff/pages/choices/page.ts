import { staffPage } from '#kit';
import type { StaffChoicesView } from './view.ts';
import { words } from './words.en.ts';

export const staffChoicesPage = staffPage<StaffChoicesView>('staff/pages/choices/page.njk', words);
