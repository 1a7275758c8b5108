import { staffPage } from '#kit';
import type { ReasonView } from './view.ts';
import { words } from './words.en.ts';

export const reasonPage = staffPage<ReasonView>('staff/pages/reason/page.njk', words);
