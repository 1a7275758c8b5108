/**
 * Of which of a person's records something is shown beside what only names the person (decision 87). A record may hold thousands of
 * rows, all of them hidden: what is asked is the index of what there is by label, class and source, each combination once, of which a
 * record has some tens at most, and of rows only as many as the person withheld one by one.
 */
import { classesThatName, type VisibilityRule } from '#disclosure';
import { amongText, listText, type NextParameter } from './row-conditions.ts';
import { groupsOf, ownText, withheldText } from './rule-text.ts';
import { resourceState } from './stored-resource.ts';

/** As the index `resource_by_standing` says it, word for word: else it is not used. */
const isTelling = classesThatName.map((number) => `content_class <> ${number}`).join(' and ');
const held = `state <> ${resourceState.deleted} and ${isTelling}`;

/** Of a row: that it says more than whose it is. */
export const isTellingText = `(${isTelling})`;

const standing = 'label, content_class, source';
const ofRecord = `from store.resource where compartment = one and ${held}`;

/** The index from one combination to the next, rows between them unread. */
const eachStanding = `with recursive held as (
    (select ${standing} ${ofRecord} order by ${standing} limit 1)
    union all
    select later.* from held cross join lateral (select ${standing} ${ofRecord}
      and (${standing}) > (held.label, held.content_class, held.source) order by ${standing} limit 1) as later)`;

/** Fenced: else rows are joined to combinations, and all of the record's are read for each. */
function groupText(group: readonly VisibilityRule[], next: NextParameter): string {
  const { contentClasses, withheldNumbers = [] } = group[0]!;
  const parts = [`((${group.map((rule) => ownText(rule, next)).join(') or (')}))`];
  if (contentClasses !== 'all') parts.push(amongText('content_class', contentClasses, 'smallint', next));
  return `${parts.join(' and ')} and exists (select ${ofRecord} and label = held.label
    and content_class = held.content_class and source = held.source and ${withheldText('number', withheldNumbers, next)} offset 0)`;
}

/** Rows that were sealed to the reader's team one by one: as many as were named are looked up. */
function namedText(rule: VisibilityRule, next: NextParameter): string {
  const { contentClasses, withheldNumbers = [] } = rule;
  const parts = [ownText(rule, next), withheldText('number', withheldNumbers, next)];
  if (contentClasses !== 'all') parts.push(amongText('content_class', contentClasses, 'smallint', next));
  return `exists (select ${ofRecord} and ${parts.join(' and ')})`;
}

/** The records that the rules are about, as a list that PostgreSQL makes when the first row asks for it. */
export function recordsShownText(rules: readonly VisibilityRule[], next: NextParameter): string {
  const [first] = rules;
  if (first === undefined || typeof first.compartments === 'string') throw new Error('rules of no records');
  const walked = groupsOf(rules.filter(({ onlyNumbers }) => onlyNumbers === undefined));
  const walk = walked.map((group) => `(${groupText(group, next)})`).join(' or ');
  const ways = [
    ...(walk === '' ? [] : [`exists (${eachStanding} select from held where ${walk})`]),
    ...rules.filter(({ onlyNumbers }) => onlyNumbers !== undefined).map((rule) => namedText(rule, next)),
  ];
  return `(select array(select one from unnest(${listText(first.compartments, 'bigint', next)}) as one
    where ${ways.join(' or ')}))::bigint[]`;
}
