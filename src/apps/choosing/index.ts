export { choiceFields, filledIn, isChoiceFormKey } from './choice-forms.ts';
export type { ChoiceError, ChoiceField, ChoiceItem, ChoosingContext } from './choosing-context.ts';
export { kindsInPlainWords } from './hidden-kinds-table.ts';
export { type ReadChoice, readChoice } from './read-choice.ts';
export { type ChoiceNames, choiceText, consequencesOf, listInWords, makerText, makingText } from './say-choice.ts';
export { type FormTitle, formTitle } from './say-somebody.ts';
export type { ChoiceFormKey } from './words.en.ts';
