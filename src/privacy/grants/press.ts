/** What every decision of privacy is given, and how a grant is pressed: the one place where grants are made. */
import type { Directory } from '#directory';
import type { AccessGrant, GrantGround, PersonNumber, RequestContext } from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { Clock } from '#kernel/clock.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonInIndex } from '#patient-index';
import type { Database } from '#platform';
import type { DemandedSignInOf } from '../claims/fresh-sign-in.ts';
import type { ReadAccessFacts, ReadChoiceFacts } from '../decide/access-facts.ts';
import type { AccessDecision, AccessOffers } from '../decide/decide-access.ts';

export interface PrivacyDependencies {
  readonly database: Database;
  /** For what each decision asks: the connection of look-ups by key. The database's own when left out. */
  readonly sharedDatabase?: Database;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly nextNumber: () => number;
  readonly relationshipTailDays: number;
  /** How old a sign-in may be for the gravest acts. */
  readonly freshSignInMinutes?: number;
  readonly demandedSignInOf?: DemandedSignInOf;
  /** Whose privacy officers read what another organisation's leave unread. */
  readonly privacyOrganisation?: OdsCode;
}

/** With the readers of facts, made once, so that requests of one moment share what they ask. */
export interface OpeningDependencies extends PrivacyDependencies {
  readonly readAccessFacts: ReadAccessFacts;
  readonly readChoiceFacts: ReadChoiceFacts;
}

/** Section 251B of the Health and Social Care Act 2012; articles of the UK GDPR. */
export const lawfulBasis = ['HSCA 2012 s251B', 'UK GDPR 6(1)(e)', 'UK GDPR 9(2)(h)'];
export const lawfulBasisOfOwnRequest = ['UK GDPR 15'];
/** A grant serves one request; a request that runs longer is cut off. */
export const grantLifeMs = 60_000;

export type Decision =
  | { readonly isGranted: true; readonly grant: AccessGrant }
  | { readonly isGranted: false; readonly decidedBy: readonly string[]; readonly offers: AccessOffers };

export const refused = (...decidedBy: string[]): Decision => ({
  isGranted: false,
  decidedBy,
  offers: { claim: false, breakGlass: false },
});

export function compartmentMap(persons: readonly PersonInIndex[]): Map<Compartment, PersonNumber> {
  return new Map(
    persons.flatMap((person) => person.records.map((record) => [record.compartment, person.person] as const)),
  );
}

export function groundOf(
  decision: AccessDecision & { readonly isAllowed: true },
  basis: readonly string[],
): GrantGround {
  return {
    decidedBy: decision.decidedBy,
    ...(decision.relationship === undefined ? {} : { relationship: decision.relationship }),
    ...(decision.reason === undefined ? {} : { reason: decision.reason }),
    lawfulBasis: basis,
  };
}

export function grantFor(
  deps: PrivacyDependencies,
  request: RequestContext,
  persons: readonly PersonInIndex[],
  decision: AccessDecision & { readonly isAllowed: true },
): Decision {
  const grant = pressGrant({
    kind: persons.length === 1 ? 'person' : 'persons',
    request,
    rules: decision.rules,
    ground: groundOf(decision, request.caller.kind === 'patient' ? lawfulBasisOfOwnRequest : lawfulBasis),
    personByCompartment: compartmentMap(persons),
    stripLocation: decision.stripLocation,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return { isGranted: true, grant };
}
