/**
 * SMART App Launch 2.2, "Scopes for requesting FHIR resources": `system/Observation.rs`, also with a filter
 * (`?category=system|code`); version 1 (`.read`, `.write`, `.*`) is understood and answered in the words of version 2.
 */

export type ScopeContext = 'system' | 'user' | 'patient';
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';

export interface ResourceScope {
  readonly context: ScopeContext;
  /** `*` for every type. */
  readonly resourceType: string;
  readonly interactions: string;
  /** A search that each resource must match, such as `category=laboratory`; empty where there is none. */
  readonly filter: string;
}

const letters = 'cruds';
const versionOne: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
const pattern = /^(system|user|patient)\/(\*|[A-Z][A-Za-z]{1,60})\.([a-z]+|\*)(?:\?(.*))?$/;
/** Parameters of type token that say what kind of thing a resource is; each with plain values, no modifiers. */
const filterPart = /^(?:category|code|type|class|status|intent)=[\w.:/|,%-]{1,300}$/;
const filterPartsMax = 4;

const keptMax = 1_000;
/** A scope is read with every request of its bearer. */
const kept = new Map<string, ResourceScope>();

/** Undefined for anything that we do not understand: what is not understood is not granted. */
export function parseScope(text: string): ResourceScope | undefined {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const scope = readScope(text);
  if (kept.size >= keptMax) kept.clear();
  if (scope !== undefined) kept.set(text, scope);
  return scope;
}

function readScope(text: string): ResourceScope | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const asked = match[3] ?? '';
  const interactions = versionOne[asked] ?? asked;
  const isInOrder = [...letters].filter((letter) => interactions.includes(letter)).join('') === interactions;
  const filter = match[4];
  const resourceType = match[2] ?? '';
  if (!isInOrder || (filter !== undefined && !isFilter(filter, resourceType, interactions))) return undefined;
  return { context: match[1] as ScopeContext, resourceType, interactions, filter: filter ?? '' };
}

/**
 * Whether scopes give an interaction with a type that they name: what changes a whole region is given to nobody by a star.
 */
export function namesInteraction(scopes: readonly string[], resourceType: string, interaction: Interaction): boolean {
  return scopes
    .map(parseScope)
    .some((scope) => scope?.resourceType === resourceType && scope.interactions.includes(interaction));
}

/** Only what is read can be filtered: what a write would leave cannot be known before. */
function isFilter(filter: string, resourceType: string, interactions: string): boolean {
  const parts = filter.split('&');
  const isReadOnly = /^r?s?$/.test(interactions);
  return (
    resourceType !== '*' && isReadOnly && parts.length <= filterPartsMax && parts.every((one) => filterPart.test(one))
  );
}

function bothFilters(one: string, other: string): string {
  if (one === '' || other === '' || one === other) return one || other;
  return `${one}&${other}`;
}

/** What is in both lists, in the words of version 2. Never more than either. */
export function intersectScopes(asked: readonly string[], allowed: readonly string[]): readonly string[] {
  const result = new Map<string, { place: string; filter: string; interactions: string }>();
  for (const one of asked.map(parseScope)) {
    for (const other of allowed.map(parseScope)) {
      if (one === undefined || other === undefined || one.context !== other.context) continue;
      const isSame = one.resourceType === other.resourceType;
      if (!isSame && one.resourceType !== '*' && other.resourceType !== '*') continue;
      const place = `${one.context}/${one.resourceType === '*' ? other.resourceType : one.resourceType}`;
      const filter = bothFilters(one.filter, other.filter);
      const both = [...one.interactions].filter((letter) => other.interactions.includes(letter)).join('');
      const joined = (result.get(`${place}?${filter}`)?.interactions ?? '') + both;
      const interactions = [...letters].filter((letter) => joined.includes(letter)).join('');
      result.set(`${place}?${filter}`, { place, filter, interactions });
    }
  }
  return [...result.values()]
    .filter(({ interactions }) => interactions !== '')
    .map(({ place, filter, interactions }) => `${place}.${interactions}${filter === '' ? '' : `?${filter}`}`)
    .filter((text) => parseScope(text) !== undefined);
}

export function areScopes(scopes: readonly string[]): boolean {
  return scopes.every((scope) => parseScope(scope) !== undefined);
}

/** The scopes that let this interaction through; which resources of the type, their filters say. */
export function scopesFor(
  scopes: readonly string[],
  context: ScopeContext,
  resourceType: string,
  interaction: Interaction,
): readonly ResourceScope[] {
  return scopes
    .map(parseScope)
    .filter((scope) => scope !== undefined && isFor(scope, context, resourceType, interaction)) as ResourceScope[];
}

function isFor(scope: ResourceScope, context: ScopeContext, resourceType: string, interaction: Interaction): boolean {
  if (scope.context !== context || !scope.interactions.includes(interaction)) return false;
  return scope.resourceType === '*' || scope.resourceType === resourceType;
}

/** Whether the scopes let this interaction through. What the caller may see of the answer is another question. */
export function allowsInteraction(
  scopes: readonly string[],
  context: ScopeContext,
  resourceType: string,
  interaction: Interaction,
): boolean {
  return scopes.some((text) => {
    const scope = parseScope(text);
    return scope !== undefined && isFor(scope, context, resourceType, interaction);
  });
}
