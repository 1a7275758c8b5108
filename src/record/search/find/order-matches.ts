/** The order of matches and the place of a page in it (R4 3.1.1.5.1): by keys, so that a page begins after a row, not at a count. */
import { foldSearchString, type SearchValue } from '#fhir/search-values.ts';
import type { StoredResource } from '#store';
import type { SortOrder } from '../result-parameters.ts';

export type SortValue = number | string | null;

/** Where a page ended. */
export interface SearchKey {
  readonly values: readonly SortValue[];
  readonly compartment: number;
  readonly number: number;
}

// JSON has no infinity, and a key has to survive it.
const farthest = 8.64e15;

function finite(value: number): number {
  return Math.max(-farthest, Math.min(farthest, value));
}

function sortValueOf(value: SearchValue, isDescending: boolean): SortValue {
  switch (value.kind) {
    case 'date':
      return finite(isDescending ? value.highMs : value.lowMs);
    case 'number':
    case 'quantity':
      return finite(isDescending ? value.high : value.low);
    case 'string':
      return foldSearchString(value.text);
    case 'token':
      return value.code ?? value.text ?? null;
    case 'uri':
      return value.uri;
    case 'reference':
      return value.id === undefined ? (value.url ?? value.identifier?.value ?? null) : `${value.type}/${value.id}`;
    case 'position':
    case 'composite':
      return null;
  }
}

/** Several values: the lowest when ascending, the highest when descending. */
function chosenValue(values: readonly SearchValue[], order: SortOrder): SortValue {
  let chosen: SortValue = null;
  for (const value of values) {
    if (value.parameter !== order.code || (value.kind === 'string' && value.isPart === true)) continue;
    const one = sortValueOf(value, order.isDescending);
    if (one === null) continue;
    if (chosen === null || (order.isDescending ? compare(one, chosen) > 0 : compare(one, chosen) < 0)) chosen = one;
  }
  return chosen;
}

function compare(one: number | string, other: number | string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Without `_sort`: the newest first, by when the resource was made, which no update changes. */
export function placeOf(row: Pick<StoredResource, 'compartment' | 'number'>): SearchKey {
  return { values: [], compartment: row.compartment, number: row.number };
}

/** Without `_sort`: newest first by clinical time. */
export function keyOf(row: StoredResource, values: readonly SearchValue[], sort: readonly SortOrder[]): SearchKey {
  const sortValues =
    sort.length === 0
      ? [row.clinicalTimeMs ?? null]
      : sort.map((order) => (order.code === '_lastUpdated' ? row.version : chosenValue(values, order)));
  return { values: sortValues, compartment: row.compartment, number: row.number };
}

/** Rows without a value come last either way; rows that are equal come newest first. */
export function compareKeys(one: SearchKey, other: SearchKey, sort: readonly SortOrder[]): number {
  for (const [index, value] of one.values.entries()) {
    const against = other.values[index] ?? null;
    if (value === against) continue;
    if (value === null) return 1;
    if (against === null) return -1;
    const order = compare(value, against);
    if (order !== 0) return (sort[index]?.isDescending ?? true) ? -order : order;
  }
  return other.number - one.number || other.compartment - one.compartment;
}
