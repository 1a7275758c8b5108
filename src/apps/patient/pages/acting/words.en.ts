import type { ActingScope, AuthorityStanding, LegalBasis } from '#privacy';

export const words = {
  title: 'People who act for me, and people I act for',
  forMe: 'People who act for me',
  forMeLead:
    'They log in as themselves. Everything they open stands in your log as them, acting for you. They never see the log, your choices, or what you hide from them.',
  nobody: 'Nobody acts for you.',
  unclear:
    'We cannot show this at the moment: places that look after you have written down your details in different ways. On your home page you read what to do.',
  byMe: 'People I act for',
  byMeNobody: 'You act for nobody here.',
  ask: 'Ask to act for somebody',
  mayOpen: 'May open:',
  couldOpen: 'Could open:',
  because: 'Because:',
  decidedBy: 'Agreed with',
  from: 'From',
  until: 'until',
  noEnd: 'until somebody ends it',
  review: 'The surgery looks at it again by',
  stop: 'Stop this',
  stopDoes: 'Stopping counts at once. To act for you again, they have to ask the surgery again.',
  stopHidden: 'person from acting for me:',
  past: 'Ended',
  log: 'See each time somebody acting for you has looked',
  waiting:
    'What you have asked for stands here once the surgery has agreed. Until then this page looks as if you had not asked, so that asking tells nobody who has a record here.',
} as const;

export const doneWords = {
  stopped: 'Done. They can open nothing of your record from now on. What they had read, they may still know.',
  asked:
    'We have passed it on, if the surgery knows this person. It decides, and will ask to see proof of who you are.',
} as const;

export const basisWords: Readonly<Record<LegalBasis, string>> = {
  'parental-responsibility': 'they have parental responsibility',
  guardian: 'they are the guardian',
  consent: 'you agreed to it',
  'lasting-power-of-attorney': 'they hold a lasting power of attorney for health and welfare',
  'court-deputy': 'the court made them a deputy',
};

export const scopeWords: Readonly<Record<ActingScope, string>> = {
  appointments: 'appointments',
  prescriptions: 'medicines and allergies',
  record: 'the record in plain words',
  results: 'test results',
  letters: 'letters and documents',
};

/** The same for every child, so that it tells a parent nothing (UK-19). */
export const standingWords: Readonly<Record<AuthorityStanding, readonly [string, 'good' | 'caution' | 'plain']>> = {
  asked: ['Asked for: the surgery has not decided', 'caution'],
  refused: ['The surgery did not agree', 'plain'],
  'not-yet': ['Agreed, and not begun yet', 'plain'],
  active: ['Acting now', 'good'],
  'to-review': ['Paused until the surgery has looked at it again', 'caution'],
  ended: ['Ended', 'plain'],
};
