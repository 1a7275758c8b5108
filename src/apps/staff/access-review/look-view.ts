/** Looks as the tables of the review show them. Pure. */
import type { FhirDate } from '#kit';
import type { CaseLook } from '#record';
import { relationshipText, shownText, whatText } from './say-alert.ts';

export interface LookShown {
  readonly at: FhirDate;
  /** In the log of the person. */
  readonly number?: number;
  readonly who: string;
  readonly role: string;
  readonly what: string;
  readonly isStopped: boolean;
  readonly shown: string;
  readonly relationship: string;
  readonly reason?: string;
  /** Rows of the decision: `D7, D17`. */
  readonly rows: string;
}

export function lookShown(look: CaseLook): LookShown {
  const { number, reason } = look;
  return {
    at: new Date(look.atMs).toISOString(),
    ...(number === undefined ? {} : { number }),
    who: look.staffName === '' ? look.staffId : look.staffName,
    role: look.roleName,
    what: whatText(look),
    isStopped: look.isStopped,
    shown: shownText(look),
    // The ground of a search is none for the record that was refused.
    relationship: relationshipText(look.isStopped ? undefined : look.relationship),
    ...(reason === undefined ? {} : { reason }),
    rows: look.decidedBy.join(', '),
  };
}

/** Of all tables of looks. */
export const lookWords = {
  columns: { when: 'When', who: 'Who', what: 'What', shown: 'What was shown', why: 'Ground' },
  entry: 'Entry',
  row: 'Row',
} as const;
