import { staffPage } from '#kit';
import type { DocumentsView } from './view.ts';
import { words } from './words.en.ts';

export const documentsPage = staffPage<DocumentsView>('staff/pages/documents/page.njk', words);
