/** FHIRPath Patch (R4 2.1.5.0, http://hl7.org/fhir/R4/fhirpatch.html): operations whose elements are named by FHIRPath. */
import { findNodes, type PathNode } from '../fhirpath-nodes.ts';
import type { Resource } from '../resource-types.ts';
import { copyExactly, keepDigits, writtenDigits } from '../written-digits.ts';
import { type PatchOutcome, patchFlaw } from './patch-outcome.ts';
import type { FhirpathPatchOperation, PatchContent } from './read-fhirpath-patch.ts';

class Refused extends Error {}

type Members = Record<string, unknown>;

/** Which elements repeat, and which are a choice: only the definitions know. */
export interface ElementForms {
  /** `Patient`, `Patient.contact`, `HumanName` and the name of an element in it. */
  formOf(typePath: string, name: string): { readonly repeats: boolean; readonly isChoice: boolean } | undefined;
}

/** A value and what belongs to it under an underscore (R4 2.6.2.3): they come, go and move together. */
interface Item {
  readonly value?: unknown;
  readonly digits?: string | undefined;
  readonly companion?: unknown;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What stays stays where it stood among the members. */
function setOrDelete(owner: Members, key: string, value: unknown): void {
  if (isSaid(value)) owner[key] = value;
  else delete owner[key];
}

function setItem(owner: Members, key: string, { value, digits, companion }: Item): void {
  setOrDelete(owner, key, value);
  setOrDelete(owner, `_${key}`, companion);
  keepDigits(owner, key, isSaid(value) ? digits : undefined);
}

function listAt(owner: Members, name: string): readonly unknown[] {
  const list = owner[name];
  return Array.isArray(list) ? (list as unknown[]) : [];
}

/** Nothing is left where no item says anything: an empty array is no FHIR, nor one of nulls alone. */
function changeList(owner: Members, key: string, change: (items: Item[]) => void): void {
  const [values, companions] = [listAt(owner, key), listAt(owner, `_${key}`)];
  const items = Array.from({ length: Math.max(values.length, companions.length) }, (_, index): Item => {
    return { value: values[index], digits: writtenDigits(values, String(index)), companion: companions[index] };
  });
  change(items);
  const list = items.map(({ value }) => value ?? null);
  for (const [index, { digits }] of items.entries()) keepDigits(list, String(index), digits);
  setOrDelete(owner, key, list.some(isSaid) ? list : undefined);
  const beside = items.map(({ companion }) => companion ?? null);
  setOrDelete(owner, `_${key}`, beside.some(isSaid) ? beside : undefined);
}

/** Where a node stands: the object that holds it, the member's name there, and the index in a list. */
function placeOf(node: PathNode): { owner: Members; key: string; index: number | undefined } {
  if (node.owner === undefined) throw new Refused('must not be the whole resource');
  const { owner, name } = node;
  const keys = Object.keys(owner).map((one) => one.replace(/^_/, ''));
  const key =
    keys.find((one) => one === name) ??
    keys.find((one) => one.startsWith(name) && /^[A-Z]/.test(one.slice(name.length)));
  if (key === undefined) throw new Refused('must lead to an element that can be changed');
  return { owner, key, index: node.index };
}

function isList({ owner, key }: { owner: Members; key: string }): boolean {
  return Array.isArray(owner[key] ?? owner[`_${key}`]);
}

function single(nodes: readonly PathNode[]): PathNode {
  const [node, ...others] = nodes;
  if (node === undefined) throw new Refused('must lead to an element that is there');
  if (others.length > 0) throw new Refused('must lead to one element, not to several');
  return node;
}

/** The list that the nodes of a path are, all of it. */
function listOf(nodes: readonly PathNode[]): { owner: Members; key: string } {
  const [first] = nodes;
  if (first === undefined) throw new Refused('must lead to a list that is there');
  const place = placeOf(first);
  if (!isList(place) || nodes.some((node) => node.owner !== place.owner || node.name !== first.name))
    throw new Refused('must lead to one list');
  return place;
}

/** The element as its type wants it: parts that name its members say neither which repeat nor how a choice is called. */
function itemOf(forms: ElementForms, typePath: string, { value, digits, companion, parts }: PatchContent): Item {
  if (parts === undefined) return { value: copyExactly(value), digits, companion: copyExactly(companion) };
  const members: Members = {};
  for (const { name, content } of parts) addMember(forms, { typePath, owner: members }, name, content);
  return { value: members };
}

interface Target {
  readonly typePath: string;
  readonly owner: Members;
}

function addMember(forms: ElementForms, { typePath, owner }: Target, given: string, content: PatchContent): void {
  const name = given.replace(/\[x\]$/, '');
  if (!/^[A-Za-z]+$/.test(name)) throw new Refused('must lead to an element that can hold what is added');
  const form = forms.formOf(typePath, name);
  const key = form?.isChoice === true ? name + (content.valueType ?? '') : name;
  const item = itemOf(forms, `${typePath}.${name}`, content);
  const names = Object.keys(owner).map((one) => one.replace(/^_/, ''));
  if (form?.repeats === true) changeList(owner, key, (items) => items.push(item));
  else if (names.some((one) => one === key || (form?.isChoice === true && one.startsWith(name))))
    throw new Refused('has the element already: replace it');
  else setItem(owner, key, item);
}

/** Puts id and extensions beside a primitive, or takes them away. */
function setCompanion(node: PathNode, companion: Members | undefined): void {
  const place = placeOf(node);
  const { owner, key, index = 0 } = place;
  if (isList(place)) changeList(owner, key, (items) => items.splice(index, 1, { ...items[index], companion }));
  else setItem(owner, key, { value: owner[key], digits: writtenDigits(owner, key), companion });
}

/** What stands beside a primitive, made where there is nothing. */
function companionOf(node: PathNode): Members {
  const { owner, key, index } = placeOf(node);
  const beside = owner[`_${key}`];
  const found = (Array.isArray(beside) ? beside[index ?? 0] : beside) as Members | null | undefined;
  const companion = found ?? {};
  setCompanion(node, companion);
  return companion;
}

function add(forms: ElementForms, node: PathNode, operation: FhirpathPatchOperation): void {
  const { value } = node;
  const name = operation.name ?? '';
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if (forms.formOf(node.typePath, name.replace(/\[x\]$/, '')) === undefined)
      throw new Refused('must lead to an element that has one of this name');
    addMember(forms, { typePath: node.typePath, owner: value as Members }, name, operation);
  } else if (name === 'extension') addMember(forms, { typePath: 'Element', owner: companionOf(node) }, name, operation);
  else throw new Refused('must lead to an element that can hold what is added');
}

function remove(nodes: readonly PathNode[]): void {
  // R4 fhirpatch: nothing there is nothing to do.
  if (nodes.length === 0) return;
  const node = single(nodes);
  const place = placeOf(node);
  const { owner, key, index = 0 } = place;
  if (isList(place)) changeList(owner, key, (items) => items.splice(index, 1));
  else setItem(owner, key, {});
  const isEmptied = owner !== node.parent?.value && Object.keys(owner).length === 0;
  if (isEmptied && node.parent !== undefined) setCompanion(node.parent, undefined);
}

function replace(forms: ElementForms, nodes: readonly PathNode[], operation: FhirpathPatchOperation): void {
  const node = single(nodes);
  const place = placeOf(node);
  const { owner, key, index = 0 } = place;
  const item = itemOf(forms, node.typePath, operation);
  if (isList(place)) {
    changeList(owner, key, (items) => items.splice(index, 1, item));
    return;
  }
  const isChoice = key !== node.name && operation.valueType !== undefined;
  if (isChoice) setItem(owner, key, {});
  setItem(owner, isChoice ? node.name + operation.valueType : key, item);
}

function insert(forms: ElementForms, nodes: readonly PathNode[], operation: FhirpathPatchOperation): void {
  const { owner, key } = listOf(nodes);
  const index = operation.index!;
  const item = itemOf(forms, nodes[0]!.typePath, operation);
  changeList(owner, key, (items) => {
    if (index < 0 || index > items.length) throw new Refused('has no such index');
    items.splice(index, 0, item);
  });
}

function move(nodes: readonly PathNode[], operation: FhirpathPatchOperation): void {
  const { owner, key } = listOf(nodes);
  const [from, to] = [operation.source!, operation.destination!];
  changeList(owner, key, (items) => {
    if ([from, to].some((index) => index < 0 || index >= items.length)) throw new Refused('has no such index');
    items.splice(to, 0, ...items.splice(from, 1));
  });
}

function apply(forms: ElementForms, resource: Resource, operation: FhirpathPatchOperation): void {
  const nodes = findNodes(resource, operation.path);
  if (nodes === undefined) throw new Refused('must be FHIRPath');
  switch (operation.type) {
    case 'add':
      add(forms, single(nodes), operation);
      break;
    case 'insert':
      insert(forms, nodes, operation);
      break;
    case 'delete':
      remove(nodes);
      break;
    case 'replace':
      replace(forms, nodes, operation);
      break;
    case 'move':
      move(nodes, operation);
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
