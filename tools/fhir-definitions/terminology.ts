/** HL7's own code systems, value sets and concept maps as lines of JSON: an index first, then a resource a line. */

interface Coded {
  readonly system?: string;
  readonly concept?: readonly unknown[];
}
interface Canonical {
  readonly resourceType: string;
  readonly id: string;
  readonly url: string;
  readonly version?: string;
  readonly content?: string;
  readonly compose?: { readonly include?: readonly Coded[]; readonly exclude?: readonly Coded[] };
  readonly group?: readonly { readonly source?: string; readonly target?: string }[];
}

/** Read by people, or by HL7's own publishing: it changes no answer. */
const leftOut = new Set(['text', 'contact', 'meta', 'extension', 'expansion']);

/**
 * Lists of codes of these stay out, their displays too: whoever holds the licence loads them from HL7's package. Without
 * the listing value sets only, the answer is "not known here"; with an empty list it would be "no such code", and wrong.
 */
const licensed = new Set([
  'http://snomed.info/sct',
  'http://hl7.org/fhir/sid/icd-10',
  'http://hl7.org/fhir/sid/icd-10-us',
]);

function listsLicensed(resource: Canonical): boolean {
  const parts = [...(resource.compose?.include ?? []), ...(resource.compose?.exclude ?? [])];
  const groups = resource.group ?? [];
  return (
    parts.some(({ system, concept }) => concept !== undefined && licensed.has(system ?? '')) ||
    groups.some(({ source, target }) => licensed.has(source ?? '') || licensed.has(target ?? ''))
  );
}

const isExample = ({ url, content }: Canonical): boolean =>
  content === 'example' || /^http:\/\/hl7\.org\/fhir\/(?:ValueSet|CodeSystem|ConceptMap)\/example/.test(url);

function stripped(resource: object): object {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !leftOut.has(name)));
}

const types = new Set(['CodeSystem', 'ValueSet', 'ConceptMap']);

export function terminologyLines(resources: readonly object[]): {
  readonly text: string;
  readonly count: number;
  readonly left: readonly string[];
} {
  const given = (resources as readonly Canonical[]).filter((resource) => types.has(resource.resourceType));
  const kept = given.filter((resource) => !listsLicensed(resource) && !isExample(resource));
  const left = given.filter(listsLicensed).map(({ url }) => url);
  const index = kept.map(({ resourceType, id, url, version }) => [resourceType, id, url, version ?? null]);
  const lines = [JSON.stringify(index), ...kept.map((resource) => JSON.stringify(stripped(resource)))];
  return { text: lines.join('\n'), count: kept.length, left };
}
