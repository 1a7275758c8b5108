import { staffPage } from '#kit';
import type { AgreeView } from './view.ts';
import { words } from './words.en.ts';

export const agreePage = staffPage<AgreeView>('staff/second-person/pages/agree/page.njk', words);
