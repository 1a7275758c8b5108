/**
 * UK Core is published as XML. The program that turned it into JSON left two traces that no FHIR R4 JSON has: comments as
 * members `fhir_comments` (a form of an earlier release), and decimals as strings. Both are undone before the examples are
 * judged, since they are of the conversion and not of the examples.
 */
import type { ElementStructure, FhirDefinitions } from '#fhir/definitions.ts';

type Members = Readonly<Record<string, unknown>>;

const decimalForm = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

export function undoConversion(definitions: FhirDefinitions, resource: unknown): unknown {
  return mended(definitions, resource, String((resource as Members)['resourceType']));
}

function mended(definitions: FhirDefinitions, value: unknown, type: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => mended(definitions, item, type) ?? null);
    return items.every((item) => item === null) ? undefined : items;
  }
  if (typeof value === 'string') return type === 'decimal' && decimalForm.test(value) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const inner = type === 'Resource' ? String((value as Members)['resourceType']) : type;
  const kept: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value)) {
    if (name === 'fhir_comments') continue;
    const found = mended(definitions, content, name.startsWith('_') ? 'Element' : typeOf(definitions, inner, name));
    if (found !== undefined) kept[name] = found;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function typeOf(definitions: FhirDefinitions, owner: string, member: string): string {
  const elements = definitions.types.get(owner)?.elements ?? [];
  const plain = elements.find((element) => element.choice !== true && element.name === member);
  if (plain !== undefined) return code(plain, 0);
  for (const element of elements) {
    const index = element.types.findIndex((type) => member === element.name + upper(type.split(':')[0]!));
    if (element.choice === true && index >= 0) return code(element, index);
  }
  return 'Element';
}

function code(element: ElementStructure, index: number): string {
  return element.types[index]!.split(':')[0]!;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
