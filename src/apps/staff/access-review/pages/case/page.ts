import { staffPage } from '#kit';
import type { CaseView } from './view.ts';
import { words } from './words.en.ts';

export const casePage = staffPage<CaseView>('staff/access-review/pages/case/page.njk', words);
