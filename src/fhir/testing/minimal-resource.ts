/** The smallest resource that holds a value of a type, made from the definitions: a place to try a rule in. */
import { isKeyOf } from '#kernel/own-key.ts';
import type { ElementStructure, FhirDefinitions, TypeStructure } from '../definitions.ts';

type Content = Record<string, unknown>;

const primitiveValues: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 1,
  positiveInt: 1,
  unsignedInt: 1,
  decimal: 1.5,
  date: '2026-03-01',
  dateTime: '2026-03-01T09:00:00Z',
  instant: '2026-03-01T09:00:00Z',
  time: '09:00:00',
  uri: 'urn:x',
  url: 'https://example.org/x',
  canonical: 'https://example.org/x',
  oid: 'urn:oid:2.999',
  uuid: 'urn:uuid:0b8a4a3e-5d3c-4d52-8f7e-0d6c5b8f3a11',
  base64Binary: 'RXhhbXBsZQ==',
  xhtml: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
};

const nameOf = (type: string): string => type.split(':').at(-1)!;
const member = (element: ElementStructure, type: string): string => {
  const code = type.split(':')[0]!;
  return element.choice === true ? element.name + code.charAt(0).toUpperCase() + code.slice(1) : element.name;
};
const wrapped = (element: ElementStructure, value: unknown): unknown => (element.max === -1 ? [value] : value);

/** A value of the type that has what is required and no more. */
export function minimalValue(definitions: FhirDefinitions, type: string, element?: ElementStructure): unknown {
  const structure = definitions.types.get(nameOf(type));
  const codes = element?.binding === undefined ? undefined : definitions.valueSets.expanded[element.binding];
  const [system, list] = Object.entries(codes ?? {})[0] ?? [];
  if (type === 'code') return list?.[0] ?? (element?.binding?.includes('mimetypes') ? 'text/plain' : 'x');
  if (system !== undefined && nameOf(type) === 'CodeableConcept') return { coding: [{ system, code: list![0] }] };
  if (system !== undefined && nameOf(type) === 'Coding') return { system, code: list![0] };
  if (structure === undefined || structure.kind === 'primitive') return primitiveValues[type] ?? 'x';
  const content = requiredOf(definitions, structure);
  if (structure.kind === 'resource') return { resourceType: structure.name, ...content };
  return Object.keys(content).length > 0 ? content : fallback(structure);
}

function fallback(structure: TypeStructure): Content {
  if (structure.name === 'Reference') return { display: 'x' };
  if (structure.elements.some(({ name }) => name === 'text')) return { text: 'x' };
  return { extension: [{ url: 'urn:x', valueString: 'x' }] };
}

function requiredOf(definitions: FhirDefinitions, structure: TypeStructure): Content {
  const content: Content = {};
  for (const element of structure.elements) {
    if (element.min === 0) continue;
    const type = element.types[0] === 'Resource' ? 'Basic' : element.types[0]!;
    content[member(element, type)] = wrapped(element, minimalValue(definitions, type, element));
  }
  return content;
}

interface Step {
  readonly owner: string;
  readonly element: ElementStructure;
  readonly type: string;
}

/** The shortest way from a resource type to the type; ways through extensions only where no other leads there. */
function wayTo(definitions: FhirDefinitions, target: string): readonly Step[] | undefined {
  const seen = new Set<string>();
  let ways: { readonly at: string; readonly steps: readonly Step[] }[] = [...definitions.types.values()]
    .filter((type) => type.kind === 'resource' && type.abstract !== true)
    .map((type) => ({ at: type.name, steps: [] }));
  while (ways.length > 0) {
    const next: typeof ways = [];
    for (const { at, steps } of ways) {
      if (at === target) return steps.length > 0 ? steps : [];
      if (seen.has(at)) continue;
      seen.add(at);
      for (const element of definitions.types.get(at)?.elements ?? []) {
        for (const type of element.types) {
          if (type === 'Resource' || (type === 'Extension' && target !== 'Extension' && steps.length < 3)) continue;
          next.push({ at: nameOf(type), steps: [...steps, { owner: at, element, type }] });
        }
      }
    }
    ways = next;
  }
  return undefined;
}

export interface Hosted {
  readonly resource: Content;
  /** Where the value stands, as a flaw names it. */
  readonly place: string;
}

/** A minimal resource that holds a minimal value of the type, with `members` laid over it; undefined when none can. */
export function hostOf(definitions: FhirDefinitions, type: string, members: Readonly<Content>): Hosted | undefined {
  const steps = wayTo(definitions, type);
  if (steps === undefined) return undefined;
  const inner = { ...(minimalValue(definitions, type) as Content), ...members };
  // What only filled an empty value is not wanted beside what is laid over it.
  if (Object.keys(members).length > 0)
    for (const name of ['text', 'extension']) if (!isKeyOf(members, name)) delete inner[name];
  let value: unknown = Object.fromEntries(Object.entries(inner).filter(([, content]) => content !== undefined));
  for (const { owner, element, type: stepType } of [...steps].reverse()) {
    const around = minimalValue(definitions, owner) as Content;
    if (steps.some((step) => step.owner === owner && around['text'] === 'x')) delete around['text'];
    for (const offered of element.types) delete around[member(element, offered)];
    delete around['extension'];
    value = { ...around, [member(element, stepType)]: wrapped(element, value) };
  }
  const segments = steps.map(({ element, type: stepType }) => {
    const name = element.choice === true ? `${element.name}.ofType(${stepType.split(':')[0]!})` : element.name;
    return `.${name}${element.max === -1 ? '[0]' : ''}`;
  });
  return { resource: value as Content, place: (steps[0]?.owner ?? type) + segments.join('') };
}
