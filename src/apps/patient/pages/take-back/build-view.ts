import { type ChoiceNames, choiceText } from '#choosing';
import type { KeptChoice } from '#privacy';
import type { TakeBackView } from './view.ts';
import { soon, willWords } from './words.en.ts';

export function takeBackView(
  kept: readonly KeptChoice[],
  names: ChoiceNames,
  page: { readonly choice: number; readonly formToken: string },
): TakeBackView {
  const kinds = [...new Set(kept.map(({ kind }) => kind))];
  return {
    ...page,
    texts: kept.map((one) => choiceText(one, names)),
    will: [...kinds.flatMap((kind) => willWords[kind]), soon],
  };
}
