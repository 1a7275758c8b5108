import { staffPage } from '#kit';
import type { WithholdView } from './view.ts';
import { words } from './words.en.ts';

export const withholdPage = staffPage<WithholdView>('staff/pages/withhold/page.njk', words);
