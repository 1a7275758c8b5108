import { staffPage } from '#kit';
import type { SourcesView } from './view.ts';
import { words } from './words.en.ts';

export const sourcesPage = staffPage<SourcesView>('staff/pages/sources/page.njk', words);
