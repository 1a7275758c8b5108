/** A host system that may open a record in context: what the operator says of it. */
import type { JSONWebKeySet } from 'jose';
import type { OdsCode } from '#kernel/ods-code.ts';

export interface HostSystem {
  readonly id: string;
  readonly name: string;
  /** It opens records for staff of these organisations and of no other. */
  readonly speaksFor: readonly OdsCode[];
  /** National role codes that it may name; a host of a pharmacy makes nobody a consultant. */
  readonly roles: readonly string[];
  readonly jwks: JSONWebKeySet;
}
