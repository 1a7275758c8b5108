import { staffPage } from '#kit';
import type { JournalView } from './view.ts';
import { words } from './words.en.ts';

export const journalPage = staffPage<JournalView>('staff/pages/journal/page.njk', words);
