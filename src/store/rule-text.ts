/** Rules of a grant as SQL. */
import { labelsHiddenFromAll, type TypeNarrowing, type VisibilityRule } from '#disclosure';
import { amongText, holdsText, listText, type NextParameter } from './row-conditions.ts';

/** Rows of the past have no hashes: who reads them tests each by `Narrowing.mayShow`. */
function typeClause(types: readonly TypeNarrowing[], hasHashes: boolean, next: NextParameter): string {
  const isWhole = ({ anyOf }: TypeNarrowing): boolean => anyOf === undefined || !hasHashes;
  const whole = types.filter(isWhole).map(({ type }) => type);
  const parts = [amongText('type', whole, 'smallint', next)];
  for (const { type, anyOf = [] } of types.filter((one) => !isWhole(one))) {
    const filters = anyOf.map((filter) => filter.map((hashes) => holdsText(hashes, next)).join(' and '));
    if (filters.length > 0) parts.push(`type = ${next(type)}::int and ((${filters.join(') or (')}))`);
  }
  return `((${parts.join(') or (')}))`;
}

/** What the rules of one standing have in common, list by list: compared as the same lists, so that no value changes the text. */
function asksTheSame(one: VisibilityRule, other: VisibilityRule): boolean {
  return (
    one.compartments === other.compartments &&
    one.contentClasses === other.contentClasses &&
    one.withheldNumbers === other.withheldNumbers &&
    one.onlyTypes === other.onlyTypes
  );
}

/** Whether the person objected or sealed anything must not show in the time of an answer: the statement is the same. */
function withholds(rule: VisibilityRule): boolean {
  const { compartments, withheldSources = [], withheldNumbers = [] } = rule;
  return compartments !== 'shelves' || withheldSources.length + withheldNumbers.length > 0;
}

/** Lists of what is withheld are as long for nobody as for who withheld a few; no resource and no source has this number. */
const withheldEach = 8;
const nobodys = 2 ** 31 - 1;

export function withheldText(column: 'number' | 'source', numbers: readonly number[], next: NextParameter): string {
  const length = Math.max(1, Math.ceil(numbers.length / withheldEach)) * withheldEach;
  const filled = [...numbers, ...Array<number>(length - numbers.length).fill(nobodys)];
  return `not ${column} = any(${listText(filled, column === 'number' ? 'bigint' : 'int', next)})`;
}

/** What one rule asks for itself, the label first: most rows that are hidden are hidden by it, and no list is read for them. */
export function ownText(rule: VisibilityRule, next: NextParameter): string {
  const parts = [`label & ${next(rule.forbiddenLabels | labelsHiddenFromAll)}::int = 0`];
  if (rule.onlySources !== undefined) parts.push(amongText('source', rule.onlySources, 'int', next));
  else if (rule.compartments === 'any') throw new Error('a rule over any compartment must name its sources');
  if (withholds(rule)) parts.push(withheldText('source', rule.withheldSources ?? [], next));
  if (rule.onlyNumbers !== undefined) parts.push(`number = any(${listText(rule.onlyNumbers, 'bigint', next)})`);
  return parts.join(' and ');
}

/** What rules that ask the same are asked once. */
function sharedText(rule: VisibilityRule, hasHashes: boolean, next: NextParameter): string[] {
  const parts: string[] = [];
  if (rule.compartments === 'shelves') parts.push('compartment between 0 and 1023');
  else if (rule.compartments !== 'any') parts.push(amongText('compartment', rule.compartments, 'bigint', next));
  if (rule.contentClasses !== 'all') parts.push(amongText('content_class', rule.contentClasses, 'smallint', next));
  if (withholds(rule)) parts.push(withheldText('number', rule.withheldNumbers ?? [], next));
  if (rule.onlyTypes !== undefined) parts.push(typeClause(rule.onlyTypes, hasHashes, next));
  return parts;
}

/** Rules of the same lists, together. */
export function groupsOf(rules: readonly VisibilityRule[]): VisibilityRule[][] {
  const groups: VisibilityRule[][] = [];
  for (const rule of rules) {
    const group = groups.find(([first]) => first !== undefined && asksTheSame(first, rule));
    if (group === undefined) groups.push([rule]);
    else group.push(rule);
  }
  return groups;
}

/** Rows that some rule shows. */
export function rulesText(rules: readonly VisibilityRule[], hasHashes: boolean, next: NextParameter): string {
  const clauses = groupsOf(rules).map((group) => {
    const own = group.map((rule) => ownText(rule, next)).join(') or (');
    return `(${[`((${own}))`, ...sharedText(group[0]!, hasHashes, next)].join(' and ')})`;
  });
  return clauses.length === 0 ? 'false' : `(${clauses.join(' or ')})`;
}

/** By which rules something has to be shown beside what only names the person; undefined where nothing has to. */
export function besideOf(rules: readonly VisibilityRule[]): readonly VisibilityRule[] | undefined {
  return rules.find(({ onlyBeside }) => onlyBeside !== undefined)?.onlyBeside;
}
