import type { Branded } from '#kernel/branded.ts';
import { resourceTypeNumbers } from './resource-types-table.ts';

export type ResourceType = keyof typeof resourceTypeNumbers;
/** What the database holds in place of a resource type's name. */
export type ResourceTypeNumber = Branded<number, 'ResourceTypeNumber'>;

/** Any FHIR resource as JSON gives it. */
export interface Resource {
  resourceType: string;
  id?: string;
  [element: string]: unknown;
}

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(resourceTypeNumbers));
const types: ReadonlyMap<number, string> = new Map(Object.entries(resourceTypeNumbers).map(([type, n]) => [n, type]));

/** All 146, in alphabetical order of R4. */
export const resourceTypes: readonly ResourceType[] = Object.keys(resourceTypeNumbers) as ResourceType[];

export function isResourceType(text: string): text is ResourceType {
  return numbers.has(text);
}

export function resourceTypeNumber(type: ResourceType): ResourceTypeNumber {
  return resourceTypeNumbers[type] as number as ResourceTypeNumber;
}

/** The type that a stored number stands for. A number that was never given is a broken database: it throws. */
export function resourceTypeOf(number: number): ResourceType {
  const type = types.get(number);
  if (type === undefined) throw new Error(`No resource type has the number ${number}`);
  return type as ResourceType;
}
