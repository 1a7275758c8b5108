import { staffPage } from '#kit';
import type { RefusedView } from './view.ts';
import { words } from './words.en.ts';

export const refusedPage = staffPage<RefusedView>('staff/pages/refused/page.njk', words);
