/**
 * All paths of one resource type's search parameters as one tree of member names, so that a resource is walked once
 * however many parameters look at it.
 */
import type { ElementStructure, FhirDefinitions, TypeStructure } from './definitions.ts';
import { referenceType } from './reference.ts';
import type { Path, Step } from './search-expression.ts';
import type { ValueReader } from './search-value-readers.ts';
import type { SearchValue } from './search-values.ts';

type Members = Readonly<Record<string, unknown>>;

export interface TrieNode {
  readonly children: Map<string, TrieNode>;
  readonly filters: { readonly name: string; readonly test: Test; readonly node: TrieNode }[];
  readonly readings: { readonly parameter: string; readonly read: ValueReader }[];
}
type Test = (value: Members, index: number) => boolean;

/** Where a path ends: the node, and what the definitions say stands there. */
export interface Leaf {
  readonly node: TrieNode;
  readonly type: string;
  readonly element: ElementStructure | undefined;
}

export function newTrieNode(): TrieNode {
  return { children: new Map(), filters: [], readings: [] };
}

/** Adds the values found at and below `node` to `values`. */
export function readTrie(node: TrieNode, value: unknown, values: SearchValue[], index = 0): void {
  for (const { parameter, read } of node.readings) read(value, parameter, values);
  if (typeof value !== 'object' || value === null) return;
  for (const { test, node: next } of node.filters) {
    if (test(value as Members, index)) readTrie(next, value, values, index);
  }
  const { children } = node;
  if (children.size === 0) return;
  for (const name in value) {
    const child = children.get(name);
    if (child === undefined) continue;
    const content = (value as Members)[name];
    if (Array.isArray(content)) {
      for (let at = 0; at < content.length; at++) {
        if (content[at] !== null) readTrie(child, content[at], values, at);
      }
    } else if (content !== undefined && content !== null) readTrie(child, content, values);
  }
}

/** Lays a path down from `root`, whose value has type `type`; one leaf for each data type that may stand at its end. */
export function growPath(definitions: FhirDefinitions, root: Omit<Leaf, 'element'>, path: Path): readonly Leaf[] {
  let leaves: readonly (Leaf | OpenChoice)[] = [{ ...root, element: undefined }];
  for (const step of path.steps) {
    if (step.step === 'type') {
      leaves = leaves.flatMap((leaf) => narrow(leaf, step.type));
      continue;
    }
    leaves = leaves.flatMap(settle).flatMap((leaf) => grow(definitions, leaf, step));
  }
  return leaves.flatMap(settle);
}

/** A choice of types whose type no step has chosen yet. */
interface OpenChoice {
  readonly parent: TrieNode;
  readonly choice: ElementStructure;
}

function settle(leaf: Leaf | OpenChoice): readonly Leaf[] {
  return 'choice' in leaf ? leaf.choice.types.map((type) => choose(leaf, type)) : [leaf];
}

function choose({ parent, choice }: OpenChoice, declared: string): Leaf {
  const type = declared.split(':')[0]!;
  const name = choice.name + type.charAt(0).toUpperCase() + type.slice(1);
  return { node: childOf(parent, name), type, element: choice };
}

function narrow(leaf: Leaf | OpenChoice, type: string): readonly (Leaf | OpenChoice)[] {
  if (!('choice' in leaf)) return leaf.type === type ? [leaf] : [];
  return leaf.choice.types
    .filter((declared) => declared.split(':')[0] === type)
    .map((declared) => choose(leaf, declared));
}

function grow(
  definitions: FhirDefinitions,
  leaf: Leaf,
  step: Exclude<Step, { step: 'type' }>,
): readonly (Leaf | OpenChoice)[] {
  if (step.step === 'member') {
    const element = definitions.types.get(leaf.type)?.elements.find(({ name }) => name === step.name);
    if (element === undefined) return [];
    if (element.choice) return [{ parent: leaf.node, choice: element }];
    return [{ node: childOf(leaf.node, step.name), type: element.types[0]!.split(':')[0]!, element }];
  }
  return [{ ...leaf, node: filterOf(leaf.node, step) }];
}

function childOf(parent: TrieNode, name: string): TrieNode {
  let child = parent.children.get(name);
  if (child === undefined) {
    child = newTrieNode();
    parent.children.set(name, child);
  }
  return child;
}

function filterOf(parent: TrieNode, step: Exclude<Step, { step: 'type' | 'member' }>): TrieNode {
  const name = JSON.stringify(step);
  const known = parent.filters.find((filter) => filter.name === name);
  if (known !== undefined) return known.node;
  const node = newTrieNode();
  parent.filters.push({ name, test: testOf(step), node });
  return node;
}

function testOf(step: Exclude<Step, { step: 'type' | 'member' }>): Test {
  switch (step.step) {
    case 'equals':
      return (value) => value[step.name] === step.text;
    case 'index':
      return (_value, index) => index === step.index;
    case 'refers':
      // The type is read from the text (R4 2.3.0.2): nothing is looked up while a resource is indexed.
      return (value) =>
        referenceType(value['reference'] as string | undefined, value['type'] as string | undefined) === step.type;
  }
}

/** The structure that a path's first step names, with the step taken off; paths of components start inside. */
export function withoutRoot(path: Path, structure: TypeStructure): Path {
  const first = path.steps[0];
  const isRoot = first?.step === 'member' && [structure.name, 'Resource', 'DomainResource'].includes(first.name);
  return isRoot ? { ...path, steps: path.steps.slice(1) } : path;
}
