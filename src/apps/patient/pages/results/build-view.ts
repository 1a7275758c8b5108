import type { MyRecord, MyResult } from '#record';
import { section } from '../../plain-words/source-words.ts';
import { testName } from '../../plain-words/test-words.ts';
import { levelWords } from '../result/level-words.ts';
import type { ResultLink, ResultsView } from './view.ts';

/** Taken this recently is marked as new. */
const newMs = 14 * 86_400_000;

/** What it says is told in the list only once a clinician has commented: before, the person chooses to open it. */
function resultLink(result: MyResult, nowMs: number, home: string): ResultLink {
  const { newest, note } = result;
  const words = levelWords(newest.level);
  return {
    href: `${home}/results/${result.id}`,
    name: testName(result.name),
    taken: newest.taken,
    ...(note === undefined || words === undefined ? {} : { meaning: words }),
    isOutside: note !== undefined && newest.level !== 'usual' && newest.level !== 'unknown',
    isNew: nowMs - newest.timeMs < newMs && newest.timeMs <= nowMs,
  };
}

export function resultsView(record: MyRecord, nowMs: number, home: string): ResultsView {
  const { results, answers } = record.results();
  return {
    results: section(
      results.map((result) => resultLink(result, nowMs, home)),
      answers,
    ),
  };
}
