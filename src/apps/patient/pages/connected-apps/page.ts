import { patientPage } from '#kit';
import type { ConnectedAppsView } from './view.ts';
import { words } from './words.en.ts';

export const connectedAppsPage = patientPage<ConnectedAppsView>('patient/pages/connected-apps/page.njk', words);
