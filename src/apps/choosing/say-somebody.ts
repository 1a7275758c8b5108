/** The person is "you" on their own pages; staff read of the person. */
import type { ChoosingContext } from './choosing-context.ts';
import { type ChoiceFormKey, formTitles } from './words.en.ts';

export function somebodyIn(text: string, audience: ChoosingContext['audience']): string {
  return audience === 'person'
    ? text.replaceAll('{somebody}', 'you').replaceAll('{Somebody}', 'You')
    : text.replaceAll('{somebody}', 'the person').replaceAll('{Somebody}', 'The person');
}

export interface FormTitle {
  readonly heading: string;
  readonly detail: string;
}

export function formTitle(key: ChoiceFormKey, audience: ChoosingContext['audience']): FormTitle {
  const [heading, detail] = formTitles[key];
  return { heading: somebodyIn(heading, audience), detail: somebodyIn(detail, audience) };
}
