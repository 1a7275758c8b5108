/** The parameters that shape an answer rather than choose resources (R4 3.1.1.5). */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { SearchParameters } from '#fhir/search-parameters.ts';
import type { Flaw } from '#kernel/fault.ts';
import { isSearchable } from './searchable.ts';

export const resultParameterNames: ReadonlySet<string> = new Set([
  '_sort',
  '_count',
  '_total',
  '_include',
  '_revinclude',
  '_summary',
  '_elements',
  '_contained',
  '_containedType',
  '_format',
  '_pretty',
]);

export interface SortOrder {
  readonly code: string;
  readonly isDescending: boolean;
}

export interface Include {
  /** The type that holds the reference. */
  readonly type: ResourceType;
  readonly code: string;
  /** The name of its values in the index. */
  readonly indexName: string;
  /** Only references to this type. */
  readonly target: ResourceType | undefined;
  /** The types that the parameter may lead to; undefined where any. */
  readonly leadsTo: readonly string[] | undefined;
  /** `:iterate`: also of what was brought along (R4 3.1.1.5.4). */
  readonly isIterated: boolean;
}

export interface ResultParameters {
  readonly sort: readonly SortOrder[];
  readonly count: number;
  /** As asked; left to the server when undefined (R4 3.1.1.5.2). */
  readonly total: 'none' | 'estimate' | 'accurate' | undefined;
  readonly isCountOnly: boolean;
  readonly elements: readonly string[] | undefined;
  /** What of each resource is given (R4 3.1.1.5.8); the whole when undefined. */
  readonly summary: 'true' | 'text' | 'data' | undefined;
  readonly include: readonly Include[];
  readonly revinclude: readonly Include[];
}

interface Reading {
  readonly type: ResourceType;
  readonly isStrict: boolean;
  readonly parametersOf: SearchParameters;
  readonly flaws: Flaw[];
  readonly used: (readonly [string, string])[];
}

export const defaultCount = 50;
export const countMax = 1_000;

/** Nothing asked of the answer. */
export const noResultParameters: ResultParameters = {
  sort: [],
  count: defaultCount,
  total: undefined,
  isCountOnly: false,
  elements: undefined,
  summary: undefined,
  include: [],
  revinclude: [],
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What has no order, or no text of its own. */
function isSortable(definition: SearchParameterDefinition): boolean {
  const { type, code } = definition;
  return (
    type !== 'composite' && type !== 'special' && code !== '_text' && code !== '_content' && isSearchable(definition)
  );
}

function readSort(reading: Reading, value: string, result: Mutable<ResultParameters>): string | undefined {
  const known = reading.parametersOf(reading.type);
  const orders: SortOrder[] = [];
  for (const text of value.split(',')) {
    // A region's own parameter may begin with the sign itself (R4 3.1.1.6).
    const code = known.has(text) ? text : text.replace(/^-/, '');
    const definition = known.get(code);
    if (definition === undefined || !isSortable(definition)) return `names no parameter of ${reading.type} to sort by`;
    orders.push({ code, isDescending: text !== code });
  }
  result.sort = [...result.sort, ...orders];
  return undefined;
}

function readCount(value: string, result: Mutable<ResultParameters>): string | undefined {
  if (!/^\d{1,9}$/.test(value)) return 'must be a whole number';
  // R4 3.1.1.5.3: a page may be smaller than asked for, never larger; none means the count alone.
  result.count = Math.min(Number(value), countMax);
  if (result.count === 0) result.isCountOnly = true;
  return undefined;
}

/** `Type:parameter[:target]`, `Type:*` and `*`. */
function readInclude(
  reading: Reading,
  value: string,
  { isReverse, isIterated }: { readonly isReverse: boolean; readonly isIterated: boolean },
): readonly Include[] | string {
  const [typeText = '', code, targetText, ...more] =
    value === '*' && !isReverse ? [reading.type, '*'] : value.split(':');
  const isWhole = isResourceType(typeText) && code !== undefined && more.length === 0;
  if (!isWhole || (targetText !== undefined && !isResourceType(targetText)))
    return 'must be Type:parameter or Type:parameter:Target';
  if (!isReverse && !isIterated && typeText !== reading.type)
    return `must begin with ${reading.type}, or be repeated (:iterate)`;
  const target = targetText as ResourceType | undefined;
  const references = [...reading.parametersOf(typeText).values()].filter(({ type }) => type === 'reference');
  const chosen = references.filter((one) => code === '*' || one.code === code);
  if (chosen.length === 0) return `names no reference of ${typeText}`;
  // What refers is found by the index alone.
  if (isReverse && code !== '*' && chosen.some(({ isBeingIndexed }) => isBeingIndexed)) return 'is still being indexed';
  const ready = isReverse ? chosen.filter(({ isBeingIndexed }) => isBeingIndexed === undefined) : chosen;
  return ready.map((one) => ({
    type: typeText,
    code: one.code,
    indexName: one.indexName ?? one.code,
    target,
    leadsTo: one.targets,
    isIterated,
  }));
}

/** `true`: the parameter is answered; a text: the rule it breaks; `false`: left out unless strict. */
function readOne(
  reading: Reading,
  name: string,
  value: string,
  result: Mutable<ResultParameters>,
): true | string | false {
  const [code = '', modifier] = name.split(':');
  if (modifier !== undefined && code !== '_include' && code !== '_revinclude') return 'the modifier is not supported';
  switch (code) {
    case '_sort':
      return readSort(reading, value, result) ?? true;
    case '_count':
      return readCount(value, result) ?? true;
    case '_total':
      if (value !== 'none' && value !== 'estimate' && value !== 'accurate') return 'must be none, estimate or accurate';
      result.total = value;
      return true;
    case '_summary':
      if (value === 'count') result.isCountOnly = true;
      else if (value === 'true' || value === 'text' || value === 'data') result.summary = value;
      else if (value !== 'false') return 'must be true, text, data, count or false';
      return true;
    case '_elements':
      result.elements = [...(result.elements ?? []), ...value.split(',').filter((one) => /^[A-Za-z]+$/.test(one))];
      return true;
    case '_include':
    case '_revinclude': {
      const isReverse = code === '_revinclude';
      if (modifier !== undefined && modifier !== 'iterate') return 'the modifier is not supported';
      const read = readInclude(reading, value, { isReverse, isIterated: modifier === 'iterate' });
      if (typeof read === 'string') return read;
      if (!isReverse) result.include = [...result.include, ...read];
      else result.revinclude = [...result.revinclude, ...read];
      return true;
    }
    case '_contained':
      // R4 3.1.1.5.5: left out, it would give other resources than were asked for, so it is refused whatever the handling.
      return value === 'false' || 'must be false: what is contained is not searched by itself';
    case '_containedType':
      return value === 'container' || value === 'contained' || 'must be container or contained';
    case '_format':
    case '_pretty':
      return true;
    default:
      return false;
  }
}

/** Flaws and used parameters are added to those of the reading. */
export function readResultParameters(
  parameters: readonly (readonly [string, string])[],
  reading: Reading,
): ResultParameters {
  const result: Mutable<ResultParameters> = { ...noResultParameters };
  for (const [name, value] of parameters) {
    if (value === '') continue;
    const outcome = readOne(reading, name, value, result);
    // A sort that cannot be had is left out when lenient: it changes the order, never what is found.
    const isForgiven = !reading.isStrict && name === '_sort';
    if (outcome === true) reading.used.push([name, value]);
    else if (typeof outcome === 'string' && !isForgiven) reading.flaws.push({ place: name, rule: outcome });
    else if (outcome === false && reading.isStrict)
      reading.flaws.push({ place: name, rule: `${value} is not supported` });
  }
  // R4 3.1.1.5.8: what is brought along has no place beside texts alone.
  if (result.summary === 'text' && result.include.length + result.revinclude.length > 0)
    reading.flaws.push({ place: '_summary', rule: 'text is not for a search that includes' });
  return result;
}
