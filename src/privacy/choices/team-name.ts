/**
 * What a team may be called. People choose by the name who opens their record in full protection: two teams whose names read
 * the same would let a colleague's team be taken for their nurse's. So names are written in Latin letters, figures and ordinary
 * punctuation (Unicode UTS 39, 5.1), and compared by their letters and figures alone.
 */
const longestTeamName = 80;

const readable = /^[\p{Script=Latin}0-9 &'\u2019(),.:/\u2013-]+$/u;

/** As it is kept; undefined for none, for one that is too long, and for one that not everybody reads as it is written. */
export function teamName(typed: string): string | undefined {
  const name = typed.normalize('NFKC').trim().replace(/\s+/g, ' ');
  return name.length <= longestTeamName && readable.test(name) && teamNameKey(name) !== '' ? name : undefined;
}

/** Names with the same key read as the same. */
export function teamNameKey(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}
