import { staffPage } from '#kit';
import type { MedicinesView } from './view.ts';
import { words } from './words.en.ts';

export const medicinesPage = staffPage<MedicinesView>('staff/pages/medicines/page.njk', words);
