/**
 * Holds a table against what the decision has to be. The tests give it the table; `npm run prove -- mutation` gives it the
 * table with one clause taken out at a time, and each time it has to find something.
 */
import { classesThatName, type LabelName, label, type SourceNumber, type VisibilityRule } from '#disclosure';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import { compileRules, type RuleContext } from '../compile-rules.ts';
import type { AccessTable, Standing } from '../decision-table.ts';
import { evaluateAccess } from '../evaluate-access.ts';
import type { Situation } from '../situation.ts';
import { expectedDecision, type ItemReader, isExpectedHidden, isExpectedNamed } from './expected-decision.ts';
import { aroundThePermitted, coveringArray, fullProduct } from './situations.ts';

const compartment = 5000 as Compartment;
const sourceOf: Readonly<Record<Standing, SourceNumber>> = {
  others: 1 as SourceNumber,
  own: 7 as SourceNumber,
  team: 9 as SourceNumber,
};

export interface Item {
  readonly class: number;
  readonly label?: number;
  readonly source?: number;
  readonly number?: number;
}

/** Whether an item would be shown under these rules, as the query decides it. */
export function shows(rules: readonly VisibilityRule[], item: Item): boolean {
  const source = (item.source ?? 1) as SourceNumber;
  const number = (item.number ?? 1) as ResourceNumber;
  return rules.some(
    (rule) =>
      rule.compartments !== 'shelves' &&
      (rule.contentClasses === 'all' || (rule.contentClasses as readonly number[]).includes(item.class)) &&
      ((item.label ?? 0) & rule.forbiddenLabels) === 0 &&
      (rule.onlySources?.includes(source) ?? true) &&
      !(rule.withheldSources ?? []).includes(source) &&
      (rule.onlyNumbers?.includes(number) ?? true) &&
      !(rule.withheldNumbers ?? []).includes(number),
  );
}

let kept: { readonly rows: readonly Situation[]; readonly expected: readonly string[] } | undefined;

const verdict = (parts: {
  readonly isPermitted: boolean;
  readonly row: string | undefined;
  readonly offers: readonly string[];
  readonly obligations: readonly string[];
  readonly ground: string | undefined;
}): string =>
  `${parts.isPermitted ? 'permit' : 'deny'} ${parts.row} offers(${[...parts.offers].sort().join()}) with(${[...parts.obligations].sort().join()}) ${parts.ground ?? ''}`;

/** Generated once: the mutation proof asks many times. */
export function requestCases() {
  kept ??= (() => {
    const rows = [...coveringArray(), ...aroundThePermitted(), ...fullProduct()];
    const expected = rows.map((row) => {
      const { isPermitted, row: decidedBy, offers, obligations, ground } = expectedDecision(row);
      return verdict({ isPermitted, row: decidedBy, offers, obligations, ground });
    });
    return { rows, expected };
  })();
  return kept;
}

/** The first situation that the table decides otherwise than it has to be. */
export function requestFailure(table: AccessTable): string | undefined {
  const { rows, expected } = requestCases();
  for (const [index, row] of rows.entries()) {
    const found = evaluateAccess(table, row);
    const got = verdict({
      isPermitted: found.isPermitted,
      row: found.decidedBy[0],
      offers: found.isPermitted ? [] : (found.clause?.offers ?? []),
      obligations: [...found.obligations],
      ground: found.clause?.ground,
    });
    if (got !== expected[index]) return `${JSON.stringify(row)}: ${got}, not ${expected[index]}`;
  }
  return undefined;
}

const callers = ['staff', 'region', 'patient', 'proxy', 'system'] as const;
const consents: readonly (readonly LabelName[])[] = [
  [],
  ['sexualHealth', 'anonymousService'],
  ['fertility', 'genderIdentity', 'termination'],
  // A consent lifts what it may lift, whatever else it names.
  Object.keys(label) as LabelName[],
];

function* readers(): Generator<ItemReader> {
  for (const caller of callers)
    for (const isGlassBroken of [false, true])
      for (const isSealOverridden of [false, true])
        for (const seesSafeguarding of [false, true])
          for (const consented of consents)
            yield { caller, isGlassBroken, isSealOverridden, seesSafeguarding, consented };
}

export const plainRules: Omit<RuleContext, keyof ItemReader> = {
  compartments: [compartment],
  classes: [9] as RuleContext['classes'],
  isOwnOnly: false,
  ownSources: [sourceOf.own],
  teamSources: [sourceOf.team],
  withheldSources: [],
  agreedSources: 'all',
  seals: [],
};

/** An item of the team's feed is also one of somebody: it is seen where either standing shows it. */
function isHiddenInAll(reader: ItemReader, names: readonly LabelName[], standing: Standing): boolean {
  const standings: readonly Standing[] = standing === 'others' ? ['others'] : ['others', standing];
  return standings.every((one) => names.some((name) => isExpectedHidden(reader, name, one)));
}

const names = Object.keys(label) as LabelName[];

/** The first item that the table's rules show or hide otherwise than they have to: every label, every two labels. */
export function itemFailure(table: AccessTable): string | undefined {
  for (const reader of readers()) {
    const rules = compileRules(table, { ...plainRules, ...reader });
    for (const standing of ['others', 'own', 'team'] as const)
      for (const first of names)
        for (const second of names) {
          const isShown = shows(rules, { class: 9, label: label[first] | label[second], source: sourceOf[standing] });
          if (isShown === isHiddenInAll(reader, [first, second], standing))
            return `${JSON.stringify(reader)}: ${first} and ${second} of ${standing} ${isShown ? 'shown' : 'hidden'}`;
        }
  }
  return undefined;
}

/** The first record whose Patient these rules show or hide otherwise than they have to, alone and beside something that is shown. */
export function recordFailure(table: AccessTable): string | undefined {
  for (const reader of readers()) {
    const rules = compileRules(table, { ...plainRules, ...reader, classes: [9, ...classesThatName] });
    // What nobody else wrote, a system does not read.
    const seen = reader.caller === 'system' ? (['own'] as const) : (['others', 'own', 'team'] as const);
    for (const standing of seen)
      for (const named of classesThatName) {
        const source = sourceOf[standing];
        // A row of the team's feed is also one of others, and nothing else shows it.
        const naming = rules.filter((rule) => shows([rule], { class: named, source }));
        const isAlone = naming.some(({ onlyBeside }) => onlyBeside === undefined);
        const what = `${JSON.stringify(reader)}: class ${named} of ${standing}`;
        if (isAlone !== isExpectedNamed(reader.caller, standing))
          return `${what} ${isAlone ? 'shown' : 'hidden'} alone`;
        const isBeside = naming.some(
          ({ onlyBeside }) => onlyBeside === undefined || shows(onlyBeside, { class: 9, source }),
        );
        if (!isBeside) return `${what} hidden beside what is shown`;
        const sealed = { class: 9, source, label: label.wrongPerson };
        if (naming.some(({ onlyBeside }) => onlyBeside !== undefined && shows(onlyBeside, sealed)))
          return `${what} shown beside what is hidden`;
      }
  }
  return undefined;
}

export function decisionFailure(table: AccessTable): string | undefined {
  return itemFailure(table) ?? recordFailure(table) ?? requestFailure(table);
}
