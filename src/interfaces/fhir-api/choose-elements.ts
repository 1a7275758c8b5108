/** `_elements` and `_summary` (R4 3.1.1.5.8, 3.1.1.5.9): what was asked for and what must be there, marked as not the whole. */

import type { ElementStructure, FhirDefinitions } from '#fhir/definitions.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { exactJsonText, parseExactJson, withDigitsOf } from '#fhir/written-digits.ts';
import type { ApiResource, ReadSearch } from '#record';
import { typeOf } from './assemble-bundle.ts';

const subsetted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

function stemOf(name: string, wanted: ReadonlySet<string>): boolean {
  if (wanted.has(name) || (name.startsWith('_') && wanted.has(name.slice(1)))) return true;
  // `value` asks for `valueQuantity`.
  return [...wanted].some((one) => name.startsWith(one) && /^[A-Z]/.test(name.slice(one.length)));
}

type Asked = Partial<Pick<ReadSearch, 'elements' | 'summary'>>;

function isWanted({ elements, summary }: Asked, { name, min, summary: isOfSummary }: ElementStructure): boolean {
  if (min > 0) return true;
  if (elements !== undefined && elements.length > 0) return elements.includes(name);
  switch (summary) {
    case 'true':
      return isOfSummary === true;
    case 'data':
      return name !== 'text';
    default:
      return name === 'text';
  }
}

/**
 * What the kept elements refer to inside the resource comes with them: `#id` alone says nothing (R4 Reference, ref-1). Each contained
 * one is looked at once, however many there are in a chain.
 */
function referredIn(contained: unknown, kept: unknown): readonly unknown[] {
  if (!Array.isArray(contained)) return [];
  const byId = new Map((contained as readonly (Resource | null)[]).map((one) => [one?.id, one]));
  const referred = new Set<unknown>();
  const texts = [JSON.stringify(kept)];
  for (const text of texts)
    for (const [, id] of text.matchAll(/"#([^"]+)"/g)) {
      const one = byId.get(id);
      if (one === undefined || one === null || referred.has(one)) continue;
      referred.add(one);
      texts.push(JSON.stringify(one));
    }
  return contained.filter((one) => referred.has(one));
}

/** The resource as it is, its stored bytes, when nothing less is asked for. */
export function chooseElements(definitions: FhirDefinitions, asked: Asked): (resource: ApiResource) => ApiResource {
  const isWhole = (asked.elements === undefined || asked.elements.length === 0) && asked.summary === undefined;
  if (isWhole) return (resource) => resource;
  return (resource) => {
    const all = definitions.types.get(typeOf(resource))?.elements ?? [];
    const wanted = new Set(all.filter((element) => isWanted(asked, element)).map(({ name }) => name));
    const whole = parseExactJson(resource.body) as Resource & { meta?: { tag?: unknown[] } };
    const kept = Object.entries(whole).filter(
      ([name]) => name === 'resourceType' || name === 'id' || stemOf(name, wanted),
    );
    const contained = wanted.has('contained') ? [] : referredIn(whole['contained'], kept);
    const meta = { ...whole.meta, tag: [...(whole.meta?.tag ?? []), subsetted] };
    const shortened = withDigitsOf(whole, {
      ...Object.fromEntries(kept),
      ...(contained.length === 0 ? {} : { contained }),
      meta,
    });
    return { ...resource, body: Buffer.from(exactJsonText(shortened)) };
  };
}
