import { staffPage } from '#kit';
import type { ActingToDecideView } from './view.ts';
import { words } from './words.en.ts';

export const actingToDecidePage = staffPage<ActingToDecideView>('staff/pages/acting-to-decide/page.njk', words);
