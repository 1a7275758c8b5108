/**
 * `:above` and `:below` of references (R4 3.1.1.4.14). A hierarchy is made by a reference of a type to itself that says
 * what it is a part of, or who its parent is; other circular references, such as `Patient.link`, make none.
 */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import { parseReference } from '#fhir/reference.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { Chain, HierarchyLevel } from '../search-criterion.ts';
import { splitUnescaped, withoutEscapes } from '../search-text.ts';
import { idDefinition, innerSearch, type ReadingTools, type WrittenChain } from './reading-tools.ts';

const parentCodes: readonly string[] = ['partof', 'part-of', 'parent'];

/** The parameter by which resources of a type say what they are a part of. */
export function parentParameterOf(
  tools: Pick<ReadingTools, 'parametersOf'>,
  type: ResourceType,
): SearchParameterDefinition | undefined {
  for (const code of parentCodes) {
    const definition = tools.parametersOf(type).get(code);
    if (definition?.type === 'reference' && definition.targets?.includes(type) !== false) return definition;
  }
  return undefined;
}

/** Of one searched text: `Type/id` of each type that it may name; a text alone is the rule that it breaks. */
function startsOf(text: string, types: readonly ResourceType[], baseUrl: string): string[] | string {
  const written = withoutEscapes(text);
  const parsed = parseReference(written, baseUrl);
  if (parsed.kind === 'local') {
    const type = types.find((one) => one === parsed.type);
    return type === undefined ? 'must name a resource that lies in a hierarchy' : [`${type}/${parsed.id}`];
  }
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(written)) return 'must name a resource of this server';
  return types.map((type) => `${type}/${written}`);
}

/** Undefined when the parameter asks for no hierarchy. */
export function readHierarchy(tools: ReadingTools, written: WrittenChain): Chain | string | undefined {
  const [code = '', modifier, ...more] = written.name.split(':');
  if ((modifier !== 'above' && modifier !== 'below') || more.length > 0) return undefined;
  const definition = tools.parametersOf(written.type).get(code);
  if (definition?.type !== 'reference' || !tools.elementsOf(written.type, definition).has('Reference'))
    return undefined;
  const types = (definition.targets ?? []).filter(isResourceType).filter((type) => parentParameterOf(tools, type));
  if (types.length === 0) return `the modifier is not supported: ${code} leads to no hierarchy`;
  const starts: string[] = [];
  for (const text of splitUnescaped(written.value, ',').filter((one) => one !== '')) {
    const read = startsOf(text, types, tools.baseUrl);
    if (typeof read === 'string') return read;
    starts.push(...read);
  }
  if (starts.length === 0) return 'must have a value';
  return { direction: modifier, definition, levels: types.map((type) => levelOf(tools, type, starts)) };
}

function levelOf(tools: ReadingTools, type: ResourceType, starts: readonly string[]): HierarchyLevel {
  const parent = parentParameterOf(tools, type);
  if (parent === undefined) throw new Error('a type without a hierarchy');
  const search = { ...innerSearch(tools, type, {}), extract: tools.extractorFor(type, [parent.code, '_id']) };
  const own = starts.filter((one) => one.startsWith(`${type}/`));
  return { type, parent, idDefinition: idDefinition(tools, type), search, starts: own };
}
