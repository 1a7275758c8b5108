/** Which record an address names. */
import type { FastifyRequest } from 'fastify';
import { type Compartment, isShelf, parseResourceId } from '#kernel/identity-number.ts';

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

/** Undefined when it is no id of a source-patient record. */
export function compartmentIn(request: FastifyRequest): Compartment | undefined {
  const address = parseResourceId(idOf(request));
  if (address === undefined || isShelf(address.compartment)) return undefined;
  return (address.number as number) === (address.compartment as number) ? address.compartment : undefined;
}

/** The address of the summary. */
export function homeOf(request: FastifyRequest): string {
  return `/staff/people/${encodeURIComponent(idOf(request))}`;
}
