/** Which of a concept's names is shown: never none where there is one. */
import type { Designation } from '../concept-source.ts';

/** `en` is answered by `en-GB`, and `en-GB` by `en`. */
export function isLanguage(given: string | undefined, wanted: string): boolean {
  if (given === undefined) return false;
  const [one, other] = [given.toLowerCase(), wanted.toLowerCase()];
  return one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`);
}

/** The exact language before a near one; the code system's own display when it has neither. */
export function chooseDisplay(
  display: string | undefined,
  designations: readonly Designation[],
  language: string | undefined,
): string | undefined {
  if (language === undefined) return display;
  const near = designations.filter(({ language: given }) => isLanguage(given, language));
  const exact = near.find(({ language: given }) => given?.toLowerCase() === language.toLowerCase());
  return (exact ?? near[0])?.text ?? display;
}
