import { staffPage } from '#kit';
import type { EndTeamView } from './view.ts';
import { words } from './words.en.ts';

export const endTeamPage = staffPage<EndTeamView>('staff/teams/pages/end/page.njk', words);
