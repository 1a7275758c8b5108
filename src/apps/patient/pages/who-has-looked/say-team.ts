/** What the person reads when a team that they named holds somebody else than before. Pure. */
import type { LookLine } from '#record';
import { sentences } from './words.en.ts';

/** Undefined when it is none. */
export function teamWhat({ detail }: Pick<LookLine, 'detail'>): string | undefined {
  if (detail?.['membership'] === 'join') return sentences.teamGrew;
  return detail?.['membership'] === 'leave' ? sentences.teamShrank : undefined;
}
