import { staffPage } from '#kit';
import type { QuestionsView } from './view.ts';
import { words } from './words.en.ts';

export const questionsPage = staffPage<QuestionsView>('staff/access-review/pages/questions/page.njk', words);
