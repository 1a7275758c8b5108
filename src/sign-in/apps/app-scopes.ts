/** What an app asks for, what of it can be granted to this person at all, and what the person then leaves ticked. */
import { intersectScopes, parseScope } from '../scopes.ts';
import type { PersonKind } from '../settings.ts';
import { type ScopeGroup, scopeGroupOf, scopeGroups } from './scope-group-table.ts';

/** SMART App Launch 2.2, "Scopes for requesting context data" and "... identity data"; refresh tokens. */
export const otherScopes = [
  'openid',
  'fhirUser',
  'launch',
  'launch/patient',
  'offline_access',
  'online_access',
] as const;
type OtherScope = (typeof otherScopes)[number];

/**
 * Staff work only while they are signed in, and their own account is no resource here: neither `offline_access` nor
 * `fhirUser` for them (decision 0026).
 */
const notForStaff: ReadonlySet<string> = new Set<OtherScope>(['offline_access', 'fhirUser']);

/** Apps read: what a person's token may write is nothing (FHIR-API-003). */
const readable = { patient: ['patient/*.rs'], staff: ['patient/*.rs', 'user/*.rs'] } as const;

/** Whether an app of this audience could ever be given the scope. */
export function isAppScope(audience: PersonKind, scope: string): boolean {
  if ((otherScopes as readonly string[]).includes(scope)) return audience === 'patient' || !notForStaff.has(scope);
  const parsed = parseScope(scope);
  return parsed !== undefined && (parsed.context === 'patient' || (audience === 'staff' && parsed.context === 'user'));
}

export interface ScopeRequest {
  readonly asked: readonly string[];
  /** The most that the app is registered for. */
  readonly registered: readonly string[];
  readonly audience: PersonKind;
  /** Whether the app was opened from a record, or the person asks about themself. */
  readonly hasPatient: boolean;
}

/**
 * What can be granted. Scopes of one context only: with a patient `patient/` ones, else `user/` ones, never the union of
 * both (design/safety.md, attack 68).
 */
export function grantableScopes(request: ScopeRequest): readonly string[] {
  const { asked, registered, audience, hasPatient } = request;
  const allowed = intersectScopes(intersectScopes(asked, registered), readable[audience]);
  const isOfPatient = (scope: string): boolean => scope.startsWith('patient/');
  const ofPatient = hasPatient ? allowed.filter(isOfPatient) : [];
  const resources = ofPatient.length > 0 ? ofPatient : allowed.filter((scope) => !isOfPatient(scope));
  const others = otherScopes.filter((scope) => {
    if (!asked.includes(scope) || !registered.includes(scope) || !isAppScope(audience, scope)) return false;
    if (scope === 'launch' || scope === 'launch/patient') return hasPatient;
    return scope !== 'fhirUser' || asked.includes('openid');
  });
  return [...others, ...resources];
}

/** One line of the consent screen: it can be left out by itself. */
export interface ConsentItem {
  /** The value of its box. */
  readonly key: string;
  readonly about: ScopeGroup | 'identity' | 'offline';
  /** Codes of the filters; empty when everything of the group is asked for. */
  readonly onlyCodes: readonly string[];
}

interface ItemWithScopes extends ConsentItem {
  readonly scopes: readonly string[];
}

function itemsOf(granted: readonly string[]): readonly ItemWithScopes[] {
  const items = new Map<string, { about: ScopeGroup; onlyCodes: readonly string[]; scopes: string[] }>();
  const add = (about: ScopeGroup, filter: string, scope: string): void => {
    const key = filter === '' ? about : `${about}?${filter}`;
    const item = items.get(key) ?? { about, onlyCodes: codesIn(filter), scopes: [] };
    item.scopes.push(scope);
    items.set(key, item);
  };
  for (const text of granted) {
    const scope = parseScope(text);
    if (scope === undefined) continue;
    const { context, resourceType, interactions, filter } = scope;
    if (resourceType !== '*') add(scopeGroupOf(resourceType), filter, text);
    else
      for (const [group, types] of Object.entries(scopeGroups))
        for (const type of types) add(group as ScopeGroup, '', `${context}/${type}.${interactions}`);
  }
  const resources = [...items].map(([key, item]) => ({ key, ...item }));
  const identity = granted.filter((scope) => scope === 'openid' || scope === 'fhirUser');
  return [
    ...(identity.length === 0
      ? []
      : [{ key: 'identity', about: 'identity' as const, onlyCodes: [], scopes: identity }]),
    ...resources,
    ...(granted.includes('offline_access')
      ? [{ key: 'offline', about: 'offline' as const, onlyCodes: [], scopes: ['offline_access'] }]
      : []),
  ];
}

function codesIn(filter: string): readonly string[] {
  const values = filter.split('&').flatMap((part) => part.split('=')[1]?.split(',') ?? []);
  return values.map((value) => decodeCode(value.split('|').at(-1) ?? value)).filter((code) => code !== '');
}

function decodeCode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function consentItems(granted: readonly string[]): readonly ConsentItem[] {
  return itemsOf(granted).map(({ key, about, onlyCodes }) => ({ key, about, onlyCodes }));
}

/** What stays of the scopes when only these boxes are ticked. All of them: the scopes as they were. */
export function chosenScopes(granted: readonly string[], keys: readonly string[]): readonly string[] {
  const items = itemsOf(granted);
  const left = items.filter(({ key }) => !keys.includes(key));
  if (left.length === 0) return granted;
  const kept = new Set(items.filter(({ key }) => keys.includes(key)).flatMap(({ scopes }) => scopes));
  const isContext = (scope: string): boolean => ['launch', 'launch/patient', 'online_access'].includes(scope);
  return [...granted.filter(isContext), ...kept];
}

/** Whether any resource is among the scopes: an app that may see nothing has nothing to be allowed. */
export function hasResources(scopes: readonly string[]): boolean {
  return scopes.some((scope) => parseScope(scope) !== undefined);
}
