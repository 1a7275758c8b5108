import type { SearchParameterDefinition } from '#fhir/definitions.ts';

/** What the standard leaves to a query language, a text engine or a map: refused by name. */
const refusedCodes: ReadonlySet<string> = new Set(['_text', '_content', '_query', '_filter', '_list', '_has']);

/** Whether this search parameter is answered. */
export function isSearchable(parameter: SearchParameterDefinition): boolean {
  return parameter.type !== 'special' && !refusedCodes.has(parameter.code);
}

export function isRefusedByName(code: string): boolean {
  return refusedCodes.has(code);
}
