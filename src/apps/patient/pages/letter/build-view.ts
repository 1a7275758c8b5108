import type { MyLetter } from '#record';
import { hideAddress } from '../../hide-address.ts';
import { takenBack } from '../letters/build-view.ts';
import type { LetterView } from './view.ts';
import { letterWords } from './words.en.ts';

const fileKinds: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'picture',
  'image/png': 'picture',
};

function contentOf(letter: MyLetter, home: string): LetterView['content'] {
  if (letter.isWithdrawn) return { kind: 'withdrawn', text: takenBack(letter) };
  if (!letter.hasFile)
    return { kind: 'text', paragraphs: letter.paragraphs.length === 0 ? [letterWords.empty] : letter.paragraphs };
  const kilobytes = Math.max(1, Math.round(letter.byteCount / 1000));
  return {
    kind: 'file',
    link: { text: letterWords.open, href: `${home}/letters/${letter.id}/file` },
    extent: `${fileKinds[letter.fileType ?? ''] ?? letterWords.file}, ${kilobytes} kB`,
  };
}

/** `actingHome`: somebody acts for the person, who chooses for themself. */
export function letterView(letter: MyLetter, actingHome?: string): LetterView {
  return {
    title: letter.title,
    written: letter.written,
    from: letter.author === undefined ? letter.source : `${letter.author}, ${letter.source}`,
    content: contentOf(letter, actingHome ?? '/my'),
    links:
      actingHome === undefined
        ? [
            { text: letterWords.wrong, href: '/my/wrong?about=letter' },
            { text: letterWords.hide, href: hideAddress(letter.id) },
          ]
        : [],
  };
}
