/** One reader, one person, and what is changed about them: shared by the tests of the decision. */
import assert from 'node:assert/strict';
import type { SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { AccessFacts, ClaimFact, ObjectionFact, RelationshipFact } from '../access-facts.ts';
import { type AccessDecision, type DecisionInput, decideForStaff } from '../decide-access.ts';
import { decideForPeople } from '../decide-people.ts';
import { roleProfile } from '../role-table.ts';

export const nowMs = Date.UTC(2026, 10, 22);
export const dayMs = 86_400_000;
export const own = 7 as SourceNumber;

export const attended: RelationshipFact = { kind: 'urgent-care', startsMs: nowMs - dayMs, endsMs: nowMs - dayMs };
export const facts = (changes: Partial<AccessFacts> = {}): AccessFacts => ({
  relationships: [attended],
  objections: [],
  claims: [],
  seals: [],
  protection: 'none',
  connection: 'none',
  consentedLabels: 0,
  teamSources: [],
  agreedWith: 'all',
  ...changes,
});

export function decide(
  roleCode: string,
  changes: Partial<AccessFacts> = {},
  input: Partial<DecisionInput> = {},
): AccessDecision {
  return decideForStaff({
    profile: roleProfile(roleCode),
    facts: facts(changes),
    compartments: [5000 as Compartment],
    hasOwnEntries: false,
    ownSources: [own],
    agreedSources: 'all',
    isRestricted: false,
    deceasedMs: undefined,
    nowMs,
    tailDays: 90,
    purpose: 'treatment',
    isFromRegion: false,
    ...input,
  });
}

export const objection = (changes: Partial<ObjectionFact> = {}): ObjectionFact => ({
  scope: 'whole-record',
  aboutSource: undefined,
  isAbsolute: true,
  ...changes,
});
export const glass: ClaimFact = {
  kind: 'break-glass',
  reason: 'Unconscious, no history known',
  endsMs: nowMs + 1,
  isConfirmed: false,
};

export function forPatient(): AccessDecision & { readonly isAllowed: true } {
  const decision = decideForPeople({
    caller: 'patient',
    isAssured: true,
    isThisPerson: true,
    isDeceased: false,
    isRestricted: false,
    purpose: 'own-request',
    authority: undefined,
    compartments: [5000 as Compartment],
    choices: { seals: [], consentedLabels: 0 },
  });
  assert.ok(decision.isAllowed);
  return decision;
}
