/** What the person is told on their first page: that somebody stated a reason to open their record, or was stopped. */
import type { PersonNumber } from '#disclosure';
import type { ReadDependencies } from './open-record.ts';

export interface ToldOnHome {
  /**
   * Reasons stated, the newest first. Times only: the screen may be looked at over a shoulder. Whether the record opened is the log's to
   * say: under full protection it waits for a second person, who may never agree.
   */
  readonly statedMs: readonly number[];
  /** Attempts at the record of a person under full protection. */
  readonly stoppedMs: readonly number[];
  /** Full protection whose teams have all ended, or hold nobody. */
  readonly isOpenToNobody: boolean;
}

const days = 14;
const dayMs = 86_400_000;

/** Empty in discreet mode. */
export async function toldOnHome(
  { privacy, clock }: Pick<ReadDependencies, 'privacy' | 'clock'>,
  person: PersonNumber,
): Promise<ToldOnHome> {
  const sinceMs = clock.now() - days * dayMs;
  const claims = await privacy.claimsToldTo(person, sinceMs);
  return {
    statedMs: claims.map(({ atMs }) => atMs),
    stoppedMs: await privacy.review.stopsToldTo(person, sinceMs),
    isOpenToNobody: await privacy.choices.isToldOpenToNobody(person),
  };
}
