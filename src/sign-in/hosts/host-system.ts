/** A host system that may open a record in context: what the operator says of it. */
import type { JSONWebKeySet } from 'jose';
import type { DemandedSignIn } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';

/** How strongly a host may say that it authenticated somebody: `acr` of its requests. */
export const hostContextClasses = ['aal2', 'aal3'] as const;

export interface HostSystem {
  readonly id: string;
  readonly name: string;
  /** It opens records for staff of these organisations and of no other. */
  readonly speaksFor: readonly OdsCode[];
  /** National role codes that it may name; a host of a pharmacy makes nobody a consultant. */
  readonly roles: readonly string[];
  readonly jwks: JSONWebKeySet;
  /** How strongly it must have authenticated a person for the gravest acts. */
  readonly gravestActs?: DemandedSignIn | undefined;
}

/** The host is the issuer: its people are never those of another issuer, whatever they are called there. */
export function hostIssuer(hostId: string): string {
  return `urn:goldthread:host:${hostId}`;
}
