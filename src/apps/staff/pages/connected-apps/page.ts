import { staffPage } from '#kit';
import type { StaffConnectedAppsView } from './view.ts';
import { words } from './words.en.ts';

export const connectedAppsPage = staffPage<StaffConnectedAppsView>('staff/pages/connected-apps/page.njk', words);
