import { patientPage } from '#kit';
import type { SignInView } from './view.ts';
import { words } from './words.en.ts';

export const signInPage = patientPage<SignInView>('patient/pages/sign-in/page.njk', words);
