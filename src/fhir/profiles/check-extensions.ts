/** Each extension of a resource, wherever it stands: against its own definition, and whether it may stand there (R4 2.4). */
import type { FhirDefinitions } from '../definitions.ts';
import { isResourceType } from '../resource-types.ts';
import type { CheckContext } from './check-context.ts';
import { checkAgainstTree, report } from './check-profile.ts';
import { type ElementItem, elementOf, itemsOf, type Members } from './element-item.ts';
import type { StructureDefinition } from './structure-definition.ts';

interface Spot {
  readonly item: ElementItem;
  /** Every path by which the place may be named: `Patient.contact.name.family`, `HumanName.family`, `string`. */
  readonly paths: readonly string[];
}

const deepestElement = 64;

export function checkExtensions(resource: ElementItem, context: CheckContext): void {
  visit({ item: resource, paths: [resource.type] }, context, 0);
}

function visit(spot: Spot, context: CheckContext, depth: number): void {
  const { item, paths } = spot;
  if (depth > deepestElement || !context.budget.spend(1)) return;
  for (const name of ['extension', 'modifierExtension']) {
    for (const extension of itemsOf(context.definitions, item, name)) {
      checkExtension(extension, name === 'modifierExtension', spot, context);
    }
  }
  for (const name of namesIn(context.definitions, item)) {
    for (const child of itemsOf(context.definitions, item, name)) {
      // A resource inside another is checked on its own.
      if (isResourceType(child.type)) continue;
      const below = paths.map((path) => `${path}.${name}`);
      visit({ item: child, paths: [...below, child.type] }, context, depth + 1);
    }
  }
}

/** The elements that are there, by their names without `[x]`. */
function namesIn(definitions: FhirDefinitions, item: ElementItem): Set<string> {
  const holder = (typeof item.value === 'object' ? item.value : item.companion) as Members | null | undefined;
  const names = new Set<string>();
  const elements = definitions.types.get(item.type)?.elements ?? [];
  const choices = elements.filter(({ choice }) => choice === true);
  for (const member of Object.keys(holder ?? {})) {
    const name = member.startsWith('_') ? member.slice(1) : member;
    const choice = choices.find((one) => name.startsWith(one.name) && /^[A-Z]/.test(name.slice(one.name.length)));
    const found = choice?.name ?? elementOf(definitions, item.type, name)?.name;
    if (found !== undefined) names.add(found);
  }
  return names;
}

function checkExtension(extension: ElementItem, isModifier: boolean, spot: Spot, context: CheckContext): void {
  const url = (extension.value as Members | undefined)?.['url'];
  // Inside a complex extension the parts have plain names, and its own definition says which.
  if (typeof url !== 'string' || !url.includes(':')) return;
  const definition = context.structureOf(url);
  const tree = definition?.type === 'Extension' ? context.treeOf(url) : undefined;
  if (definition === undefined || tree === undefined) {
    const rule = `is not defined by anything loaded (unknown ${isModifier ? 'modifier ' : ''}extension)`;
    context.findings.add({ severity: isModifier ? 'error' : 'information', place: extension.place, rule });
    return;
  }
  const inner = { ...context, profile: url };
  if (tree.root.isModifier !== isModifier) {
    const rule = `must stand in ${tree.root.isModifier ? 'modifierExtension' : 'extension'}`;
    report(inner, extension.place, `${rule} (unknown element)`);
  }
  checkAgainstTree(tree, extension, context);
  if (!mayStand(definition, spot, context.definitions)) {
    const where = (definition.context ?? []).map(({ expression }) => expression).join(', ');
    report(inner, extension.place, `may only stand on ${where} (context of the extension)`);
  }
}

function mayStand(definition: StructureDefinition, { item, paths }: Spot, definitions: FhirDefinitions): boolean {
  const contexts = definition.context ?? [];
  if (contexts.length === 0) return true;
  const names = new Set([...paths, ...ancestorsOf(item.type, definitions)]);
  return contexts.some(({ type, expression }) => {
    if (type === 'extension') return (item.value as Members | undefined)?.['url'] === expression;
    // A context by FHIRPath says where by an expression over the whole resource: not judged.
    if (type !== 'element') return true;
    const wanted = (expression.split('#').at(-1) ?? '').replaceAll('[x]', '');
    return wanted === 'Element' || names.has(wanted);
  });
}

function ancestorsOf(type: string, definitions: FhirDefinitions): string[] {
  if (isResourceType(type)) return ['Resource', 'DomainResource'];
  return definitions.types.get(type)?.kind === 'inner' ? ['BackboneElement'] : [type];
}
