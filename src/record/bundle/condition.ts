/** Conditions of conditional interactions and references: those on one identifier are looked for many at once. */
import { parseReference } from '#fhir/reference.ts';
import type { ResourceType } from '#fhir/resource-types.ts';
import { identifierHash } from '../search-hashes.ts';

export interface Condition {
  readonly type: ResourceType;
  /** What stands behind the `?`. */
  readonly query: string;
}

export function conditionKey(condition: Condition): string {
  return `${condition.type}?${condition.query}`;
}

/** The hash of the identifier, when the condition is one identifier and nothing else. */
export function identifierHashOf({ query }: Condition): number | undefined {
  const parameters = new URLSearchParams(query);
  const token = parameters.get('identifier');
  if (token === null || [...parameters.keys()].length !== 1 || /[,\\]/.test(token)) return undefined;
  const bar = token.indexOf('|');
  const [system, value] = bar < 0 ? ['*', token] : [token.slice(0, bar), token.slice(bar + 1)];
  return value === '' || value.includes('|') ? undefined : identifierHash(system, value);
}

/** What writers who may create the same thing wait for. */
export function conditionLock(condition: Condition): string {
  const hash = identifierHashOf(condition);
  return hash === undefined ? conditionKey(condition) : `${condition.type}|${hash}`;
}

/** The condition in a reference such as `Practitioner?identifier=system|value` (R4 3.1.0.11.2). */
export function conditionOfReference(text: string): Condition | undefined {
  if (!text.includes('?')) return undefined;
  const parsed = parseReference(text);
  return parsed.kind === 'conditional' ? { type: parsed.type, query: parsed.query } : undefined;
}
