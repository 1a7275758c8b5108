import { staffPage } from '#kit';
import type { WaitingView } from './view.ts';
import { words } from './words.en.ts';

export const waitingPage = staffPage<WaitingView>('staff/second-person/pages/waiting/page.njk', words);
