import { staffPage } from '#kit';
import type { AppsView } from './view.ts';
import { words } from './words.en.ts';

export const appsPage = staffPage<AppsView>('staff/pages/apps/page.njk', words);
