/**
 * Letters and digits of any script, without accents, capitals, spaces and punctuation: for comparing words, never for showing. Were
 * other scripts left out, whatever is written in them would be one and the same thing; so would words of an Indian script without
 * the marks that are its vowels.
 */
export function plainKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}
