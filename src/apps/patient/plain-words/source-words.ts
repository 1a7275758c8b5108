/** What each source said, in the shape that the pages show. */
import type { Section, SourceAnswer, SourceState } from '#kit';
import type { SectionAnswer, SourceStanding } from '#record';

const instant = (timeMs: number): string => new Date(timeMs).toISOString();

export function sourceState(standing: SourceStanding): SourceState {
  const { source, state, asOfMs } = standing;
  return { name: source.name, state, ...(asOfMs === undefined ? {} : { asOf: instant(asOfMs) }) };
}

function sourceAnswer(answer: SectionAnswer): SourceAnswer {
  return {
    ...sourceState(answer),
    ...(answer.said === undefined ? {} : { said: answer.said }),
    ...(answer.statement === undefined ? {} : { statement: answer.statement }),
  };
}

export function section<Item>(items: readonly Item[], answers: readonly SectionAnswer[]): Section<Item> {
  return { caution: true, sources: answers.map(sourceAnswer), items, count: items.length };
}
