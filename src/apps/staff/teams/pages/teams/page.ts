import { staffPage } from '#kit';
import type { TeamsView } from './view.ts';
import { words } from './words.en.ts';

export const teamsPage = staffPage<TeamsView>('staff/teams/pages/teams/page.njk', words);
