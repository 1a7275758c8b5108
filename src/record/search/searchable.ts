import type { SearchParameterDefinition } from '#fhir/definitions.ts';

/** Query languages of their own, which R4 leaves to the server: refused by name. */
const refusedCodes: ReadonlySet<string> = new Set(['_query', '_filter']);

/** Whether this search parameter is answered. */
export function isSearchable(parameter: SearchParameterDefinition): boolean {
  return !refusedCodes.has(parameter.code);
}

export function isRefusedByName(code: string): boolean {
  return refusedCodes.has(code);
}
