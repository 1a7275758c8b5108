import { staffPage } from '#kit';
import type { ErrorView } from './view.ts';
import { words } from './words.en.ts';

export const errorPage = staffPage<ErrorView>('staff/pages/error/page.njk', words);
