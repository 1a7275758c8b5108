/** Letters and documents for the person's own pages. */
import type { DocumentReference } from 'fhir/r4.js';
import type { RecordEntry } from '../../opened-record.ts';
import type { Arrangement } from '../arrange-record.ts';
import { as, conceptText } from '../fhir-words.ts';
import { happenedAt } from '../happened-at.ts';
import { answersFor, type SectionAnswer } from '../source-answers.ts';

export interface MyLetter {
  readonly id: string;
  readonly title: string;
  readonly written: string;
  readonly source: string;
  readonly author: string | undefined;
  readonly isWithdrawn: boolean;
  /** When the version that is shown came in. */
  readonly receivedMs: number;
  readonly isDraft: boolean;
  readonly hasFile: boolean;
  /** Of the file, where there is one. */
  readonly byteCount: number;
  readonly fileType: string | undefined;
  /** The letter's own words where it came as text. */
  readonly paragraphs: readonly string[];
}

export interface MyLetters {
  readonly letters: readonly MyLetter[];
  readonly answers: readonly SectionAnswer[];
}

export interface LetterFile {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** What a browser may be given as it came; anything else is handed over as unknown bytes. */
const knownTypes: ReadonlySet<string> = new Set(['application/pdf', 'image/jpeg', 'image/png']);

function isLetter(entry: RecordEntry): boolean {
  return entry.resource.resourceType === 'DocumentReference' && as<DocumentReference>(entry).status !== 'superseded';
}

function attachmentOf(entry: RecordEntry) {
  return as<DocumentReference>(entry).content?.find(({ attachment }) => attachment.data !== undefined)?.attachment;
}

const isText = (contentType: string | undefined): boolean => contentType?.startsWith('text/plain') === true;

/** A sender's bare code, such as `DS`, is no title for anybody but its own system. */
function titleOf(letter: DocumentReference): string {
  const words = [conceptText(letter.type), letter.content?.[0]?.attachment.title, conceptText(letter.category?.[0])];
  return words.find((text) => text !== undefined && text !== '' && !/^[A-Z0-9]{1,4}$/.test(text)) ?? 'Letter';
}

function letterOf(arrangement: Arrangement, entry: RecordEntry): MyLetter {
  const letter = as<DocumentReference>(entry);
  const attachment = attachmentOf(entry);
  const data = attachment?.data ?? '';
  const text = isText(attachment?.contentType) ? Buffer.from(data, 'base64').toString('utf8') : undefined;
  const paragraphs = (text ?? (attachment === undefined ? (letter.description ?? '') : ''))
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    id: entry.id,
    title: titleOf(letter),
    written: letter.date ?? happenedAt(entry),
    source: entry.source.organisation.name,
    author: arrangement.authors.authorOf(entry)?.name,
    isWithdrawn: entry.isWithdrawn,
    receivedMs: entry.receivedMs,
    isDraft: letter.docStatus === 'preliminary',
    hasFile: attachment !== undefined && text === undefined,
    byteCount: Math.floor((data.length * 3) / 4),
    fileType: attachment?.contentType,
    paragraphs,
  };
}

/** Newest first. */
export function arrangeMyLetters(arrangement: Arrangement): MyLetters {
  const entries = arrangement.ofClass('document').filter(isLetter);
  return {
    letters: entries.map((entry) => letterOf(arrangement, entry)),
    answers: answersFor(arrangement.sources, entries),
  };
}

/** The file of a letter that stands; undefined for any other id, and for one that was taken back. */
export function readLetterFile(arrangement: Arrangement, id: string): LetterFile | undefined {
  const entry = arrangement.byId.get(id);
  if (entry === undefined || entry.isWithdrawn || !isLetter(entry)) return undefined;
  const attachment = attachmentOf(entry);
  if (attachment?.data === undefined) return undefined;
  const type = (attachment.contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return {
    bytes: Buffer.from(attachment.data, 'base64'),
    contentType: knownTypes.has(type) ? type : 'application/octet-stream',
  };
}
