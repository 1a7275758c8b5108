import { patientPage } from '#kit';
import type { MyRecordView } from './view.ts';
import { words } from './words.en.ts';

export const myRecordPage = patientPage<MyRecordView>('patient/pages/my-record/page.njk', words);
