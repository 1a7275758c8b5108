/**
 * Resources made from the definitions, each holding one value where one search parameter looks, with what to search by.
 * The path is laid by the parameter's own FHIRPath; whether it is right is for HL7's engine to say, not for this.
 */
import type { ElementStructure, FhirDefinitions, SearchParameterDefinition } from '../definitions.ts';
import type { Resource } from '../resource-types.ts';
import { type Path, parseSearchExpression, type Step } from '../search-expression.ts';
import { expressionFor } from '../search-parameters.ts';

type Members = Record<string, unknown>;

export interface MadeForParameter {
  readonly resource: Resource;
  /** The value by which the resource is found. */
  readonly text: string;
}

export interface MakingContext {
  readonly definitions: FhirDefinitions;
  /** Differs from case to case. */
  readonly number: number;
  /** Whom references to a patient lead to. */
  readonly patientId: string;
}

interface Value {
  readonly json: unknown;
  readonly text: string;
}

/** A value of a data type, and how each type of parameter names it. Undefined where the type gives the parameter nothing. */
function valueFor(type: string, parameter: string, context: MakingContext, target = 'Patient'): Value | undefined {
  const { number, patientId } = context;
  const system = 'https://generated.example/codes';
  const url = `https://generated.example/things/${number}`;
  const code = `c${number}`;
  const day = `${1900 + (number % 100)}-02-03`;
  const word = `Wort${number.toString(36)}q`;
  const token: Record<string, Value> = {
    Coding: { json: { system, code }, text: `${system}|${code}` },
    CodeableConcept: { json: { coding: [{ system, code }] }, text: `${system}|${code}` },
    Identifier: { json: { system, value: code }, text: `${system}|${code}` },
    ContactPoint: { json: { value: code }, text: code },
    boolean: { json: true, text: 'true' },
    ...Object.fromEntries(['code', 'id', 'string'].map((one) => [one, { json: code, text: code }])),
    ...Object.fromEntries(['uri', 'url', 'canonical', 'oid', 'uuid'].map((one) => [one, { json: url, text: url }])),
  };
  const dates = { date: { json: day, text: day }, dateTime: { json: day, text: day } };
  const quantity = { json: { value: number, system, code: 'kg' }, text: `${number}|${system}|kg` };
  const id = target === 'Patient' ? patientId : `r${number}`;
  const reference = { json: { reference: `${target}/${id}` }, text: `${target}/${id}` };
  const byParameter: Record<string, Record<string, Value>> = {
    token,
    date: {
      ...dates,
      instant: { json: `${day}T09:00:00Z`, text: day },
      Period: { json: { start: day, end: day }, text: day },
      Timing: { json: { event: [day] }, text: day },
    },
    string: {
      string: { json: word, text: word },
      markdown: { json: word, text: word },
      HumanName: { json: { family: word }, text: word },
      Address: { json: { city: word }, text: word },
    },
    quantity: {
      ...Object.fromEntries(['Quantity', 'Age', 'Duration', 'Distance', 'Count'].map((one) => [one, quantity])),
      Money: { json: { value: number, currency: 'GBP' }, text: `${number}|urn:iso:std:iso:4217|GBP` },
      Range: { json: { low: quantity.json, high: quantity.json }, text: quantity.text },
    },
    number: {
      ...Object.fromEntries(
        ['decimal', 'integer', 'positiveInt', 'unsignedInt'].map((one) => [
          one,
          { json: number, text: String(number) },
        ]),
      ),
      Range: { json: { low: { value: number }, high: { value: number } }, text: String(number) },
    },
    uri: Object.fromEntries(['uri', 'url', 'canonical', 'oid', 'uuid'].map((one) => [one, { json: url, text: url }])),
    reference: {
      Reference: reference,
      canonical: { json: url, text: url },
      uri: { json: url, text: url },
      Resource: { json: { resourceType: target, id: `r${number}` }, text: `${target}/r${number}` },
    },
    special: {
      'Location.position': {
        json: { latitude: (number % 8000) / 100, longitude: 2 },
        text: `${(number % 8000) / 100}|2|0.1|km`,
      },
    },
  };
  return byParameter[parameter]?.[type];
}

/** Where a path has led: the object to write into, and the type that the definitions give it. */
interface Place {
  readonly parent: Members;
  readonly element: ElementStructure;
  readonly types: readonly string[];
}

function bare(type: string): string {
  return type.split(':')[0]!;
}

function write(place: Place, type: string, value: unknown): void {
  const { parent, element } = place;
  const name = element.choice === true ? element.name + type.charAt(0).toUpperCase() + type.slice(1) : element.name;
  parent[name] = element.max === 1 ? value : [value];
}

interface Laying {
  readonly context: MakingContext;
  readonly parameter: { readonly type: string; readonly targets?: readonly string[] | undefined };
}

function enter(place: Place | undefined, root: Members): { inside: Members; type: string } | undefined {
  if (place === undefined) return { inside: root, type: String(root['resourceType']) };
  const type = place.types[0];
  if (type === undefined) return undefined;
  const { parent, element } = place;
  const name = element.choice === true ? element.name + type.charAt(0).toUpperCase() + type.slice(1) : element.name;
  const present = parent[name];
  if (Array.isArray(present)) return { inside: present[0] as Members, type };
  if (present !== undefined) return { inside: present as Members, type };
  const inside: Members = {};
  write(place, type, inside);
  return { inside, type };
}

function targetOf(steps: readonly Step[], laying: Laying, element: ElementStructure | undefined): string {
  const refers = steps.find((step) => step.step === 'refers');
  if (refers?.step === 'refers') return refers.type;
  const allowed = laying.parameter.targets ?? element?.targets ?? ['Patient'];
  const both = allowed.filter((one) => element?.targets === undefined || element.targets.includes(one));
  return both.includes('Patient') ? 'Patient' : (both[0] ?? allowed[0] ?? 'Patient');
}

/** Lays one path into the resource and puts a value at its end; undefined when nothing of the kind may stand there. */
function layPath(root: Members, rootType: string, path: Path, laying: Laying): string | undefined {
  const { definitions } = laying.context;
  let place: Place | undefined;
  let current: { inside: Members; type: string } | undefined = { inside: root, type: rootType };
  for (const step of path.steps) {
    if (step.step === 'member') {
      if (place !== undefined) current = enter(place, root);
      const element = definitions.types.get(current?.type ?? '')?.elements.find(({ name }) => name === step.name);
      if (current === undefined || element === undefined) return undefined;
      place = { parent: current.inside, element, types: element.types.map(bare) };
    } else if (step.step === 'type') {
      if (place === undefined || !place.types.includes(step.type)) return undefined;
      place = { ...place, types: [step.type] };
    } else if (step.step === 'equals' && step !== path.steps.at(-1)) {
      current = enter(place, root);
      if (current === undefined) return undefined;
      current.inside[step.name] = step.text;
    }
  }
  if (place === undefined) return undefined;
  return putValue(place, path, laying);
}

function putValue(place: Place, path: Path, laying: Laying): string | undefined {
  const target = targetOf(path.steps, laying, place.element);
  for (const type of place.types) {
    const value = valueFor(type, laying.parameter.type, laying.context, target);
    if (value === undefined) continue;
    // A filter behind the last name is about the value itself.
    const behind = path.steps.slice(path.steps.findLastIndex((step) => step.step === 'member'));
    const equals = behind.filter((step) => step.step === 'equals');
    const extra = Object.fromEntries(equals.map((step) => [step.name, step.text]));
    const json = equals.length > 0 ? { ...(value.json as Members), ...extra } : value.json;
    write(place, type, json);
    return value.text;
  }
  return undefined;
}

function withoutRoot(path: Path, type: string): Path {
  const [first, ...steps] = path.steps;
  const isRoot = first?.step === 'member' && [type, 'Resource', 'DomainResource'].includes(first.name);
  return isRoot ? { ...path, steps } : path;
}

/** Every component's value in one element, joined by `$`. */
function layComposite(root: Members, parameter: SearchParameterDefinition, context: MakingContext): string | undefined {
  const type = String(root['resourceType']);
  const [path] = parseSearchExpression(expressionFor(parameter, type));
  if (path === undefined) return undefined;
  const members = withoutRoot(path, type).steps.filter((step) => step.step === 'member');
  let current: { inside: Members; type: string } = { inside: root, type };
  for (const member of members) {
    const element = context.definitions.types.get(current.type)?.elements.find(({ name }) => name === member.name);
    const entered =
      element === undefined
        ? undefined
        : enter({ parent: current.inside, element, types: element.types.map(bare) }, root);
    if (entered === undefined) return undefined;
    current = entered;
  }
  const texts = (parameter.components ?? []).map((component) => {
    const isOutside = component.expression.startsWith('%resource.');
    const laying: Laying = { context, parameter: { type: component.type } };
    const [into, intoType] = isOutside ? [root, type] : [current.inside, current.type];
    for (const inner of parseSearchExpression(component.expression.replace('%resource.', ''))) {
      const text = layPath(into, intoType, inner, laying);
      if (text !== undefined) return text;
    }
    return undefined;
  });
  return texts.includes(undefined) ? undefined : texts.map((text) => text?.replace(/[$,]/g, '\\$&')).join('$');
}

/** Undefined when R4 gives the parameter no expression, or none of its branches may hold a value of its type. */
export function resourceForParameter(
  type: string,
  parameter: SearchParameterDefinition,
  context: MakingContext,
): MadeForParameter | undefined {
  const expression = expressionFor(parameter, type);
  if (expression === '') return undefined;
  if (parameter.type === 'composite') {
    const resource: Resource = { resourceType: type };
    const text = layComposite(resource, parameter, context);
    return text === undefined ? undefined : { resource, text };
  }
  for (const path of parseSearchExpression(expression)) {
    const resource: Resource = { resourceType: type };
    const text = layPath(resource, type, withoutRoot(path, type), { context, parameter });
    if (text !== undefined) return { resource, text: path.asPresence ? 'true' : text };
  }
  return undefined;
}
