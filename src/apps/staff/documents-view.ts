/** The list of documents, and one document. */
import type { Fact, Tag } from '#kit';
import {
  type ArrangedDocument,
  answersFor,
  arrangeDocuments,
  isoTime,
  type OpenedDocument,
  type SectionAnswer,
  when,
} from '#record';
import { authorView } from './journal-entry-view.ts';
import type { OpenedPerson } from './open-person.ts';
import type { DocumentContent, DocumentView } from './pages/document/view.ts';
import type { DocumentGroup, DocumentLine, DocumentsView } from './pages/documents/view.ts';
import { answerView, sectionView } from './source-views.ts';

const groupings = ['organisation', 'kind', 'date'] as const;
type Grouping = (typeof groupings)[number];
const groupingTexts: Record<Grouping, string> = { organisation: 'Organisation', kind: 'Kind', date: 'Date' };

export function readGrouping(query: URLSearchParams): Grouping {
  return groupings.find((grouping) => grouping === query.get('by')) ?? 'date';
}

const typeNames: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/rtf': 'RTF',
  'image/jpeg': 'JPEG picture',
  'image/png': 'PNG picture',
  'text/html': 'HTML',
};

export function fileExtent(file: NonNullable<ArrangedDocument['file']>): string {
  const name = typeNames[file.contentType.split(';')[0] ?? ''] ?? file.contentType;
  const size = file.sizeBytes < 1024 ? `${file.sizeBytes} bytes` : `${Math.ceil(file.sizeBytes / 1024)} KB`;
  return `${name}, ${size}`;
}

function tagsOf(document: ArrangedDocument): Tag[] {
  const { state } = document;
  return [
    ...(state.isPreliminary ? [{ text: 'Draft', tone: 'caution' } as const] : []),
    ...(state.isCorrected ? [{ text: 'Amended', tone: 'note' } as const] : []),
    ...(state.isWithdrawn ? [{ text: 'Withdrawn', tone: 'note' } as const] : []),
    ...(document.isReplaced ? [{ text: 'Replaced', tone: 'note' } as const] : []),
    ...(document.awaitsRelease ? [{ text: 'Not yet released to the person', tone: 'plain' } as const] : []),
  ];
}

function lineOf(opened: OpenedPerson, document: ArrangedDocument): DocumentLine {
  const author = authorView(document.author);
  return {
    id: document.id,
    href: `${opened.home}/documents/${document.id}`,
    title: document.title,
    kind: document.kind,
    written: document.written,
    ...(author === undefined ? {} : { author }),
    organisation: document.organisation,
    ...(document.file === undefined ? {} : { extent: fileExtent(document.file) }),
    tags: tagsOf(document),
    isWithdrawn: document.state.isWithdrawn,
  };
}

export function documentsView(opened: OpenedPerson, grouping: Grouping): DocumentsView {
  const { documents, answers } = arrangeDocuments(opened.arrangement);
  const nameOf = (document: ArrangedDocument): string => {
    if (grouping === 'organisation') return document.organisation;
    return grouping === 'kind' ? document.kind : isoTime(document.timeMs).slice(0, 4);
  };
  const groups: DocumentGroup[] = [...Map.groupBy(documents, nameOf)].map(([name, group]) => ({
    name,
    documents: group.map((document) => lineOf(opened, document)),
  }));
  return {
    groupings: groupings.map((one) => ({
      text: groupingTexts[one],
      href: one === 'date' ? `${opened.home}/documents` : `${opened.home}/documents?by=${one}`,
      isCurrent: one === grouping,
    })),
    documents: sectionView({ answers, items: groups, count: documents.length, newest: documents[0]?.written }),
  };
}

function contentOf(opened: OpenedPerson, { document, text, description }: OpenedDocument): DocumentContent {
  const { withdrawal } = document.state;
  if (withdrawal !== undefined)
    return {
      kind: 'withdrawn',
      by: withdrawal.by,
      at: withdrawal.at,
      ...(withdrawal.reason === undefined ? {} : { reason: withdrawal.reason }),
    };
  if (text !== undefined) {
    // Columns and tables are set with runs of spaces: they stay as they were sent.
    const isSet = /\S {3,}\S|\t/.test(text);
    if (isSet) return { kind: 'preformatted', text };
    return { kind: 'text', paragraphs: text.split(/\n\s*\n|\r\n\r\n/).filter((paragraph) => paragraph.trim() !== '') };
  }
  if (document.file !== undefined) {
    const href = `${opened.home}/documents/${document.id}/file`;
    return { kind: 'file', link: { text: document.title, href }, extent: fileExtent(document.file) };
  }
  return { kind: 'text', paragraphs: [description ?? 'The source sent no content with this document.'] };
}

function factsOf({ document, text, description }: OpenedDocument): Fact[] {
  const fact = (name: string, value: string): Fact => ({ name, value: [{ text: value, as: 'plain' }] });
  const { author } = document;
  const who = [author?.name, author?.profession].filter((part) => part !== undefined).join(', ');
  const hasFileBeside = document.file !== undefined && text !== undefined;
  return [
    fact('Written', when(document.written)),
    ...(who === '' ? [] : [fact('Author', who)]),
    fact('Organisation', document.organisation),
    fact('Kind', document.kind),
    fact('Received', when(isoTime(document.receivedMs))),
    ...(hasFileBeside && document.file !== undefined ? [fact('File', fileExtent(document.file))] : []),
    ...(description === undefined || description === document.title || text !== undefined || document.state.isWithdrawn
      ? []
      : [fact('Summary', description)]),
  ];
}

export function documentView(opened: OpenedPerson, open: OpenedDocument): DocumentView {
  const { document } = open;
  const entry = opened.arrangement.byId.get(document.id);
  const answers: readonly SectionAnswer[] = answersFor(
    opened.arrangement.sources.filter(({ source }) => source.number === document.sourceNumber),
    entry === undefined ? [] : [entry],
  );
  const [answer] = answers;
  return {
    caution: true,
    source: answer === undefined ? { name: document.organisation, state: 'live' } : answerView(answer),
    back: { text: 'All documents', href: `${opened.home}/documents` },
    title: document.title,
    tags: tagsOf(document),
    facts: factsOf(open),
    content: contentOf(opened, open),
    versions: open.versions.map((version) => ({
      text: `${version.relation}: ${version.title}`,
      href: `${opened.home}/documents/${version.id}`,
      at: version.at,
    })),
  };
}
