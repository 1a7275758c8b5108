/**
 * Every input of the access decision, each one of a few values, so that the whole table can be tried out. `unknown` is a
 * value of each: what is missing, stale or failing denies (D0).
 */
export const situationInputs = {
  /** region: a member of staff whom another region vouches for. */
  caller: ['staff', 'patient', 'proxy', 'system', 'region'],
  /** Whether sign-in proved enough: the token, its age, how the identity was proofed. */
  assurance: ['enough', 'too-low'],
  /** The organisation's sharing agreement for this purpose. */
  agreement: ['active', 'none', 'not-needed'],
  /** Whether the one chosen role, or the client's scopes, cover the act. */
  activity: ['held', 'missing'],
  purpose: ['treatment', 'emergency', 'own-request', 'own-feed', 'other'],
  /** protected-write: would change whom an entry is about, its labels, its source or the log. */
  act: ['read', 'protected-write'],
  /** another: not the person whom sign-in proved. */
  person: ['this', 'nobody', 'another'],
  /** long-dead: beyond the days in which every clinician keeps reading. */
  life: ['living', 'dead', 'long-dead'],
  relationship: ['active', 'none'],
  /** named-...: the objection is to this very member of staff. */
  objection: ['none', 'emergency-override', 'absolute', 'named-emergency-override', 'named-absolute'],
  /** Whether the reader's own organisation contributed to this record. */
  ownEntries: ['some', 'none'],
  connection: ['none', 'self', 'colleague', 'relative'],
  /** Full protection: only the team that the person named. */
  protection: ['none', 'in-team', 'outside'],
  /** confirmed: a second member of staff agreed. */
  claim: ['none', 'self-claimed', 'break-glass', 'confirmed-break-glass'],
  mayClaim: ['yes', 'no'],
  mayBreakGlass: ['yes', 'no'],
  mayOpenLongDead: ['yes', 'no'],
  /** Whether somebody who acts for the person may do so now. */
  proxy: ['active', 'none'],
  /** restricted: the person's whereabouts are protected. */
  place: ['open', 'restricted'],
} as const;

export type SituationInput = keyof typeof situationInputs;
export type SituationValue<Input extends SituationInput> = (typeof situationInputs)[Input][number] | 'unknown';
export type Situation = { readonly [Input in SituationInput]: SituationValue<Input> };

export const situationInputNames = Object.keys(situationInputs) as readonly SituationInput[];
