/** What the person reads of the work of privacy officers: their own looks, and what they found of others'. Pure. */
import { isKeyOf } from '#kernel/own-key.ts';
import { patientDay } from '#kit';
import type { LookLine } from '#record';
import type { Look } from './view.ts';
import { sentences } from './words.en.ts';

/** Undefined when the look is none of a review. */
export function reviewWhat(line: LookLine): string | undefined {
  if (line.relationship !== 'review') return undefined;
  if (line.kind === 'export') return sentences.tookEvidence;
  const connection = line.detail?.['connection'];
  if (typeof connection === 'string' && isKeyOf(sentences.connectionNoted, connection))
    return sentences.connectionNoted[connection];
  if (line.detail?.['whereabouts'] !== undefined) return sentences.placeShown;
  return line.detail?.['shown'] === 'explanation of access' ? sentences.explained : sentences.reviewed;
}

/** What was found of a claim, or that it is being checked; undefined where nothing was claimed. */
export function reviewSaid({ review }: LookLine): Look['review'] {
  if (review === undefined) return undefined;
  const { state, closedMs } = review;
  if (state === 'waiting' || closedMs === undefined) return { text: sentences.waiting, isDone: false };
  const texts = {
    justified: sentences.justified,
    'not-justified': sentences.notJustified,
    undecided: sentences.undecided,
  };
  return { text: texts[state].replace('{day}', patientDay(new Date(closedMs).toISOString())), isDone: true };
}
