import { patientDate } from '#kit';
import type { MyLetter, MyRecord } from '#record';
import { section } from '../../plain-words/source-words.ts';
import type { LetterLink, LettersView } from './view.ts';
import { letterWords } from './words.en.ts';

const newMs = 14 * 86_400_000;

/** Where it was taken back: by whom and when. */
export function takenBack(letter: MyLetter): string {
  return `${letter.source} ${letterWords.tookBack} ${patientDate(new Date(letter.receivedMs).toISOString())}.`;
}

function letterLink(letter: MyLetter, nowMs: number, home: string): LetterLink {
  const writtenMs = Date.parse(letter.written);
  return {
    href: `${home}/letters/${letter.id}`,
    title: letter.title,
    written: letter.written,
    from: letter.author === undefined ? letter.source : `${letter.author}, ${letter.source}`,
    isNew: !letter.isWithdrawn && nowMs - writtenMs < newMs && writtenMs <= nowMs,
    ...(letter.isWithdrawn ? { withdrawn: takenBack(letter) } : {}),
  };
}

export function lettersView(record: MyRecord, nowMs: number, home: string): LettersView {
  const { letters, answers } = record.letters();
  return {
    letters: section(
      letters.map((letter) => letterLink(letter, nowMs, home)),
      answers,
    ),
  };
}
