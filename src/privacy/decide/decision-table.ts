/**
 * The access decision as data. The evaluator, the generated tests, docs/safety/access.md and the person's own page are
 * made from these rows; nothing else decides. No row names a person.
 *
 * Of the clauses about a request the first that denies decides; where none denies, the first that permits; where none
 * permits, nothing opens. Limits hold besides. The clauses about items become the predicate of every query.
 */
import { type LabelName, labelNames, labelsHiddenFromAll } from '#disclosure';
import type { SituationInput, SituationValue } from './situation.ts';

export type Condition = { readonly [Input in SituationInput]?: readonly SituationValue<Input>[] };

/** What holds besides an answer: who is told, and what is taken out of it. */
export type Obligation = 'own-entries-only' | 'without-place' | 'alert';

export interface RequestClause {
  readonly id: string;
  readonly row: string;
  readonly effect: 'deny' | 'permit' | 'limit';
  /** Every named input has one of its values. `anything-unknown`: some input is not known. */
  readonly when: Condition | 'anything-unknown';
  /** Break-glass lifts it (D22). */
  readonly isLiftedByGlass?: true;
  /** What a refused role may do instead, as far as it may do it at all. */
  readonly offers?: readonly ('claim' | 'break-glass')[];
  readonly obligation?: Obligation;
  /** The relationship that the log names, where it is not one of the contacts. */
  readonly ground?: string;
}

/** Where an item stands to its reader: by others, by the reader's organisation, sealed to a team of the reader's. */
export type Standing = 'others' | 'own' | 'team';

export interface ItemClause {
  readonly id: string;
  readonly row: string;
  readonly callers: readonly SituationValue<'caller'>[];
  readonly hides: readonly LabelName[];
  /** Standings in which it does not hide. */
  readonly except: readonly Standing[];
  readonly isLiftedByGlass?: true;
  /** A written override of the seal lifts it. */
  readonly isLiftedByOverride?: true;
  /** The person asked for these entries to be shared. */
  readonly isLiftedByConsent?: true;
  /** The role holds the activity `view-safeguarding`. */
  readonly isLiftedBySafeguarding?: true;
}

/** Who sees a source's Patient, and the Provenance of what it sent, only beside something else of the same record. */
export interface RecordClause {
  readonly id: string;
  readonly row: string;
  readonly callers: readonly SituationValue<'caller'>[];
  /** Standings in which it does not hide. */
  readonly except: readonly Standing[];
}

const glass = ['break-glass', 'confirmed-break-glass'] as const;
const careTeam = ['staff', 'region'] as const;
const people = ['patient', 'proxy'] as const;

export const requestClauses: readonly RequestClause[] = [
  { id: 'unknown-input', row: 'D0', effect: 'deny', when: 'anything-unknown' },
  { id: 'weak-sign-in', row: 'D1', effect: 'deny', when: { assurance: ['too-low'] } },
  { id: 'protected-write', row: 'D20', effect: 'deny', when: { act: ['protected-write'] } },
  { id: 'no-such-person', row: 'D4', effect: 'deny', when: { person: ['nobody'] } },
  { id: 'somebody-else', row: 'D4', effect: 'deny', when: { caller: ['patient'], person: ['another'] } },
  { id: 'own-record', row: 'D17', effect: 'deny', when: { caller: careTeam, connection: ['self'] } },
  { id: 'no-agreement', row: 'D2', effect: 'deny', when: { caller: careTeam, agreement: ['none', 'not-needed'] } },
  { id: 'no-activity', row: 'D3', effect: 'deny', when: { caller: [...careTeam, 'system'], activity: ['missing'] } },
  {
    id: 'not-for-care',
    row: 'D9',
    effect: 'deny',
    when: { caller: careTeam, purpose: ['own-request', 'own-feed', 'other'] },
  },
  {
    id: 'not-own-request',
    row: 'D9',
    effect: 'deny',
    when: { caller: people, purpose: ['treatment', 'emergency', 'own-feed', 'other'] },
  },
  {
    id: 'not-own-feed',
    row: 'D9',
    effect: 'deny',
    when: { caller: ['system'], purpose: ['treatment', 'emergency', 'own-request', 'other'] },
  },
  {
    id: 'emergency-without-glass',
    row: 'D9',
    effect: 'deny',
    when: { purpose: ['emergency'], claim: ['none', 'self-claimed'] },
  },
  { id: 'dead', row: 'D19', effect: 'deny', when: { caller: people, life: ['dead', 'long-dead'] } },
  {
    id: 'long-dead',
    row: 'D19',
    effect: 'deny',
    when: { caller: careTeam, life: ['long-dead'], mayOpenLongDead: ['no'] },
  },
  { id: 'reader-refused', row: 'D5', effect: 'deny', when: { caller: careTeam, objection: ['named-absolute'] } },
  {
    id: 'sharing-refused',
    row: 'D5',
    effect: 'deny',
    when: { caller: careTeam, objection: ['absolute'], ownEntries: ['none'] },
  },
  {
    id: 'reader-refused-but-in-emergency',
    row: 'D6',
    effect: 'deny',
    when: { caller: careTeam, objection: ['named-emergency-override'] },
    isLiftedByGlass: true,
    offers: ['break-glass'],
  },
  {
    id: 'sharing-refused-but-in-emergency',
    row: 'D6',
    effect: 'deny',
    when: { caller: careTeam, objection: ['emergency-override'], ownEntries: ['none'] },
    isLiftedByGlass: true,
    offers: ['break-glass'],
  },
  {
    id: 'outside-the-named-team',
    row: 'D18',
    effect: 'deny',
    when: { caller: careTeam, protection: ['outside'], claim: ['none', 'self-claimed', 'break-glass'] },
    offers: ['break-glass'],
  },
  {
    id: 'claimed-elsewhere',
    row: 'D21',
    effect: 'deny',
    when: { caller: ['region'], claim: ['self-claimed', ...glass] },
  },
  { id: 'no-authority', row: 'D16', effect: 'deny', when: { caller: ['proxy'], proxy: ['none'] } },
  {
    id: 'no-relationship-to-state',
    row: 'D7',
    effect: 'deny',
    when: { caller: ['staff'], relationship: ['none'], claim: ['none'], mayClaim: ['yes'] },
    offers: ['claim', 'break-glass'],
  },
  {
    id: 'no-relationship',
    row: 'D8',
    effect: 'deny',
    when: { caller: careTeam, relationship: ['none'], claim: ['none'] },
    offers: ['break-glass'],
  },
  {
    id: 'glass-broken',
    row: 'D22',
    effect: 'permit',
    when: { caller: ['staff'], claim: glass },
    ground: 'emergency-access',
  },
  { id: 'related', row: 'D23', effect: 'permit', when: { caller: ['staff'], relationship: ['active'] } },
  { id: 'related-elsewhere', row: 'D21', effect: 'permit', when: { caller: ['region'], relationship: ['active'] } },
  {
    id: 'relationship-stated',
    row: 'D7',
    effect: 'permit',
    when: { caller: ['staff'], claim: ['self-claimed'] },
    ground: 'self-claimed',
  },
  { id: 'themself', row: 'D15', effect: 'permit', when: { caller: ['patient'], person: ['this'] } },
  {
    id: 'acts-for-them',
    row: 'D16',
    effect: 'permit',
    when: { caller: ['proxy'], proxy: ['active'] },
    ground: 'proxy',
  },
  { id: 'own-feed', row: 'D23', effect: 'permit', when: { caller: ['system'] }, ground: 'own-contribution' },
  {
    id: 'own-entries-stay',
    row: 'D5',
    effect: 'limit',
    when: { caller: careTeam, objection: ['absolute'], ownEntries: ['some'] },
    obligation: 'own-entries-only',
  },
  {
    id: 'own-entries-stay-but-in-emergency',
    row: 'D6',
    effect: 'limit',
    when: { caller: careTeam, objection: ['emergency-override'], ownEntries: ['some'] },
    isLiftedByGlass: true,
    obligation: 'own-entries-only',
  },
  {
    id: 'place-withheld',
    row: 'D10',
    effect: 'limit',
    when: { caller: [...careTeam, ...people], place: ['restricted'] },
    obligation: 'without-place',
  },
  {
    id: 'colleague-or-relative',
    row: 'D17',
    effect: 'limit',
    when: { caller: careTeam, connection: ['colleague', 'relative'] },
    obligation: 'alert',
  },
  {
    id: 'under-protection',
    row: 'D18',
    effect: 'limit',
    when: { caller: careTeam, protection: ['in-team', 'outside'] },
    obligation: 'alert',
  },
];

const everybody = [...careTeam, ...people, 'system'] as const;
const notTheirOwn = [...careTeam, 'proxy'] as const;

export const itemClauses: readonly ItemClause[] = [
  { id: 'not-filed', row: 'D0', callers: everybody, hides: labelNames(labelsHiddenFromAll), except: [] },
  {
    id: 'safeguarding',
    row: 'D3',
    callers: careTeam,
    hides: ['safeguarding'],
    except: [],
    isLiftedBySafeguarding: true,
  },
  {
    id: 'restricted',
    row: 'D11',
    callers: careTeam,
    hides: ['restricted'],
    except: ['own', 'team'],
    isLiftedByGlass: true,
  },
  { id: 'very-restricted', row: 'D11', callers: careTeam, hides: ['veryRestricted'], except: ['own', 'team'] },
  {
    id: 'sensitive',
    row: 'D12',
    callers: careTeam,
    hides: ['sexualHealth', 'fertility', 'genderIdentity', 'termination'],
    except: ['own', 'team'],
    isLiftedByGlass: true,
    isLiftedByConsent: true,
  },
  {
    id: 'sealed',
    row: 'D13',
    callers: [...notTheirOwn, 'system'],
    hides: ['sealed'],
    except: ['team'],
    isLiftedByOverride: true,
  },
  {
    id: 'sealed-and-locked',
    row: 'D14',
    callers: [...notTheirOwn, 'system'],
    hides: ['sealedLocked'],
    except: ['team'],
  },
  {
    id: 'anonymous-service',
    row: 'D14',
    callers: [...careTeam, ...people],
    hides: ['anonymousService'],
    except: ['own', 'team'],
    isLiftedByConsent: true,
  },
  {
    id: 'hidden-from-the-person',
    row: 'D15',
    callers: people,
    hides: ['hiddenFromPatient', 'thirdParty', 'awaitingRelease', 'safeguarding'],
    except: [],
  },
  {
    id: 'hidden-from-who-acts-for-them',
    row: 'D16',
    callers: ['proxy'],
    hides: [
      'hiddenFromProxy',
      'restricted',
      'veryRestricted',
      'sexualHealth',
      'fertility',
      'genderIdentity',
      'termination',
    ],
    except: [],
  },
];

/** A record of which nothing else is shown is a record that is not there: its Patient tells which services know the person. */
export const recordClauses: readonly RecordClause[] = [
  { id: 'nothing-but-a-name', row: 'D4', callers: [...careTeam, ...people], except: ['own'] },
];

export interface AccessTable {
  readonly requestClauses: readonly RequestClause[];
  readonly itemClauses: readonly ItemClause[];
  readonly recordClauses: readonly RecordClause[];
}

export const accessTable: AccessTable = { requestClauses, itemClauses, recordClauses };
