/** Which slice each value belongs to (R4 5.1.0.11): by discriminators of all five types. */
import { referenceType } from '../reference.ts';
import { codingsOf } from './check-binding.ts';
import type { CheckContext } from './check-context.ts';
import { containedIn, type ElementItem, itemsOf, type Members } from './element-item.ts';
import { matchesConstant } from './matches-constant.ts';
import type { ProfileNode } from './profile-tree.ts';
import { canonicalUrl, type Discriminator } from './structure-definition.ts';

export interface SlicedItems {
  readonly bySlice: ReadonlyMap<string, readonly ElementItem[]>;
  /** The slice of each value that is in one. */
  readonly sliceOf: ReadonlyMap<ElementItem, string>;
  readonly unsliced: readonly ElementItem[];
}

export function assignSlices(node: ProfileNode, items: readonly ElementItem[], context: CheckContext): SlicedItems {
  const discriminators = discriminatorsOf(node);
  const bySlice = new Map([...node.slices.keys()].map((name): [string, ElementItem[]] => [name, []]));
  const sliceOf = new Map<ElementItem, string>();
  const unsliced: ElementItem[] = [];
  for (const item of items) {
    const found = [...node.slices].find(
      ([name, slice]) => name !== '@default' && isInSlice(slice, item, discriminators, context),
    );
    if (found === undefined) unsliced.push(item);
    else {
      bySlice.get(found[0])!.push(item);
      sliceOf.set(item, found[0]);
    }
  }
  return { bySlice, sliceOf, unsliced };
}

/** Choices are sliced by type, whether the profile says so or not. */
function discriminatorsOf(node: ProfileNode): readonly Discriminator[] {
  const declared = node.slicing?.discriminator ?? [];
  if (declared.length > 0) return declared;
  const areTyped = [...node.slices.values()].every(({ types }) => types !== undefined);
  return [{ type: areTyped ? 'type' : 'value', path: '$this' }];
}

function isExtension(node: ProfileNode): boolean {
  return node.name === 'extension' || node.name === 'modifierExtension';
}

function isInSlice(
  slice: ProfileNode,
  item: ElementItem,
  discriminators: readonly Discriminator[],
  context: CheckContext,
): boolean {
  // Extensions are sliced by their address, whether the profile says so or not (R4 5.1.0.11).
  if (isExtension(slice)) return urlsOf(slice).includes(String((item.value as Members | undefined)?.['url']));
  return discriminators.every((discriminator) => {
    const steps = pathSteps(discriminator.path);
    const nodes = steps.reduce((at, step) => at.flatMap((one) => nodesBelow(one, step, context)), [slice]);
    const values = steps.reduce((at, step) => at.flatMap((one) => itemsBelow(one, step, context)), [item]);
    return discriminates(discriminator.type, nodes, values, context);
  });
}

function urlsOf(slice: ProfileNode): string[] {
  const fixed = (slice.children.get('url')?.constants ?? []).map(({ value }) => String(value));
  return [...fixed, ...(slice.types ?? []).flatMap(({ profile }) => (profile ?? []).map(canonicalUrl))];
}

function discriminates(
  type: Discriminator['type'],
  nodes: readonly ProfileNode[],
  values: readonly ElementItem[],
  context: CheckContext,
): boolean {
  switch (type) {
    case 'exists':
      return nodes.some(({ max }) => max === 0) ? values.length === 0 : values.length > 0;
    case 'type':
      return values.some((value) => nodes.some((node) => isOfNodeType(node, value, context)));
    case 'profile':
      return values.some((value) => nodes.some((node) => isOfNodeProfile(node, value, context)));
    case 'value':
    case 'pattern': {
      const telling = nodes.filter((node) => tells(node, 0));
      return telling.length > 0 && values.some((value) => telling.every((node) => fits(node, value, context)));
    }
  }
}

/** A reference that is resolved has the type of its target: the slice names that as a target profile. */
function isOfNodeType({ types }: ProfileNode, { type }: ElementItem, context: CheckContext): boolean {
  if (types === undefined) return true;
  if (types.some(({ code }) => code === type)) return true;
  const targets = types.flatMap(({ code, targetProfile }) => (code === 'Reference' ? (targetProfile ?? []) : []));
  return targets.some((url) => context.structureOf(url)?.type === type || url.endsWith(`/${type}`));
}

function isOfNodeProfile(node: ProfileNode, value: ElementItem, context: CheckContext): boolean {
  const profiles = (node.types ?? []).flatMap(({ profile, targetProfile }) => [
    ...(profile ?? []),
    ...(targetProfile ?? []),
  ]);
  return profiles.some((url) => {
    const tree = context.treeOf(url);
    if (tree === undefined) return url.endsWith(`/${value.type}`);
    return tree.type === value.type && context.conforms(tree, value, context);
  });
}

const deepestTell = 6;

/** True when the node, or one below it, says which value it takes. */
function tells(node: ProfileNode, depth: number): boolean {
  if (node.constants.length > 0 || node.bindings.some(({ strength }) => strength === 'required')) return true;
  if (depth > deepestTell) return false;
  return [...node.children.values(), ...node.slices.values()].some((child) => tells(child, depth + 1));
}

function fits(node: ProfileNode, item: ElementItem, context: CheckContext): boolean {
  if (!node.constants.every((constant) => matchesConstant(item.value, constant))) return false;
  const codings = codingsOf(item) ?? [];
  for (const { strength, valueSet } of node.bindings) {
    if (strength !== 'required') continue;
    if (!codings.some(({ system, code }) => context.membership(valueSet, system, code) === true)) return false;
  }
  return [...node.children].every(([name, child]) => {
    const parts = [child, ...child.slices.values()].filter((part) => tells(part, 0));
    if (parts.length === 0) return true;
    const values = itemsOf(context.definitions, item, name);
    return parts.every(
      (part) =>
        values.some((value) => fits(part, value, context)) || (part.min === 0 && values.length === 0 && part !== child),
    );
  });
}

/** `code.coding.code`, `extension('url').value`, `value.ofType(Quantity)`, `resolve()`, `$this`. */
function pathSteps(path: string): string[] {
  return path.match(/[a-zA-Z$]\w*(?:\[x\])?(?:\([^)]*\))?/g)?.filter((step) => step !== '$this') ?? [];
}

const functionForm = /^(\w+)\(['"]?([^'")]*)['"]?\)$/;

function nodesBelow(node: ProfileNode, step: string, context: CheckContext): ProfileNode[] {
  const [, name, argument] = functionForm.exec(step) ?? [];
  if (name === 'resolve' || name === 'ofType') return [node];
  const child = name === 'extension' ? 'extension' : step.replace('[x]', '');
  // What a value of the slice must look like may stand in a profile of its own type.
  const typed = (node.types ?? [])
    .flatMap(({ profile }) => profile ?? [])
    .flatMap((url) => context.treeOf(url)?.root ?? []);
  const found = [node, ...typed].flatMap((one) => one.children.get(child) ?? []);
  const all = found.flatMap((one) => [one, ...one.slices.values()]);
  return name === 'extension' ? all.filter((one) => urlsOf(one).includes(argument!)) : all;
}

function itemsBelow(item: ElementItem, step: string, context: CheckContext): ElementItem[] {
  const [, name, argument] = functionForm.exec(step) ?? [];
  if (name === 'ofType') return item.type === argument ? [item] : [];
  if (name === 'resolve') return resolved(item, context);
  if (name === 'extension') {
    const all = itemsOf(context.definitions, item, 'extension');
    return all.filter(({ value }) => (value as Members | undefined)?.['url'] === argument);
  }
  return itemsOf(context.definitions, item, step.replace('[x]', ''));
}

/** Only what is contained is there to be seen; of anything else the type alone is known. */
function resolved(item: ElementItem, { root }: CheckContext): ElementItem[] {
  const reference = (item.value as Members | undefined)?.['reference'];
  if (typeof reference !== 'string') return [];
  if (reference.startsWith('#')) {
    const found = containedIn(root).get(reference.slice(1));
    return found === undefined ? [] : [{ ...item, value: found, type: String(found['resourceType']) }];
  }
  const type = referenceType(reference);
  return type === undefined ? [] : [{ ...item, value: { resourceType: type }, type }];
}
