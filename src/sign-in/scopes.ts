/** SMART App Launch 2.2 scopes: `system/Observation.rs`; version 1 (`.read`, `.write`, `.*`) is understood. */

export type ScopeContext = 'system' | 'user' | 'patient';
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's';

interface Scope {
  readonly context: ScopeContext;
  readonly resourceType: string;
  readonly interactions: string;
}

const letters = 'cruds';
const versionOne: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
const pattern = /^(system|user|patient)\/(\*|[A-Z][A-Za-z]{1,60})\.([a-z]+|\*)$/;

/** Undefined for anything we do not understand, granular scopes (`?category=`) included: what is not understood is not granted. */
function parseScope(text: string): Scope | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const asked = match[3] ?? '';
  const interactions = versionOne[asked] ?? asked;
  const isInOrder = [...letters].filter((letter) => interactions.includes(letter)).join('') === interactions;
  if (!isInOrder) return undefined;
  return { context: match[1] as ScopeContext, resourceType: match[2] ?? '', interactions };
}

/** What is in both lists, in the words of version 2. Never more than either. */
export function intersectScopes(asked: readonly string[], allowed: readonly string[]): readonly string[] {
  const result = new Map<string, string>();
  for (const one of asked.map(parseScope)) {
    for (const other of allowed.map(parseScope)) {
      if (one === undefined || other === undefined || one.context !== other.context) continue;
      const isSame = one.resourceType === other.resourceType;
      if (!isSame && one.resourceType !== '*' && other.resourceType !== '*') continue;
      const place = `${one.context}/${one.resourceType === '*' ? other.resourceType : one.resourceType}`;
      const both = [...one.interactions].filter((letter) => other.interactions.includes(letter)).join('');
      const joined = (result.get(place) ?? '') + both;
      result.set(place, [...letters].filter((letter) => joined.includes(letter)).join(''));
    }
  }
  return [...result].filter(([, interactions]) => interactions !== '').map(([place, text]) => `${place}.${text}`);
}

export function areScopes(scopes: readonly string[]): boolean {
  return scopes.every((scope) => parseScope(scope) !== undefined);
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
    if (scope?.context !== context || !scope.interactions.includes(interaction)) return false;
    return scope.resourceType === '*' || scope.resourceType === resourceType;
  });
}
