import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ApiCall } from './api-call.ts';
import { fhirApiFault } from './faults.ts';
import { readResource } from './write-interactions.ts';

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  const reference = (value as { reference?: unknown } | undefined)?.reference;
  return typeof reference === 'string' ? reference : undefined;
}

/**
 * A POST of an operation may hold its parameters as a Parameters resource (R4 3.2.0.4): the same call with them in its
 * query. Simple values, and the text of references. Faults of reading the body.
 */
export function withPostedParameters(call: ApiCall): Outcome<ApiCall> {
  if (call.body === undefined && call.parsed === undefined) return ok(call);
  const posted = readResource(call);
  if (!posted.ok) return posted;
  // Left out, a resource of another type would be answered as if nothing more had been asked.
  if (posted.value.resourceType !== 'Parameters')
    return failed(fhirApiFault('FHIR-API-012', [{ place: 'resourceType', rule: 'must be Parameters' }]));
  const query = new URLSearchParams(call.query);
  const list = posted.value['parameter'];
  for (const one of Array.isArray(list) ? (list as Record<string, unknown>[]) : []) {
    const value = textOf(Object.entries(one ?? {}).find(([name]) => name.startsWith('value'))?.[1]);
    if (typeof one?.['name'] === 'string' && value !== undefined) query.append(one['name'], value);
  }
  const { parsed: _parsed, ...rest } = call;
  return ok({ ...rest, query, body: undefined });
}
