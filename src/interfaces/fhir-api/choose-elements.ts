/** `_elements` (R4 3.1.1.5.9): what was asked for and what must be there, marked as not the whole. */
import type { FhirDefinitions } from '#fhir/definitions.ts';
import type { Resource } from '#fhir/resource-types.ts';
import type { ApiResource } from '#record';
import { typeOf } from './assemble-bundle.ts';

const subsetted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

function stemOf(name: string, wanted: ReadonlySet<string>): boolean {
  if (wanted.has(name) || (name.startsWith('_') && wanted.has(name.slice(1)))) return true;
  // `value` asks for `valueQuantity`.
  return [...wanted].some((one) => name.startsWith(one) && /^[A-Z]/.test(name.slice(one.length)));
}

/** Without elements, the resource as it is: its stored bytes. */
export function chooseElements(
  definitions: FhirDefinitions,
  elements: readonly string[] | undefined,
): (resource: ApiResource) => ApiResource {
  if (elements === undefined || elements.length === 0) return (resource) => resource;
  return (resource) => {
    const mandatory = definitions.types.get(typeOf(resource))?.elements.filter(({ min }) => min > 0) ?? [];
    const wanted = new Set([...elements, ...mandatory.map(({ name }) => name)]);
    const whole = JSON.parse(resource.body.toString('utf8')) as Resource & { meta?: { tag?: unknown[] } };
    const kept = Object.entries(whole).filter(
      ([name]) => name === 'resourceType' || name === 'id' || stemOf(name, wanted),
    );
    const meta = { ...whole.meta, tag: [...(whole.meta?.tag ?? []), subsetted] };
    return { ...resource, body: Buffer.from(JSON.stringify({ ...Object.fromEntries(kept), meta })) };
  };
}
