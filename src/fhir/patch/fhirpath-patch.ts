/** FHIRPath Patch (R4 2.1.5.0, http://hl7.org/fhir/R4/fhirpatch.html): a Parameters resource whose operations name elements by FHIRPath. */

import { isKeyOf } from '#kernel/own-key.ts';
import { findNodes, type PathNode } from '../fhirpath-nodes.ts';
import type { Resource } from '../resource-types.ts';
import { copyExactly, keepDigits, writtenDigits } from '../written-digits.ts';
import { type PatchOutcome, patchFlaw } from './patch-outcome.ts';

export interface FhirpathPatchOperation {
  readonly type: 'add' | 'insert' | 'delete' | 'replace' | 'move';
  readonly path: string;
  readonly name?: string;
  readonly value?: unknown;
  /** Of a value that is a number: its digits, where they would not be printed so. */
  readonly digits?: string;
  /** `Boolean` of `valueBoolean`: the type that a choice element's name takes on. */
  readonly valueType?: string;
  readonly index?: number;
  readonly source?: number;
  readonly destination?: number;
}

interface Part {
  readonly name?: unknown;
  readonly part?: unknown;
  readonly resource?: unknown;
  readonly [value: string]: unknown;
}

const operationsMax = 1_000;
const pathMax = 1_000;
// They run long, look elsewhere, or speak.
const refusedFunctions = /\b(?:repeat|repeatAll|resolve|memberOf|trace|conformsTo|weight|defineVariable)\s*\(/;
const types: ReadonlySet<unknown> = new Set(['add', 'insert', 'delete', 'replace', 'move']);

function partsOf(part: Part): readonly Part[] {
  return Array.isArray(part.part) ? (part.part as Part[]) : [];
}

function valueMember(part: Part): readonly [string, unknown] | undefined {
  return Object.entries(part).find(([name]) => /^value[A-Z]/.test(name));
}

/** `value[x]`, a resource, or parts that name the members of a value whose type has no name (R4 fhirpatch). */
function readValue(part: Part): Pick<FhirpathPatchOperation, 'value' | 'digits' | 'valueType'> {
  if (part.resource !== undefined) return { value: part.resource };
  const member = valueMember(part);
  if (member !== undefined) {
    const digits = writtenDigits(part, member[0]);
    const said = digits === undefined ? { value: member[1] } : { value: member[1], digits };
    return { ...said, valueType: member[0].slice('value'.length) };
  }
  const value: Record<string, unknown> = {};
  for (const inner of partsOf(part)) {
    const name = String(inner.name);
    const { value: read, digits } = readValue(inner);
    if (name === '__proto__') continue;
    // A part that is named again makes a list.
    value[name] = isKeyOf(value, name) ? [value[name], read].flat() : read;
    keepDigits(value, name, digits);
  }
  return { value };
}

/** Every operation of the Parameters, or the flaws of the first that is wrong. */
export function readFhirpathPatch(parameters: Resource): PatchOutcome<readonly FhirpathPatchOperation[]> {
  const list = parameters['parameter'];
  if (!Array.isArray(list) || list.length === 0)
    return patchFlaw('Parameters.parameter', 'must hold operations (R4 fhirpatch)');
  if (list.length > operationsMax) return patchFlaw('Parameters.parameter', `must hold at most ${operationsMax}`);
  const operations: FhirpathPatchOperation[] = [];
  for (const [index, one] of (list as Part[]).entries()) {
    const read = readOperation(one, `Parameters.parameter[${index}]`);
    if (!read.ok) return read;
    operations.push(read.value);
  }
  return { ok: true, value: operations };
}

function readOperation(given: Part, place: string): PatchOutcome<FhirpathPatchOperation> {
  if (given?.name !== 'operation') return patchFlaw(`${place}.name`, 'must be operation');
  const parts = new Map(partsOf(given).map((part) => [String(part?.name), part]));
  const plain = (name: string): unknown => {
    const part = parts.get(name);
    return part === undefined ? undefined : valueMember(part)?.[1];
  };
  const [type, path, name] = [plain('type'), plain('path'), plain('name')];
  if (!types.has(type)) return patchFlaw(`${place}.part(type)`, 'must be add, insert, delete, replace or move');
  if (typeof path !== 'string' || path.length > pathMax || refusedFunctions.test(path))
    return patchFlaw(
      `${place}.part(path)`,
      `must be FHIRPath of at most ${pathMax} letters that stays in the resource`,
    );
  const needed: Readonly<Record<string, readonly string[]>> = {
    add: ['name', 'value'],
    insert: ['value', 'index'],
    delete: [],
    replace: ['value'],
    move: ['source', 'destination'],
  };
  for (const part of needed[type as string]!)
    if (!parts.has(part)) return patchFlaw(`${place}.part(${part})`, `is required by ${String(type)}`);
  for (const part of ['index', 'source', 'destination'])
    if (parts.has(part) && !Number.isInteger(plain(part)))
      return patchFlaw(`${place}.part(${part})`, 'must be an integer');
  const value = parts.get('value');
  return {
    ok: true,
    value: {
      type: type as FhirpathPatchOperation['type'],
      path,
      ...(typeof name === 'string' ? { name } : {}),
      ...(value === undefined ? {} : readValue(value)),
      ...numbers(plain),
    },
  };
}

function numbers(plain: (name: string) => unknown) {
  const read: { index?: number; source?: number; destination?: number } = {};
  for (const name of ['index', 'source', 'destination'] as const) {
    const value = plain(name);
    if (typeof value === 'number') read[name] = value;
  }
  return read;
}

class Refused extends Error {}

type Members = Record<string, unknown>;

/** Which elements repeat, and which are a choice: only the definitions know. */
export interface ElementForms {
  /** `Patient`, `Patient.contact`, `HumanName` and the name of an element in it. */
  formOf(typePath: string, name: string): { readonly repeats: boolean; readonly isChoice: boolean } | undefined;
}

/** Where a node stands: the object that holds it, the member's name there, and the index in a list. */
function placeOf(node: PathNode): { owner: Members; key: string; index: number | undefined } {
  if (node.owner === undefined) throw new Refused('must not be the whole resource');
  const { owner, name } = node;
  const key = Object.hasOwn(owner, name)
    ? name
    : Object.keys(owner).find((one) => one.startsWith(name) && /^[A-Z]/.test(one.slice(name.length)));
  if (key === undefined) throw new Refused('must lead to an element that can be changed');
  return { owner, key, index: node.index };
}

function single(nodes: readonly PathNode[]): PathNode {
  const [node, ...others] = nodes;
  if (node === undefined) throw new Refused('must lead to an element that is there');
  if (others.length > 0) throw new Refused('must lead to one element, not to several');
  return node;
}

/** The list that the nodes of a path are, all of it. */
function listOf(nodes: readonly PathNode[]): unknown[] {
  const [first] = nodes;
  if (first === undefined) throw new Refused('must lead to a list that is there');
  const { owner, key } = placeOf(first);
  const list = owner[key];
  if (!Array.isArray(list) || nodes.some((node) => node.owner !== owner)) throw new Refused('must lead to one list');
  return list;
}

function add(forms: ElementForms, node: PathNode, operation: FhirpathPatchOperation): void {
  const name = (operation.name ?? '').replace(/\[x\]$/, '');
  const target = node.value;
  if (typeof target !== 'object' || target === null || Array.isArray(target) || !/^[A-Za-z]+$/.test(name))
    throw new Refused('must lead to an element that can hold what is added');
  const form = forms.formOf(node.typePath, name);
  if (form === undefined) throw new Refused('must lead to an element that has one of this name');
  const key = form.isChoice ? name + (operation.valueType ?? '') : name;
  const owner = target as Members;
  if (form.repeats) owner[key] = [...((owner[key] as unknown[] | undefined) ?? []), operation.value];
  else if (Object.keys(owner).some((one) => one === key || (form.isChoice && one.startsWith(name))))
    throw new Refused('has the element already: replace it');
  else setMember(owner, key, operation);
}

function setMember(owner: Members, key: string, { value, digits }: FhirpathPatchOperation): void {
  owner[key] = value;
  keepDigits(owner, key, digits);
}

function remove(nodes: readonly PathNode[]): void {
  // R4 fhirpatch: nothing there is nothing to do.
  if (nodes.length === 0) return;
  const { owner, key, index } = placeOf(single(nodes));
  const list = owner[key];
  const companion = owner[`_${key}`];
  if (!Array.isArray(list)) {
    delete owner[key];
    delete owner[`_${key}`];
    return;
  }
  list.splice(index ?? 0, 1);
  if (Array.isArray(companion)) companion.splice(index ?? 0, 1);
  if (list.length === 0) {
    delete owner[key];
    delete owner[`_${key}`];
  }
}

function replace(nodes: readonly PathNode[], operation: FhirpathPatchOperation): void {
  const node = single(nodes);
  const { owner, key, index } = placeOf(node);
  const list = owner[key];
  if (Array.isArray(list)) {
    setMember(list as unknown as Members, String(index ?? 0), operation);
    return;
  }
  const isChoice = key !== node.name;
  if (isChoice && operation.valueType !== undefined) delete owner[key];
  setMember(owner, isChoice && operation.valueType !== undefined ? node.name + operation.valueType : key, operation);
}

function insert(nodes: readonly PathNode[], operation: FhirpathPatchOperation): void {
  const list = listOf(nodes);
  const index = operation.index!;
  if (index < 0 || index > list.length) throw new Refused('has no such index');
  list.splice(index, 0, operation.value);
}

function move(nodes: readonly PathNode[], operation: FhirpathPatchOperation): void {
  const list = listOf(nodes);
  const [from, to] = [operation.source!, operation.destination!];
  if ([from, to].some((index) => index < 0 || index >= list.length)) throw new Refused('has no such index');
  list.splice(to, 0, ...list.splice(from, 1));
}

function apply(forms: ElementForms, resource: Resource, operation: FhirpathPatchOperation): void {
  const nodes = findNodes(resource, operation.path);
  if (nodes === undefined) throw new Refused('must be FHIRPath');
  const fresh = { ...operation, value: copyExactly(operation.value) };
  switch (operation.type) {
    case 'add':
      add(forms, single(nodes), fresh);
      break;
    case 'insert':
      insert(nodes, fresh);
      break;
    case 'delete':
      remove(nodes);
      break;
    case 'replace':
      replace(nodes, fresh);
      break;
    case 'move':
      move(nodes, fresh);
      break;
  }
}

/** The changed resource, or the first operation that cannot be done; the resource given is not changed. */
export function applyFhirpathPatch(
  resource: Resource,
  operations: readonly FhirpathPatchOperation[],
  forms: ElementForms,
): PatchOutcome<Resource> {
  const changed = copyExactly(resource);
  for (const [index, operation] of operations.entries())
    try {
      apply(forms, changed, operation);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return patchFlaw(`Parameters.parameter[${index}].part(path)`, error.message);
    }
  return { ok: true, value: changed };
}
