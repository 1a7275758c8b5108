/** Checks an item against the tree of a profile (R4 5.1.0): what the base specification requires is checked apart. */
import { compileFhirpath, type FhirpathExpression } from '../fhirpath-expression.ts';
import { referenceType } from '../reference.ts';
import { isResourceType } from '../resource-types.ts';
import { checkBinding } from './check-binding.ts';
import { type CheckContext, deepestProfile, stepsOfExpression } from './check-context.ts';
import { containedIn, type ElementItem, itemsOf, type Members } from './element-item.ts';
import { constantText, matchesConstant } from './matches-constant.ts';
import { ProfileFindings, type Severity } from './profile-issue.ts';
import type { ProfileNode, ProfileTree } from './profile-tree.ts';
import { assignSlices, type SlicedItems } from './slicing.ts';
import { canonicalUrl, type ElementConstraint } from './structure-definition.ts';

export function report(context: CheckContext, place: string, rule: string, severity: Severity = 'error'): void {
  context.findings.add({ severity, place, rule, profile: context.profile });
}

/** Checks the item, which is a whole resource, extension or data type, against the profile. */
export function checkAgainstTree(tree: ProfileTree, item: ElementItem, context: CheckContext): void {
  if (context.depth > deepestProfile) return;
  const inner = { ...context, profile: tree.url, depth: context.depth + 1 };
  if (!isOfType(item.type, tree.type)) report(inner, item.place, `must be ${tree.type}`);
  else checkNode(tree.root, item, inner);
}

/** True when the item conforms; what is found is thrown away. */
export function conforms(tree: ProfileTree, item: ElementItem, context: CheckContext): boolean {
  const findings = new ProfileFindings();
  checkAgainstTree(tree, item, { ...context, findings });
  return !findings.hasErrors;
}

function isOfType(type: string, wanted: string): boolean {
  if (type === wanted || wanted === 'Element' || wanted === 'BackboneElement') return true;
  return (wanted === 'Resource' || wanted === 'DomainResource') && isResourceType(type);
}

function checkNode(node: ProfileNode, item: ElementItem, context: CheckContext): void {
  if (!context.budget.spend(1)) return;
  checkConstants(node, item, context);
  checkTypes(node, item, context);
  for (const binding of node.bindings) checkBinding(binding, item, context);
  for (const constraint of node.constraints.values()) checkConstraint(constraint, item, context);
  for (const [name, child] of node.children) {
    checkElement(child, itemsOf(context.definitions, item, name), placeOf(item, name), context);
  }
}

function placeOf(owner: ElementItem, name: string): string {
  return `${owner.place}.${name}`;
}

/** All values of one element of one owner: how many, in which slices, and each. */
function checkElement(node: ProfileNode, items: readonly ElementItem[], place: string, context: CheckContext): void {
  checkCount(node, items.length, place, context);
  for (const item of items) checkNode(node, item, context);
  if (node.slices.size === 0 && node.slicing === undefined) return;
  const sliced = assignSlices(node, items, context);
  for (const [name, slice] of node.slices) {
    // `@default` is for what no other slice takes.
    const members = name === '@default' ? sliced.unsliced : (sliced.bySlice.get(name) ?? []);
    checkElement(slice, members, `${place}:${name}`, context);
  }
  checkRules(node, items, sliced, context);
}

function checkCount(node: ProfileNode, count: number, place: string, context: CheckContext): void {
  if (count < node.min) {
    const rule =
      node.min === 1 ? 'is required (cardinality 1..)' : `must stand ${node.min} times (cardinality ${node.min}..)`;
    report(context, place, rule);
  }
  if (node.max >= 0 && count > node.max) {
    report(
      context,
      place,
      node.max === 0
        ? 'must not be there (cardinality 0..0)'
        : `must stand ${node.max} times at most (cardinality ..${node.max})`,
    );
  }
}

function checkRules(
  node: ProfileNode,
  items: readonly ElementItem[],
  { sliceOf, unsliced }: SlicedItems,
  context: CheckContext,
): void {
  const rules = node.slicing?.rules ?? 'open';
  if (rules === 'closed' && !node.slices.has('@default')) {
    for (const { place } of unsliced)
      report(context, place, 'is in none of the slices that are allowed (closed slicing)');
  }
  if (rules === 'openAtEnd') {
    const first = items.findIndex((item) => !sliceOf.has(item));
    for (const item of first < 0 ? [] : items.slice(first)) {
      if (sliceOf.has(item)) report(context, item.place, 'must stand before what is in no slice (slicing open at end)');
    }
  }
  if (node.slicing?.ordered !== true) return;
  const order = new Map([...node.slices.keys()].map((name, at): [string, number] => [name, at]));
  let last = 0;
  for (const item of items) {
    const at = order.get(sliceOf.get(item) ?? '') ?? -1;
    if (at < 0) continue;
    if (at < last) report(context, item.place, 'must stand in the order of the slices (ordered slicing)');
    last = Math.max(last, at);
  }
}

function checkConstants(node: ProfileNode, item: ElementItem, context: CheckContext): void {
  for (const constant of node.constants) {
    if (matchesConstant(item.value, constant)) continue;
    const words = constant.kind === 'fixed' ? 'must be' : 'must hold';
    report(context, item.place, `${words} ${constantText(constant)} (${constant.kind} value)`);
  }
}

function checkTypes(node: ProfileNode, item: ElementItem, context: CheckContext): void {
  const types = node.types;
  if (types === undefined) return;
  const isInner = item.type.includes('.');
  // A code that is an address stands for a primitive of FHIRPath: `id` and `Extension.url`.
  const matching = types.filter(({ code }) => isInner || code.startsWith('http') || isOfType(item.type, code));
  if (matching.length === 0) {
    report(context, item.place, `must be ${types.map(({ code }) => code).join(' or ')} (type of the profile)`);
    return;
  }
  if (item.type === 'Reference') checkTargets(matching, item, context);
  // Extensions are checked where they stand, each by its own definition.
  if (item.type === 'Extension') return;
  const profiles = matching.flatMap(({ profile }) => profile ?? []);
  if (profiles.length === 0 || matching.some(({ profile }) => profile === undefined)) return;
  const trees = profiles.map((url) => context.treeOf(url));
  if (trees.includes(undefined)) {
    const [missing] = profiles.filter((_, index) => trees[index] === undefined);
    if (profiles.length === 1)
      report(context, item.place, `was not checked against ${missing}, which is not loaded`, 'information');
    return;
  }
  const [only, ...others] = trees as ProfileTree[];
  if (others.length === 0) checkAgainstTree(only!, item, context);
  else if (!(trees as ProfileTree[]).some((tree) => context.conforms(tree, item, context))) {
    report(context, item.place, `must conform to one of ${profiles.join(', ')} (type of the profile)`);
  }
}

const baseUrl = 'http://hl7.org/fhir/StructureDefinition/';

function checkTargets(types: NonNullable<ProfileNode['types']>, item: ElementItem, context: CheckContext): void {
  const profiles = types.flatMap(({ targetProfile }) => targetProfile ?? []);
  if (profiles.length === 0) return;
  const allowed = profiles.map((profile) => targetTypeOf(canonicalUrl(profile), context));
  if (allowed.includes(undefined) || allowed.includes('Resource')) return;
  const target = typeReferredTo(item.value as Members | undefined, context);
  if (target !== undefined && !allowed.includes(target)) {
    report(context, item.place, `must point to ${[...new Set(allowed)].join(' or ')} (reference target)`);
  }
}

function targetTypeOf(profile: string, context: CheckContext): string | undefined {
  const loaded = context.structureOf(profile)?.type;
  if (loaded !== undefined) return loaded;
  const name = profile.startsWith(baseUrl) ? profile.slice(baseUrl.length) : '';
  return name === 'Resource' || isResourceType(name) ? name : undefined;
}

function typeReferredTo(reference: Members | undefined, { resource, root }: CheckContext): string | undefined {
  const text = typeof reference?.['reference'] === 'string' ? reference['reference'] : undefined;
  const declared = typeof reference?.['type'] === 'string' ? reference['type'] : undefined;
  if (text?.startsWith('#') !== true) return referenceType(text, declared);
  if (text === '#') return String(root['resourceType']);
  const found = containedIn(root).get(text.slice(1)) ?? containedIn(resource).get(text.slice(1));
  return found === undefined ? declared : String(found['resourceType']);
}

const compiled = new WeakMap<ElementConstraint, Map<string, FhirpathExpression | undefined>>();

function expressionOf(constraint: ElementConstraint, type: string): FhirpathExpression | undefined {
  const byType = compiled.get(constraint) ?? new Map<string, FhirpathExpression | undefined>();
  compiled.set(constraint, byType);
  if (!byType.has(type)) {
    try {
      byType.set(type, compileFhirpath(type, constraint.expression!));
    } catch {
      byType.set(type, undefined);
    }
  }
  return byType.get(type);
}

function checkConstraint(constraint: ElementConstraint, item: ElementItem, context: CheckContext): void {
  if (item.value === undefined || !context.budget.spend(stepsOfExpression)) return;
  const evaluate = expressionOf(constraint, item.type);
  if (evaluate === undefined) {
    report(
      context,
      item.place,
      `has a rule that is no FHIRPath, and was not checked (rule ${constraint.key})`,
      'warning',
    );
    return;
  }
  let holds = false;
  try {
    const result = evaluate(item.value, { resource: context.resource, rootResource: context.root });
    holds = result.length === 1 && result[0] === true;
  } catch {
    // The engine's own words may quote the data.
  }
  const words = constraint.human?.trim().replace(/\.$/, '') ?? `must fulfil ${constraint.expression}`;
  if (!holds) report(context, item.place, `${words} (rule ${constraint.key})`, constraint.severity);
}
