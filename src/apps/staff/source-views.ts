/** Sources and sections as the kit shows them. */
import type { Section, SourceAnswer, SourceState } from '#kit';
import { isoTime, type SectionAnswer, type SourceStanding } from '#record';

export function sourceView(standing: SourceStanding): SourceState {
  return {
    name: standing.source.name,
    state: standing.state,
    ...(standing.asOfMs === undefined ? {} : { asOf: isoTime(standing.asOfMs) }),
  };
}

export function answerView(answer: SectionAnswer): SourceAnswer {
  return {
    ...sourceView(answer),
    ...(answer.said === undefined ? {} : { said: answer.said }),
    ...(answer.statement === undefined ? {} : { statement: answer.statement }),
  };
}

interface SectionParts<Item> {
  readonly answers: readonly SectionAnswer[];
  readonly items: readonly Item[];
  readonly count: number;
  readonly newest?: string | undefined;
}

/** Where items are shown, only the sources that hold some and those that did not answer stand at its foot. */
export function sectionView<Item>(parts: SectionParts<Item>): Section<Item> {
  const { answers, items } = parts;
  const named = items.length === 0 ? answers : answers.filter(({ said }) => said !== 'no-entries');
  return {
    caution: true,
    sources: named.map(answerView),
    items,
    count: parts.count,
    ...(parts.newest === undefined ? {} : { newest: parts.newest }),
  };
}
