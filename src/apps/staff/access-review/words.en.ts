/** Words that more than one page of the review uses. */
import type { AlertLine, Finding, StaffConnection } from '#privacy';

export const stateWords: Readonly<Record<AlertLine['state'], string>> = {
  new: 'New',
  opened: 'Opened',
  asked: 'Explanation asked',
  answered: 'Explanation given',
  closed: 'Closed',
};

export const findingWords: Readonly<Record<Finding, string>> = {
  justified: 'Justified',
  'justified-needs-advice': 'Justified, with advice to the member of staff',
  'not-justified': 'Not justified, dealt with here',
  'not-justified-reported': 'Not justified, reported further',
  'cannot-be-decided': 'Cannot be decided',
};

/** Of the member of staff to the person. */
export const connectionWords: Readonly<Record<StaffConnection, string>> = {
  self: 'They are the person',
  relative: 'They are a relative, or somebody close',
  neither: 'Neither: what was noted no longer holds',
};

/** As a step of the case. */
export const notedWords: Readonly<Record<StaffConnection, string>> = {
  self: 'noted that they are the person',
  relative: 'noted that they are a relative, or somebody close',
  neither: 'noted that they are neither the person nor close to them',
};

/** Grounds of the decision that are no contact. */
export const relationshipWords: Readonly<Record<string, string>> = {
  'self-claimed': 'Stated by the member of staff',
  'emergency-access': 'Emergency: glass was broken',
  'seal-override': 'A seal was overridden',
  'demographic-trace': 'Search for a person',
  'own-people': 'Search among the organisation’s own people',
  'registered-gp': 'Registered with the practice',
  admission: 'Admission',
  'emergency-attendance': 'Emergency attendance',
  'urgent-care': 'Urgent care attendance',
  caseload: 'On the caseload',
  residency: 'Lives there',
  'care-package': 'Package of care',
  'clinic-date': 'Appointment',
  referral: 'Referral',
  'pharmacy-consultation': 'Pharmacy consultation',
  'pending-result': 'Result on its way',
  review: 'Review of access',
};

export const words = {
  elsewhere: 'Of {place}, where no privacy officer opened it within a day.',
  titles: {
    alerts: 'Alerts',
    case: 'Alert',
    person: 'Looks at a person',
    staff: 'Looks by a member of staff',
    moment: 'What somebody could see',
    questions: 'Questions to you',
  },
  all: 'All',
  open: 'Open',
  closed: 'Closed',
  older: 'Older alerts',
  stopped: 'Stopped',
  opened: 'Opened the record',
  searched: 'Found the person in a search',
  exported: 'Took a copy',
  brokeGlass: 'Broke glass',
  claimed: 'Stated a reason',
  other: 'Other work',
  nothingShown: 'Nothing',
  identifiers: 'Identifiers only',
  noRelationship: 'None known',
} as const;
