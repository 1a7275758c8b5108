/** Documents: what there is, and one of them with its text or its file. */
import type { Attachment, DocumentReference } from 'fhir/r4.js';
import { label } from '#disclosure';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import type { EntryAuthor } from './authors.ts';
import { type EntryState, stateOf } from './entry-state.ts';
import { as, conceptText } from './fhir-words.ts';
import { happenedAt, timeOf } from './happened-at.ts';
import { answersFor, type SectionAnswer } from './source-answers.ts';

export interface ArrangedDocument {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly written: string;
  readonly timeMs: number;
  readonly receivedMs: number;
  readonly author: EntryAuthor | undefined;
  readonly organisation: string;
  readonly sourceNumber: number;
  readonly file: { readonly contentType: string; readonly sizeBytes: number } | undefined;
  readonly state: EntryState;
  /** A newer version stands in its place. */
  readonly isReplaced: boolean;
  readonly awaitsRelease: boolean;
}

export interface DocumentFile {
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly title: string;
}

export interface ArrangedDocuments {
  /** Newest first. */
  readonly documents: readonly ArrangedDocument[];
  readonly answers: readonly SectionAnswer[];
}

export interface OtherVersion {
  readonly id: string;
  readonly relation: 'replaced by' | 'replaces' | 'added to' | 'adds to';
  readonly title: string;
  readonly at: string;
}

function attachmentsOf(entry: RecordEntry): readonly Attachment[] {
  return as<DocumentReference>(entry).content.map(({ attachment }) => attachment);
}

const isText = (attachment: Attachment): boolean => /^text\/plain\b/.test(attachment.contentType ?? '');

function fileAttachment(entry: RecordEntry): Attachment | undefined {
  return attachmentsOf(entry).find((attachment) => attachment.data !== undefined && !isText(attachment));
}

function sizeOf(attachment: Attachment): number {
  return attachment.size ?? Math.floor(((attachment.data?.length ?? 0) * 3) / 4);
}

function documentOf(arrangement: Arrangement, entry: RecordEntry): ArrangedDocument {
  const document = as<DocumentReference>(entry);
  const file = fileAttachment(entry);
  const attached = attachmentsOf(entry)[0]?.title;
  const type = conceptText(document.type);
  const description =
    document.description !== undefined && document.description.length <= 80 ? document.description : undefined;
  return {
    id: entry.id,
    title: attached ?? description ?? type ?? 'Document',
    kind: conceptText(document.category?.[0]) ?? type ?? 'Document',
    written: happenedAt(entry),
    timeMs: timeOf(entry),
    receivedMs: entry.receivedMs,
    author: arrangement.authors.authorOf(entry),
    organisation: entry.source.organisation.name,
    sourceNumber: entry.source.number,
    file:
      file === undefined
        ? undefined
        : { contentType: file.contentType ?? 'application/octet-stream', sizeBytes: sizeOf(file) },
    state: stateOf(entry),
    isReplaced: document.status === 'superseded',
    awaitsRelease: (entry.label & label.awaitingRelease) !== 0,
  };
}

export function arrangeDocuments(arrangement: Arrangement): ArrangedDocuments {
  const entries = arrangement.ofType('DocumentReference');
  return {
    documents: entries.map((entry) => documentOf(arrangement, entry)),
    answers: answersFor(arrangement.sources, entries),
  };
}

export interface OpenedDocument {
  readonly document: ArrangedDocument;
  /** The text as sent; undefined where the document is a file only. */
  readonly text: string | undefined;
  readonly description: string | undefined;
  readonly versions: readonly OtherVersion[];
}

function documentEntry(arrangement: Arrangement, id: string): RecordEntry | undefined {
  const entry = arrangement.byId.get(id);
  return entry?.resource.resourceType === 'DocumentReference' ? entry : undefined;
}

function versionsOf(arrangement: Arrangement, entry: RecordEntry): OtherVersion[] {
  const version = (other: RecordEntry, relation: OtherVersion['relation']): OtherVersion => {
    const document = documentOf(arrangement, other);
    return { id: other.id, relation, title: document.title, at: document.written };
  };
  const versions: OtherVersion[] = [];
  for (const other of arrangement.ofType('DocumentReference'))
    for (const { code, target } of as<DocumentReference>(other).relatesTo ?? []) {
      const aim = arrangement.find(target.reference);
      if (aim === undefined) continue;
      if (aim.id === entry.id && other.id !== entry.id)
        versions.push(version(other, code === 'appends' ? 'added to' : 'replaced by'));
      else if (other.id === entry.id && aim.id !== entry.id)
        versions.push(version(aim, code === 'appends' ? 'adds to' : 'replaces'));
    }
  return versions;
}

/** Undefined where this reader sees no such document. */
export function openDocument(arrangement: Arrangement, id: string): OpenedDocument | undefined {
  const entry = documentEntry(arrangement, id);
  if (entry === undefined) return undefined;
  const texts = attachmentsOf(entry)
    .filter((attachment) => isText(attachment) && attachment.data !== undefined)
    .map((attachment) => Buffer.from(attachment.data ?? '', 'base64').toString('utf8'));
  return {
    document: documentOf(arrangement, entry),
    text: texts.length === 0 ? undefined : texts.join('\n\n'),
    description: as<DocumentReference>(entry).description,
    versions: versionsOf(arrangement, entry),
  };
}

/** The file's bytes as sent; undefined where there is none, or the document was withdrawn. */
export function readDocumentFile(arrangement: Arrangement, id: string): DocumentFile | undefined {
  const entry = documentEntry(arrangement, id);
  if (entry === undefined || stateOf(entry).isWithdrawn) return undefined;
  const attachment = fileAttachment(entry);
  if (attachment?.data === undefined) return undefined;
  return {
    contentType: attachment.contentType ?? 'application/octet-stream',
    bytes: Buffer.from(attachment.data, 'base64'),
    title: documentOf(arrangement, entry).title,
  };
}
