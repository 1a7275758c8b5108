/** What stands around every page of one opened record: banner, sections, sources, and the stream that keeps it fresh. */
import type { NavigationItem, SourceState, StaffShell } from '#kit';
import type { SourceStanding } from '#record';
import { seenOf } from '#record';
import type { OpenedPerson } from './open-person.ts';
import { bannerOf } from './person-banner.ts';
import type { RoleSections } from './role-sections.ts';
import { sourceView } from './source-views.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { staffShell } from './staff-shell.ts';
import { words } from './words.en.ts';

/** More names than this would push the record off the first screen. */
const liveNamed = 4;

export type RecordSection =
  | 'summary'
  | 'journal'
  | 'results'
  | 'medicines'
  | 'documents'
  | 'sources'
  | 'apps'
  | 'choices'
  | 'acting';

function sectionLinks(home: string, sections: RoleSections, current: RecordSection): NavigationItem[] {
  const all: readonly (readonly [RecordSection, boolean])[] = [
    ['summary', true],
    ['journal', sections.hasJournal],
    ['results', sections.hasResults],
    ['medicines', sections.hasMedicines],
    ['documents', sections.hasDocuments],
    ['sources', true],
    ['apps', true],
    ['choices', sections.hasChoices],
    ['acting', sections.hasActing],
  ];
  return all.flatMap(([section, isThere]) =>
    isThere
      ? [
          {
            text: words.titles[section],
            href: section === 'summary' ? home : `${home}/${section}`,
            ...(section === current ? { isCurrent: true } : {}),
          },
        ]
      : [],
  );
}

/** Every source that is not live is named; of the live ones those with the most to say, and how many more. */
function sourceStrip(standings: readonly SourceStanding[]): SourceState[] {
  const live = standings.filter(({ state }) => state === 'live');
  const named = new Set(live.slice(0, liveNamed));
  const left = live.length - named.size;
  const shown = left < 2 ? standings : standings.filter((one) => one.state !== 'live' || named.has(one));
  const rest: SourceState[] = left < 2 ? [] : [{ name: words.moreSources(left), state: 'live' }];
  return [...shown.map(sourceView), ...rest];
}

export interface RecordShellParts {
  readonly section: RecordSection;
  readonly title?: string;
  readonly hasErrors?: boolean;
  /** The page's own address, for the reader without script. */
  readonly refreshHref: string;
}

export function recordShell(deps: StaffDependencies, opened: OpenedPerson, parts: RecordShellParts): StaffShell {
  return staffShell(deps, opened.visit, {
    title: parts.title ?? words.titles[parts.section],
    ...(parts.hasErrors === true ? { hasErrors: true } : {}),
    person: bannerOf(opened),
    sections: sectionLinks(opened.home, opened.sections, parts.section),
    sources: {
      states: sourceStrip(opened.arrangement.sources),
      allHref: `${opened.home}/sources`,
    },
    live: {
      eventsHref: `${opened.home}/events?${new URLSearchParams({ seen: seenOf(opened.arrangement.record) })}`,
      refreshHref: parts.refreshHref,
    },
  });
}
