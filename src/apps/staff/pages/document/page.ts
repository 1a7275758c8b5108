import { staffPage } from '#kit';
import type { DocumentView } from './view.ts';
import { words } from './words.en.ts';

export const documentPage = staffPage<DocumentView>('staff/pages/document/page.njk', words);
