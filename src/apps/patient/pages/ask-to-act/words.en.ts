import type { ActingScope, LegalBasis } from '#privacy';

export const words = {
  title: 'Ask to act for somebody',
  lead: 'You ask their GP surgery, not yours. It checks who you are and what they want, and decides what you may see and for how long.',
  called: 'What is their name?',
  relationship: 'Who are you to them?',
  relationshipHint: 'For example: daughter, father, neighbour who helps every day',
  nhsNumber: 'Their NHS number',
  nhsNumberHint: '10 digits, on letters about their care',
  born: 'Their date of birth',
  bornHint: 'For example, 3 11 1957',
  day: 'Day',
  month: 'Month',
  year: 'Year',
  basis: 'Why may you act for them?',
  scopes: 'What do you need to see?',
  scopesHint: 'Ask only for what you need. The surgery may agree to less.',
  practice: 'Which GP surgery are they with?',
  practiceNone: 'Choose a surgery',
  evidence: 'What can you show the surgery?',
  evidenceHint:
    'For example: a birth certificate, the registered power of attorney with its reference, a letter that they signed. Do not write about their health.',
  send: 'Send to the surgery',
  told: 'Asking is written down, and the person can see it.',
} as const;

export const basisChoices: Readonly<Record<LegalBasis, readonly [string, string]>> = {
  consent: ['They agreed to it', 'They can decide for themselves, and will tell the surgery so'],
  'parental-responsibility': [
    'I have parental responsibility',
    'It is looked at again when they turn 11 and 13, and ends at 16',
  ],
  guardian: ['I am their guardian', 'It is looked at again when they turn 11 and 13, and ends at 16'],
  'lasting-power-of-attorney': ['I hold a lasting power of attorney', 'For health and welfare, and registered'],
  'court-deputy': ['The Court of Protection made me a deputy', 'For personal welfare'],
};

export const scopeChoices: Readonly<Record<ActingScope, string>> = {
  appointments: 'Appointments',
  prescriptions: 'Medicines and allergies',
  record: 'The record in plain words',
  results: 'Test results',
  letters: 'Letters and documents',
};

export const errorWords = {
  called: 'Write their name',
  relationship: 'Write who you are to them',
  nhsNumber: 'Write their NHS number, 10 digits',
  born: 'Write their date of birth, with day, month and year',
  basis: 'Choose why you may act for them',
  scopes: 'Choose what you need to see',
  practice: 'Choose their GP surgery',
  evidence: 'Write what you can show the surgery',
} as const;
