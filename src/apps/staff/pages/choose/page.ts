import { staffPage } from '#kit';
import type { StaffChooseView } from './view.ts';
import { words } from './words.en.ts';

export const staffChoosePage = staffPage<StaffChooseView>('staff/pages/choose/page.njk', words);
