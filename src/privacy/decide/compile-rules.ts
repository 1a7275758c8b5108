/** Compiles the clauses about items to the grant's rules: the predicate over columns that every query carries. */
import {
  allContentClasses,
  type ContentClass,
  contentClass,
  type LabelName,
  label,
  type SourceNumber,
  type VisibilityRule,
} from '#disclosure';
import type { ResourceNumber } from '#kernel/identity-number.ts';
import type { AccessTable, ItemClause, Standing } from './decision-table.ts';
import { type SealLevel, sealLevelRow } from './seal-level-table.ts';
import type { SituationValue } from './situation.ts';

/** An entry that the person sealed, or a kind of entries. */
export interface SealFact {
  readonly level: SealLevel;
  /** Whether the reader is in the team that may open it. */
  readonly isForReader: boolean;
  readonly numbers: readonly ResourceNumber[];
  readonly classes: readonly ContentClass[];
}

/** What the rules of one grant are made from. */
export interface RuleContext {
  readonly caller: SituationValue<'caller'>;
  /** 'any' only where the rules are of own contributions alone. */
  readonly compartments: VisibilityRule['compartments'];
  readonly classes: readonly ContentClass[];
  readonly isGlassBroken: boolean;
  readonly isSealOverridden: boolean;
  readonly seesSafeguarding: boolean;
  readonly isOwnOnly: boolean;
  /** Feeds of the reader's own organisation. */
  readonly ownSources: readonly SourceNumber[];
  /** Feeds whose sealed entries the reader's team wrote. */
  readonly teamSources: readonly SourceNumber[];
  readonly withheldSources: readonly SourceNumber[];
  /** Sources that the sharing agreement covers. */
  readonly agreedSources: readonly SourceNumber[] | 'all';
  readonly seals: readonly SealFact[];
  /** Labels that the person asked to be shared. */
  readonly consented: readonly LabelName[];
}

function isLifted(clause: ItemClause, context: RuleContext): boolean {
  return (
    (clause.isLiftedByGlass === true && context.isGlassBroken) ||
    (clause.isLiftedByOverride === true && context.isSealOverridden) ||
    (clause.isLiftedBySafeguarding === true && context.seesSafeguarding)
  );
}

/** The label bits that hide an item of this standing from this reader. */
export function forbiddenLabels(table: AccessTable, context: RuleContext, standing: Standing): number {
  let bits = 0;
  for (const clause of table.itemClauses) {
    if (!clause.callers.includes(context.caller) || clause.except.includes(standing)) continue;
    if (isLifted(clause, context)) continue;
    for (const name of clause.hides)
      if (!(clause.isLiftedByConsent === true && context.consented.includes(name))) bits |= label[name];
  }
  return bits;
}

const classesNotForPeople: ReadonlySet<number> = new Set([
  contentClass.safeguarding,
  contentClass.handover,
  contentClass.provenance,
]);

/** The kinds of entries of patient-facing views: what staff hand over, and how entries came about, is not among them. */
export const classesForPeople: readonly ContentClass[] = allContentClasses.filter(
  (number) => !classesNotForPeople.has(number),
);

const aboutNobody: VisibilityRule = {
  compartments: 'shelves',
  contentClasses: [contentClass.administration],
  forbiddenLabels: 0,
};

interface Closed {
  readonly numbers: readonly ResourceNumber[];
  readonly classes: ReadonlySet<number>;
}

/** What seals close to this reader. The person themself keeps reading what they sealed. */
function closedBySeals(context: RuleContext, isInTeam: boolean): Closed {
  const closing = context.seals.filter((seal) => {
    const row = sealLevelRow(seal.level);
    if (!row.closesTo.includes(context.caller)) return false;
    return !(row.isLiftedByOverride && context.isSealOverridden) && !(isInTeam && seal.isForReader);
  });
  return {
    numbers: closing.flatMap((seal) => seal.numbers),
    classes: new Set(closing.flatMap((seal) => seal.classes)),
  };
}

type Unsealed = Pick<VisibilityRule, 'compartments' | 'contentClasses' | 'withheldNumbers'>;

/** Made once for a standing: the store asks rules that hold the same lists about them once, whatever is in the lists. */
function unsealed(context: RuleContext, isInTeam: boolean): Unsealed {
  const { numbers, classes } = closedBySeals(context, isInTeam);
  return {
    compartments: context.compartments,
    contentClasses: context.classes.filter((number) => !classes.has(number)),
    ...(numbers.length === 0 ? {} : { withheldNumbers: numbers }),
  };
}

/** Only what both lists allow. */
function bothSources(
  agreed: readonly SourceNumber[] | 'all',
  wanted: readonly SourceNumber[] | undefined,
): readonly SourceNumber[] | undefined {
  if (agreed === 'all') return wanted;
  return wanted === undefined ? agreed : wanted.filter((source) => agreed.includes(source));
}

function ruleFor(
  table: AccessTable,
  context: RuleContext,
  standing: Standing,
  narrow: Unsealed & {
    readonly onlySources?: readonly SourceNumber[];
    readonly onlyNumbers?: readonly ResourceNumber[];
  },
): VisibilityRule {
  // What an organisation wrote itself stays visible to it, whatever is agreed or objected to (UK-8).
  const onlySources = standing === 'own' ? narrow.onlySources : bothSources(context.agreedSources, narrow.onlySources);
  const { withheldSources } = context;
  return {
    ...narrow,
    forbiddenLabels: forbiddenLabels(table, context, standing),
    ...(onlySources === undefined ? {} : { onlySources }),
    ...(standing === 'own' || withheldSources.length === 0 ? {} : { withheldSources }),
  };
}

/** Rules for one person's records, and for what is about nobody. */
export function compileRules(table: AccessTable, context: RuleContext): VisibilityRule[] {
  const open = unsealed(context, false);
  const others = context.isOwnOnly ? [] : [ruleFor(table, context, 'others', open)];
  const own =
    context.ownSources.length === 0
      ? []
      : [ruleFor(table, context, 'own', { ...open, onlySources: context.ownSources })];
  const team = teamRules(table, context);
  const beside = [...others, ...own, ...team];
  const named = (rules: readonly VisibilityRule[], standing: Standing): readonly VisibilityRule[] =>
    namesAlone(table, context, standing) ? rules : rules.map((rule) => ({ ...rule, onlyBeside: beside }));
  return [...named(others, 'others'), ...named(own, 'own'), ...named(team, 'team'), aboutNobody];
}

/** Whether this reader sees a record's Patient also where nothing else of the record is shown to them. */
function namesAlone(table: AccessTable, { caller }: RuleContext, standing: Standing): boolean {
  return !table.recordClauses.some(({ callers, except }) => callers.includes(caller) && !except.includes(standing));
}

/**
 * A seal opens to its team what the seal closed, not what other rows of the table close: what others wrote as others see it, what their own
 * organisation wrote as its staff do. Else an entry would open to them that came to speak of a sealed one and is kept back by default.
 */
function sealedToTeam(
  table: AccessTable,
  context: RuleContext,
  narrow: Unsealed & { readonly onlyNumbers?: readonly ResourceNumber[] },
): VisibilityRule[] {
  const { isOwnOnly, ownSources } = context;
  return [
    ...(isOwnOnly ? [] : [ruleFor(table, context, 'others', narrow)]),
    ...(ownSources.length === 0 ? [] : [ruleFor(table, context, 'own', { ...narrow, onlySources: ownSources })]),
  ];
}

function teamRules(table: AccessTable, context: RuleContext): VisibilityRule[] {
  const { seals, teamSources } = context;
  const forTeam = seals.filter((seal) => seal.isForReader);
  if (teamSources.length === 0 && forTeam.length === 0) return [];
  const open = unsealed(context, true);
  const onlyNumbers = forTeam.flatMap((seal) => seal.numbers);
  const classes = new Set<number>(forTeam.flatMap((seal) => seal.classes));
  const contentClasses = (open.contentClasses as readonly ContentClass[]).filter((number) => classes.has(number));
  return [
    ...(teamSources.length === 0 ? [] : [ruleFor(table, context, 'team', { ...open, onlySources: teamSources })]),
    ...(onlyNumbers.length === 0 ? [] : sealedToTeam(table, context, { ...open, onlyNumbers })),
    ...(classes.size === 0 ? [] : sealedToTeam(table, context, { ...open, contentClasses })),
  ];
}
