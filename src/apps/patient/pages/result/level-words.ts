import type { MyResultValue } from '#record';
import { resultWords } from './words.en.ts';

/** Where the value stands against the laboratory's own range; undefined where it printed none. */
export function levelWords(level: MyResultValue['level']): string | undefined {
  return level === 'unknown' ? undefined : resultWords.levels[level];
}
