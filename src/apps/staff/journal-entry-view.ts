/** One entry of the journal as the page shows it. */
import type { Author, Chip, Tag } from '#kit';
import type { EntryAuthor, WrittenEntry } from '#record';
import { journalWords as words } from './journal-words.en.ts';
import type { JournalEntry } from './pages/journal/view.ts';

const longestBody = 1200;

export function authorView(author: EntryAuthor | undefined): Author | undefined {
  if (author === undefined) return undefined;
  return {
    ...(author.name === undefined ? {} : { name: author.name }),
    profession: author.profession ?? words.noProfession,
  };
}

function tagsOf(entry: WrittenEntry): Tag[] {
  const { state } = entry;
  return [
    ...(state.isPreliminary ? [{ text: words.tags.preliminary, tone: 'caution' } as const] : []),
    ...(entry.isCorrected ? [{ text: words.tags.corrected, tone: 'note' } as const] : []),
    ...(state.isWithdrawn ? [{ text: words.tags.withdrawn, tone: 'note' } as const] : []),
    ...(entry.isUndated ? [{ text: words.tags.undated, tone: 'plain' } as const] : []),
  ];
}

function chipsOf(entry: WrittenEntry, nowMs: number): Chip[] {
  return [
    ...(entry.isCritical ? [{ text: words.chips.critical, tone: 'alert' } as const] : []),
    ...(entry.isSafeguarding ? [{ text: words.chips.safeguarding, tone: 'alert' } as const] : []),
    ...(entry.isRestricted ? [{ text: words.chips.restricted, tone: 'caution' } as const] : []),
    ...(entry.isFromThirdParty ? [{ text: words.chips.thirdParty, tone: 'caution' } as const] : []),
    ...(entry.awaitsRelease ? [{ text: words.chips.awaitsRelease, tone: 'plain' } as const] : []),
    ...(entry.line.timeMs > nowMs ? [{ text: words.chips.coming, tone: 'note' } as const] : []),
  ];
}

/** Long texts end with a mark here: nothing is cut in the middle without saying so. */
function bodyOf(entry: WrittenEntry): JournalEntry['body'] {
  let left = longestBody;
  return entry.body.flatMap((part) => {
    if (left <= 0) return [];
    const text =
      part.text.length > left ? `${part.text.slice(0, left)} \u2026 (longer: open it in its section)` : part.text;
    left -= part.text.length;
    return [{ ...part, text }];
  });
}

export interface EntryPlace {
  readonly home: string;
  readonly nowMs: number;
  /** Roles without a section see the entry without a way there. */
  readonly hasDocuments: boolean;
  readonly hasResults: boolean;
}

export function entryView(entry: WrittenEntry, place: EntryPlace): JournalEntry {
  const { line } = entry;
  const author = authorView(line.author);
  const { resourceType } = line.entry.resource;
  const isDocument = resourceType === 'DocumentReference' && place.hasDocuments;
  const isReport = resourceType === 'DiagnosticReport' && entry.hasTextReport && place.hasResults;
  const href = `${place.home}/documents/${line.id}`;
  return {
    kind: 'entry',
    id: line.id,
    at: entry.at,
    lane: line.lane,
    title: entry.title,
    ...(isDocument ? { href, attachment: { text: words.document, href, hidden: entry.title } } : {}),
    ...(isReport ? { href: `${place.home}/results?series=${line.id}` } : {}),
    tags: tagsOf(entry),
    ...(author === undefined ? {} : { author }),
    organisation: line.organisationName,
    body: bodyOf(entry),
    chips: chipsOf(entry, place.nowMs),
    emphasis: entry.isCritical ? 'alert' : entry.isCorrected || entry.state.isWithdrawn ? 'corrected' : 'none',
    isWithdrawn: entry.state.isWithdrawn,
  };
}
