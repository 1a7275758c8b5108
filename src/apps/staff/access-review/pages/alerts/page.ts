import { staffPage } from '#kit';
import type { AlertsView } from './view.ts';
import { words } from './words.en.ts';

export const alertsPage = staffPage<AlertsView>('staff/access-review/pages/alerts/page.njk', words);
