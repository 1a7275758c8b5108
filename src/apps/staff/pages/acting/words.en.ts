import type { ActingScope, AuthorityStanding, LegalBasis } from '#privacy';

export const words = {
  heading: 'Who acts for this person',
  lead: 'Decided by this practice. What you approve holds for the records of every place, until it ends or is due to be looked at again. The person sees everybody who acts for them and can stop each.',
  nobody: 'Nobody has asked this practice.',
  asked: 'Asked on',
  relationship: 'Says they are',
  called: 'Calls the person',
  basis: 'Legal basis',
  sees: 'Sees',
  evidence: 'Their evidence',
  from: 'From',
  until: 'Until',
  review: 'To look at again by',
  day: 'Day',
  month: 'Month',
  year: 'Year',
  decide: 'Decide',
} as const;

export const doneWords = {
  approved: 'Done. They can act from the day that you gave.',
  renewed: 'Done. The permission goes on.',
  refused: 'Done. They cannot act. Tell them why.',
  ended: 'Done. They can open nothing from now on.',
} as const;

export const stepWords = {
  approved: 'Approve',
  refused: 'Refuse',
  renewed: 'Renew',
  ended: 'End it now',
} as const;

export const fieldWords = {
  basis: 'On what legal basis?',
  scopes: 'What may they see?',
  scopesHint: 'What they asked for is offered. Agree to less where less will do.',
  starts: 'From which day?',
  startsHint: 'Leave empty to begin now',
  ends: 'Until which day?',
  endsHint: 'Leave empty for no end. A review falls due all the same.',
  evidence: 'What have you seen, and with whom did you speak?',
  evidenceHint: 'Whoever asks to act never reads this. It stands in the history.',
} as const;

export const basisWords: Readonly<Record<LegalBasis, string>> = {
  consent: 'The person agrees (they have capacity)',
  'parental-responsibility': 'Parental responsibility',
  guardian: 'Guardian',
  'lasting-power-of-attorney': 'Lasting power of attorney, health and welfare, registered',
  'court-deputy': 'Deputy of the Court of Protection, personal welfare',
};

export const scopeWords: Readonly<Record<ActingScope, string>> = {
  appointments: 'Appointments',
  prescriptions: 'Medicines and allergies',
  record: 'The record in plain words',
  results: 'Test results',
  letters: 'Letters and documents',
};

export const standingWords: Readonly<Record<AuthorityStanding, string>> = {
  asked: 'Waits for a decision',
  refused: 'Refused',
  'not-yet': 'Approved, not begun yet',
  active: 'Acting now',
  'to-review': 'Paused: to be looked at again',
  ended: 'Ended',
};

export const errorWords = {
  scopes: 'Choose what they may see',
  basis: 'Choose the legal basis',
  starts: 'Write the day on which it begins, or leave it empty',
  ends: 'Write the day on which it ends, or leave it empty',
  evidence: 'Write what you have seen and with whom you spoke',
  terms: 'This cannot be: the end is before the start, or the person is too old for this legal basis',
} as const;
