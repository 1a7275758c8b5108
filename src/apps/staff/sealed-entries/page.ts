import { staffPage } from '#kit';
import type { SealedEntriesView } from './view.ts';
import { words } from './words.en.ts';

export const sealedEntriesPage = staffPage<SealedEntriesView>('staff/sealed-entries/page.njk', words);
