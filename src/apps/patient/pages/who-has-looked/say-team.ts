/** What the person reads when a team that they named holds somebody else than before, is called otherwise, or has ended. Pure. */
import type { LookLine } from '#record';
import { sentences } from './words.en.ts';

/** Undefined when it is none. */
export function teamWhat({ detail }: Pick<LookLine, 'detail'>): string | undefined {
  if (detail?.['membership'] === 'join') return sentences.teamGrew;
  if (detail?.['membership'] === 'leave') return sentences.teamShrank;
  if (detail?.['teamChange'] === 'rename') return sentences.teamRenamed;
  return detail?.['teamChange'] === 'end' ? sentences.teamEnded : undefined;
}
