/** The parameters that shape an answer rather than choose resources (R4 3.1.1.5). */
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
  /** Only references to this type. */
  readonly target: ResourceType | undefined;
}

export interface ResultParameters {
  readonly sort: readonly SortOrder[];
  readonly count: number;
  readonly hasTotal: boolean;
  readonly isCountOnly: boolean;
  readonly elements: readonly string[] | undefined;
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

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readSort(reading: Reading, value: string, result: Mutable<ResultParameters>): string | undefined {
  const known = reading.parametersOf(reading.type);
  const orders: SortOrder[] = [];
  for (const text of value.split(',')) {
    const code = text.replace(/^-/, '');
    const definition = known.get(code);
    if (definition === undefined || !isSearchable(definition) || definition.type === 'composite')
      return `names no parameter of ${reading.type} to sort by`;
    orders.push({ code, isDescending: text.startsWith('-') });
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
function readInclude(reading: Reading, value: string, isReverse: boolean): readonly Include[] | string {
  const [typeText = '', code, targetText, ...more] =
    value === '*' && !isReverse ? [reading.type, '*'] : value.split(':');
  const isWhole = isResourceType(typeText) && code !== undefined && more.length === 0;
  if (!isWhole || (targetText !== undefined && !isResourceType(targetText)))
    return 'must be Type:parameter or Type:parameter:Target';
  if (!isReverse && typeText !== reading.type)
    return `must begin with ${reading.type}: deeper includes are not supported`;
  const target = targetText as ResourceType | undefined;
  const references = [...reading.parametersOf(typeText).values()].filter(({ type }) => type === 'reference');
  const chosen = references.filter((one) => code === '*' || one.code === code);
  if (chosen.length === 0) return `names no reference of ${typeText}`;
  return chosen.map((one) => ({ type: typeText, code: one.code, target }));
}

/** `true`: the parameter is answered; a text: the rule it breaks; `false`: left out unless strict. */
function readOne(
  reading: Reading,
  name: string,
  value: string,
  result: Mutable<ResultParameters>,
): true | string | false {
  switch (name) {
    case '_sort':
      return readSort(reading, value, result) ?? true;
    case '_count':
      return readCount(value, result) ?? true;
    case '_total':
      if (!['none', 'estimate', 'accurate'].includes(value)) return 'must be none, estimate or accurate';
      result.hasTotal = value !== 'none';
      return true;
    case '_summary':
      if (value === 'count') result.isCountOnly = true;
      return value === 'count' || value === 'false';
    case '_elements':
      result.elements = [...(result.elements ?? []), ...value.split(',').filter((one) => /^[A-Za-z]+$/.test(one))];
      return true;
    case '_include':
    case '_revinclude': {
      const read = readInclude(reading, value, name === '_revinclude');
      if (typeof read === 'string') return read;
      if (name === '_include') result.include = [...result.include, ...read];
      else result.revinclude = [...result.revinclude, ...read];
      return true;
    }
    case '_contained':
      return value === 'false';
    case '_format':
    case '_pretty':
      return true;
    default:
      return name.includes(':') ? 'the modifier is not supported' : false;
  }
}

/** Flaws and used parameters are added to those of the reading. */
export function readResultParameters(
  parameters: readonly (readonly [string, string])[],
  reading: Reading,
): ResultParameters {
  const result: Mutable<ResultParameters> = {
    sort: [],
    count: defaultCount,
    hasTotal: true,
    isCountOnly: false,
    elements: undefined,
    include: [],
    revinclude: [],
  };
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
  return result;
}
