import type { ActingScope } from '#privacy';

export const words = {
  title: 'Their pages',
  heading: 'Acting for',
  lead: 'You see what the surgery agreed to. Everything you open here is written down as you, acting for them, and they can see it.',
  comingUp: 'Coming up',
  nothingComingUp: 'Nothing that we know of. Ask the places that look after them.',
  cancelled: 'Cancelled',
  end: 'To stop acting for them, ask the surgery.',
  back: 'People I act for',
} as const;

export const doorWords: Readonly<Record<ActingScope, readonly [text: string, detail: string, path: string]>> = {
  record: ['Their record', 'Allergies, medicines and health problems', '/record'],
  prescriptions: ['Medicines', 'Medicines and allergies', '/record'],
  results: ['Test results', 'What the places that tested them have released', '/results'],
  appointments: ['Appointments', 'Coming up and in the past', '/appointments'],
  letters: ['Letters and documents', 'From hospitals, clinics and the GP surgery', '/letters'],
};
