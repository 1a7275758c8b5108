import { staffPage } from '#kit';
import type { SignedOutView } from './view.ts';
import { words } from './words.en.ts';

export const signedOutPage = staffPage<SignedOutView>('staff/pages/signed-out/page.njk', words);
