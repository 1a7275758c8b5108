/** Why somebody may look (kinds of legitimate relationship), and why somebody was stopped (rows of the decision table). */
export const reasonsToLook: Readonly<Record<string, string>> = {
  'registered-gp': 'Because you are registered with {organisation}.',
  admission: 'Because you were in hospital at {organisation}.',
  'emergency-attendance': 'Because you came to the emergency department of {organisation}.',
  'urgent-care': 'Because you attended {organisation}.',
  caseload: 'Because {organisation} looks after you.',
  residency: 'Because you live at {organisation}.',
  'care-package': 'Because you get care from {organisation}.',
  'clinic-date': 'Because you have or had an appointment at {organisation}.',
  referral: 'Because you were referred to {organisation}.',
  'pharmacy-consultation': 'Because you asked {organisation} for help.',
  'pending-result': 'Because a result of yours was on its way to {organisation}.',
  'self-claimed': 'They said that they are caring for you.',
  'emergency-access': 'They said that it was an emergency.',
  'seal-override': 'They gave a reason for which the law lets them see what you sealed.',
  'second-person': 'A colleague asked them, because you chose that two have to agree.',
  review: 'To check whether others had a good reason to look.',
  'demographic-trace': 'They were looking for a person with details like yours.',
  'own-contribution': 'Because it keeps its own record of you.',
};

/** The first that is named is said. */
export const reasonsToStop: readonly (readonly [string, string])[] = [
  ['D2', 'Their organisation has no agreement to share records.'],
  ['D3', 'Their role does not open records.'],
  ['D5', 'You asked for your record not to be shared with them.'],
  ['D6', 'You asked for your record not to be shared with them.'],
  ['D1', 'They had not proved who they are.'],
  ['D18', 'You chose that only the team you named sees your record.'],
  ['D7', 'We know of no care that they give you.'],
  ['D8', 'We know of no care that they give you.'],
  ['D4', 'We know of no care that they give you.'],
];
