import { staffPage } from '#kit';
import type { ChooseRoleView } from './view.ts';
import { words } from './words.en.ts';

export const chooseRolePage = staffPage<ChooseRoleView>('staff/pages/choose-role/page.njk', words);
