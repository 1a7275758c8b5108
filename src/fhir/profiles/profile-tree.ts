/**
 * A profile as one tree of what it adds to the base specification: the differentials of its chain laid over each other,
 * from the oldest to the profile itself. A profile only narrows (R4 5.1.0.2), so what the base requires is checked apart.
 */

import type { Slicing, StructureDefinition } from './structure-definition.ts';
import { canonicalUrl, type ElementConstraint, type ElementType, type ProfileElement } from './structure-definition.ts';

export interface Constant {
  readonly kind: 'fixed' | 'pattern';
  readonly value: unknown;
}

export interface NodeBinding {
  readonly strength: 'required' | 'extensible';
  readonly valueSet: string;
}

export class ProfileNode {
  min = 0;
  /** -1 stands for `*`, and for what the profile leaves as it is. */
  max = -1;
  types: readonly ElementType[] | undefined;
  slicing: Slicing | undefined;
  isModifier = false;
  readonly constants: Constant[] = [];
  readonly bindings: NodeBinding[] = [];
  readonly constraints = new Map<string, ElementConstraint>();
  /** By the element's name without `[x]`. */
  readonly children = new Map<string, ProfileNode>();
  readonly slices = new Map<string, ProfileNode>();
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  child(name: string): ProfileNode {
    return inserted(this.children, name, name);
  }

  slice(sliceName: string): ProfileNode {
    return inserted(this.slices, sliceName, this.name);
  }
}

function inserted(map: Map<string, ProfileNode>, key: string, name: string): ProfileNode {
  let node = map.get(key);
  if (node === undefined) {
    node = new ProfileNode(name);
    map.set(key, node);
  }
  return node;
}

export interface ProfileTree {
  readonly url: string;
  readonly type: string;
  readonly root: ProfileNode;
  /** The profile and those that it is built on. */
  readonly chain: readonly string[];
}

export interface TreeSources {
  structureOf(url: string): StructureDefinition | undefined;
  /** True for a type of the base specification: where a chain ends. */
  isBaseType(url: string): boolean;
  /** The choice element of the type or path that the JSON name stands for: `value` for `valueQuantity`. */
  choiceOf(typePath: string, name: string): { readonly name: string; readonly type: string } | undefined;
  /** Rules that the base specification states already. */
  isBaseRule(key: string, expression: string): boolean;
}

const longestChain = 20;

/** The tree; or the address of what the chain needs and nobody loaded. */
export function buildProfileTree(url: string, sources: TreeSources): ProfileTree | { readonly missing: string } {
  const chain: StructureDefinition[] = [];
  let next: string | undefined = canonicalUrl(url);
  while (next !== undefined && (chain.length === 0 || !sources.isBaseType(next))) {
    const definition = sources.structureOf(next);
    if (definition === undefined || chain.length >= longestChain) return { missing: next };
    chain.unshift(definition);
    next = definition.baseDefinition === undefined ? undefined : canonicalUrl(definition.baseDefinition);
  }
  const profile = chain.at(-1)!;
  const root = new ProfileNode(profile.type);
  for (const definition of chain) {
    // A differential says what is meant; a snapshot repeats the base, which is checked already.
    for (const element of definition.differential?.element ?? definition.snapshot?.element ?? []) {
      applyElement(locate(root, element, profile.type, sources), element, sources);
    }
  }
  inheritIntoSlices(root);
  return { url: profile.url, type: profile.type, root, chain: chain.map((definition) => definition.url) };
}

/** `Patient.identifier:nhsNumber.value`, by id where there is one: the id alone says in which slice an element stands. */
function locate(root: ProfileNode, element: ProfileElement, type: string, sources: TreeSources): ProfileNode {
  const [, ...segments] = idOf(element).split('.');
  let node = root;
  let path = type;
  for (const segment of segments) {
    const colon = segment.indexOf(':');
    const written = colon < 0 ? segment : segment.slice(0, colon);
    const sliceName = colon < 0 ? undefined : segment.slice(colon + 1);
    const name = written.endsWith('[x]') ? written.slice(0, -3) : written;
    const choice = written.endsWith('[x]') ? undefined : sources.choiceOf(path, name);
    if (choice !== undefined) {
      // `valueQuantity` is short for the slice of `value[x]` that holds quantities (R4 5.1.0.10).
      node = node.child(choice.name).slice(sliceName ?? name);
      node.types ??= [{ code: choice.type }];
      path = choice.type;
      continue;
    }
    node = node.child(name);
    path = `${path}.${name}`;
    // A reslice `a/b` stands inside the slice `a`.
    const parts = sliceName?.split('/') ?? [];
    for (let count = 1; count <= parts.length; count++) node = node.slice(parts.slice(0, count).join('/'));
  }
  return node;
}

function idOf(element: ProfileElement): string {
  if (element.id?.includes('.') === true || element.id === element.path) return element.id;
  return element.sliceName === undefined ? element.path : `${element.path}:${element.sliceName}`;
}

function applyElement(node: ProfileNode, element: ProfileElement, sources: TreeSources): void {
  if (element.min !== undefined) node.min = Math.max(node.min, element.min);
  if (element.max !== undefined && element.max !== '*') {
    node.max = node.max < 0 ? Number(element.max) : Math.min(node.max, Number(element.max));
  }
  if (element.type !== undefined && element.type.length > 0) node.types = element.type;
  if (element.slicing !== undefined) node.slicing = { ...node.slicing, ...element.slicing };
  if (element.isModifier === true) node.isModifier = true;
  for (const [member, value] of Object.entries(element)) {
    if (/^fixed[A-Z]/.test(member)) node.constants.push({ kind: 'fixed', value });
    else if (/^pattern[A-Z]/.test(member)) node.constants.push({ kind: 'pattern', value });
  }
  applyBinding(node, element);
  for (const constraint of element.constraint ?? []) {
    if (constraint.expression === undefined || sources.isBaseRule(constraint.key, constraint.expression)) continue;
    node.constraints.set(constraint.key, constraint);
  }
}

const maxValueSet = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';

function applyBinding(node: ProfileNode, { binding }: ProfileElement): void {
  const { strength, valueSet, extension } = binding ?? {};
  if (valueSet !== undefined && (strength === 'required' || strength === 'extensible')) {
    node.bindings.push({ strength, valueSet: canonicalUrl(valueSet) });
  }
  // However weak the binding: outside its maximum nothing may be (extension elementdefinition-maxValueSet).
  const most = extension?.find(({ url }) => url === maxValueSet);
  const mostUrl = most?.valueCanonical ?? most?.valueUri;
  if (mostUrl !== undefined) node.bindings.push({ strength: 'required', valueSet: canonicalUrl(mostUrl) });
}

/** A slice is what the element is, and more: what is said of the elements below the unsliced one holds below each slice. */
function inheritIntoSlices(node: ProfileNode): void {
  for (const slice of node.slices.values()) {
    for (const [name, child] of node.children) inherit(slice.child(name), child);
  }
  for (const below of [...node.slices.values(), ...node.children.values()]) inheritIntoSlices(below);
}

function inherit(target: ProfileNode, from: ProfileNode): void {
  target.min = Math.max(target.min, from.min);
  if (from.max >= 0) target.max = target.max < 0 ? from.max : Math.min(target.max, from.max);
  target.types ??= from.types;
  target.slicing ??= from.slicing;
  target.constants.push(...from.constants);
  target.bindings.push(...from.bindings);
  for (const [key, constraint] of from.constraints) target.constraints.set(key, constraint);
  for (const [name, child] of from.children) inherit(target.child(name), child);
  for (const [name, slice] of from.slices) inherit(target.slice(name), slice);
}
