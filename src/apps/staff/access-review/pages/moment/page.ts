import { staffPage } from '#kit';
import type { MomentView } from './view.ts';
import { words } from './words.en.ts';

export const momentPage = staffPage<MomentView>('staff/access-review/pages/moment/page.njk', words);
