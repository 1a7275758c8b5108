/** Decisions for callers without a role: the person, who acts for them, and a source's own system. Pure. */
import { type ContentClass, type LabelName, labelNames, type SourceNumber, type VisibilityRule } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { ChoiceFacts } from './access-facts.ts';
import { classesForPeople, compileRules } from './compile-rules.ts';
import type { AccessDecision } from './decide-access.ts';
import { type AccessTable, accessTable } from './decision-table.ts';
import { type Evaluation, evaluateAccess } from './evaluate-access.ts';
import type { Situation, SituationValue } from './situation.ts';

export interface PeopleInput {
  readonly caller: 'patient' | 'proxy';
  readonly isAssured: boolean;
  readonly isThisPerson: boolean;
  readonly isDeceased: boolean;
  readonly isRestricted: boolean;
  readonly purpose: SituationValue<'purpose'>;
  /** Categories of a current authority to act for the person. */
  readonly authority: readonly ContentClass[] | undefined;
  readonly compartments: readonly Compartment[];
  readonly choices: ChoiceFacts | undefined;
}

const nothingAsked = {
  agreement: 'not-needed',
  activity: 'held',
  act: 'read',
  relationship: 'none',
  objection: 'none',
  ownEntries: 'none',
  connection: 'none',
  protection: 'none',
  claim: 'none',
  mayClaim: 'no',
  mayBreakGlass: 'no',
  mayOpenLongDead: 'no',
} as const;

function peopleSituation(input: PeopleInput): Situation {
  return {
    ...nothingAsked,
    caller: input.caller,
    assurance: input.isAssured ? 'enough' : 'too-low',
    purpose: input.purpose,
    person: input.isThisPerson ? 'this' : 'another',
    life: input.isDeceased ? 'dead' : 'living',
    // Without the choices nothing can be told apart from what is sealed: D0.
    protection: input.choices === undefined ? 'unknown' : 'none',
    proxy: input.authority === undefined ? 'none' : 'active',
    place: input.isRestricted ? 'restricted' : 'open',
  };
}

const nothingOfRoles = {
  isGlassBroken: false,
  isSealOverridden: false,
  seesSafeguarding: false,
  isOwnOnly: false,
  ownSources: [],
  teamSources: [],
  withheldSources: [],
  agreedSources: 'all',
} as const;

/** What the person, or somebody who acts for them, may see. */
export function decideForPeople(input: PeopleInput, table: AccessTable = accessTable): AccessDecision {
  const evaluation = evaluateAccess(table, peopleSituation(input));
  const { choices } = input;
  if (!evaluation.isPermitted || choices === undefined)
    return { isAllowed: false, decidedBy: evaluation.decidedBy, offers: { claim: false, breakGlass: false } };
  const granted = new Set<number>(input.authority ?? []);
  const consented: readonly LabelName[] = input.caller === 'patient' ? labelNames(choices.consentedLabels) : [];
  return {
    isAllowed: true,
    decidedBy: evaluation.decidedBy,
    relationship: evaluation.clause?.ground,
    reason: undefined,
    rules: compileRules(table, {
      ...nothingOfRoles,
      caller: input.caller,
      compartments: input.compartments,
      classes: input.caller === 'patient' ? classesForPeople : classesForPeople.filter((one) => granted.has(one)),
      seals: choices.seals,
      consented,
    }),
    stripLocation: evaluation.obligations.has('without-place'),
    isAlerting: false,
  };
}

export interface SystemInput {
  readonly isForOwnFeed: boolean;
  /** 'any' to look for what the organisation itself contributed, wherever it lies. */
  readonly compartments: readonly Compartment[] | 'any';
  readonly classes: readonly ContentClass[];
  readonly ownSources: readonly SourceNumber[];
}

interface SystemRules {
  readonly evaluation: Evaluation;
  /** Over any compartment: which ones is filled in for each decision. */
  readonly ofOwn: readonly VisibilityRule[];
  readonly ofShelves: readonly VisibilityRule[];
}

function systemRules(table: AccessTable, { isForOwnFeed, classes, ownSources }: SystemInput): SystemRules {
  const evaluation = evaluateAccess(table, {
    ...nothingAsked,
    caller: 'system',
    assurance: 'enough',
    purpose: isForOwnFeed ? 'own-feed' : 'other',
    person: 'this',
    life: 'living',
    proxy: 'none',
    place: 'open',
  });
  const rulesOver = (compartments: VisibilityRule['compartments']): VisibilityRule[] =>
    compileRules(table, {
      ...nothingOfRoles,
      isOwnOnly: true,
      caller: 'system',
      compartments,
      classes,
      ownSources,
      // The copy at its source is not ours to seal: a feed reads back what it wrote.
      seals: [],
      consented: [],
    });
  // What it wrote about nobody (a device, a questionnaire) it reads back too, of whatever kind it is.
  const ofShelves = rulesOver('shelves').filter(({ onlySources }) => onlySources !== undefined);
  return { evaluation, ofOwn: rulesOver('any'), ofShelves };
}

/** Nothing of a person is in these, so that they hold for as long as the lists they were made of. */
type KeptRules = Map<readonly ContentClass[], { readonly [isForOwnFeed: string]: SystemRules | undefined }>;
const keptByTable = new WeakMap<AccessTable, WeakMap<readonly SourceNumber[], KeptRules>>();

/** By the lists themselves, not by what stands in them: whoever changes one gives another. */
function keptSystemRules(table: AccessTable, input: SystemInput): SystemRules {
  const bySources = keptByTable.get(table) ?? new WeakMap<readonly SourceNumber[], KeptRules>();
  keptByTable.set(table, bySources);
  const byClasses = bySources.get(input.ownSources) ?? (new Map() as KeptRules);
  bySources.set(input.ownSources, byClasses);
  const feed = String(input.isForOwnFeed);
  const kept = byClasses.get(input.classes);
  const known = kept?.[feed];
  if (known !== undefined) return known;
  const made = systemRules(table, input);
  byClasses.set(input.classes, { ...kept, [feed]: made });
  return made;
}

/** A back-end service reads what its own organisation contributed, of these persons and of resources about nobody. */
export function decideForSystem(input: SystemInput, table: AccessTable = accessTable): AccessDecision {
  const { evaluation, ofOwn, ofShelves } = keptSystemRules(table, input);
  if (!evaluation.isPermitted)
    return { isAllowed: false, decidedBy: evaluation.decidedBy, offers: { claim: false, breakGlass: false } };
  const { compartments } = input;
  return {
    isAllowed: true,
    decidedBy: evaluation.decidedBy,
    relationship: evaluation.clause?.ground,
    reason: undefined,
    rules:
      compartments === 'any'
        ? ofOwn
        : [...ofOwn.map((rule) => (rule.compartments === 'any' ? { ...rule, compartments } : rule)), ...ofShelves],
    stripLocation: evaluation.obligations.has('without-place'),
    isAlerting: false,
  };
}
