import { staffPage } from '#kit';
import type { StaffLooksView } from './view.ts';
import { words } from './words.en.ts';

export const staffLooksPage = staffPage<StaffLooksView>('staff/access-review/pages/staff-looks/page.njk', words);
