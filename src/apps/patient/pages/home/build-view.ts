/** Home names no illness, medicine or test: someone else may see the screen. */
import type { OpenedRecord } from '#record';
import type { HomeView } from './view.ts';
import { homeWords } from './words.en.ts';

export function homeView(
  _record: OpenedRecord,
  asked: { readonly personName: string; readonly nowMs: number },
): HomeView {
  return {
    givenName: asked.personName.split(' ')[0] ?? '',
    next: [],
    record: homeWords.record,
    control: homeWords.control,
  };
}
