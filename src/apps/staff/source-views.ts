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

/** More than this many names are said as a number; the page of all sources has every one. */
const namesAtMost = 3;

function namesOf(names: readonly string[]): string {
  if (names.length <= namesAtMost) return names.join(', ');
  return `${names.slice(0, namesAtMost - 1).join(', ')} and ${names.length - namesAtMost + 1} more`;
}

/** Sources that answered alike stand in one line: eight lines of "no entries" would hide the one that did not answer. */
export function together(answers: readonly SectionAnswer[]): SourceAnswer[] {
  const alike = Map.groupBy(answers, (answer) => {
    const when = answer.state === 'live' || answer.asOfMs === undefined ? '' : Math.floor(answer.asOfMs / 60_000);
    return `${answer.state}|${when}|${answer.said}|${answer.statement}`;
  });
  return [...alike.values()].map((group) => ({
    ...answerView(group[0]!),
    name: namesOf(group.map(({ source }) => source.name)),
  }));
}

/** Where items are shown, only the sources that hold some and those that did not answer stand at its foot. */
export function sectionView<Item>(parts: SectionParts<Item>): Section<Item> {
  const { answers, items } = parts;
  const named = items.length === 0 ? answers : answers.filter(({ said }) => said !== 'no-entries');
  return {
    caution: true,
    sources: together(named),
    items,
    count: parts.count,
    ...(parts.newest === undefined ? {} : { newest: parts.newest }),
  };
}
