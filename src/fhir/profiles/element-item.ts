/** One value of an element, wherever it stands: what profiles are checked on. */
import type { ElementStructure, FhirDefinitions } from '../definitions.ts';

export type Members = Readonly<Record<string, unknown>>;

export interface ElementItem {
  /** Undefined for a primitive that only its extensions speak of. */
  readonly value: unknown;
  /** What stands under the underscored name of a primitive. */
  readonly companion: Members | undefined;
  /** `Quantity`, `code`, `Patient`; an element with children of its own is `Patient.contact`. */
  readonly type: string;
  readonly place: string;
}

export function resourceItem(resource: Members, place = String(resource['resourceType'])): ElementItem {
  return { value: resource, companion: undefined, type: String(resource['resourceType']), place };
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function typeOfElement(element: ElementStructure, index = 0): string {
  return element.types[index]!.split(':')[0]!;
}

/** The element of a type, of an inner element, or of every element (`id`, `extension`). */
export function elementOf(definitions: FhirDefinitions, type: string, name: string): ElementStructure | undefined {
  const own = definitions.types.get(type)?.elements.find((element) => element.name === name);
  return own ?? definitions.types.get('Element')?.elements.find((element) => element.name === name);
}

/** All values that the owner has of the element, in order, as `name` without `[x]` names it. */
export function itemsOf(definitions: FhirDefinitions, owner: ElementItem, name: string): ElementItem[] {
  const holder = isMembers(owner.value) ? owner.value : owner.companion;
  if (holder === undefined) return [];
  const element = elementOf(definitions, owner.type, name);
  if (element === undefined) return [];
  if (element.choice !== true) return items(holder, name, typeOfElement(element), `${owner.place}.${name}`);
  for (const type of element.types) {
    const code = type.split(':')[0]!;
    const member = name + code.charAt(0).toUpperCase() + code.slice(1);
    const found = items(holder, member, code, `${owner.place}.${name}.ofType(${code})`);
    if (found.length > 0) return found;
  }
  return [];
}

function items(holder: Members, member: string, type: string, place: string): ElementItem[] {
  const value = holder[member];
  const companion = holder[`_${member}`];
  if (!Array.isArray(value) && !Array.isArray(companion)) {
    return value === undefined && companion === undefined ? [] : [item(value, companion, type, place)];
  }
  const values = Array.isArray(value) ? value : [];
  const companions = Array.isArray(companion) ? companion : [];
  const count = Math.max(values.length, companions.length);
  return Array.from({ length: count }, (_, index) =>
    item(values[index], companions[index], type, `${place}[${index}]`),
  );
}

function item(value: unknown, companion: unknown, type: string, place: string): ElementItem {
  const inner = type === 'Resource' && isMembers(value) ? String(value['resourceType']) : type;
  return { value: value ?? undefined, companion: isMembers(companion) ? companion : undefined, type: inner, place };
}

const containedByResource = new WeakMap<Members, ReadonlyMap<string, Members>>();

/** What the resource contains, by id: listed once, since a hostile one may refer to thousands of them. */
export function containedIn(resource: Members): ReadonlyMap<string, Members> {
  let byId = containedByResource.get(resource);
  if (byId === undefined) {
    const list = Array.isArray(resource['contained']) ? (resource['contained'] as unknown[]) : [];
    byId = new Map(list.filter(isMembers).map((one): [string, Members] => [String(one['id']), one]));
    containedByResource.set(resource, byId);
  }
  return byId;
}
