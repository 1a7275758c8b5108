/**
 * Reads chains (R4 3.1.1.4.15), `_has` (3.1.1.4.16), and what is one too: `_list` (3.1.1.4.22), hierarchies (3.1.1.4.14).
 * What is chained is read as a search of its own.
 */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { Chain, ReadSearch } from '../search-criterion.ts';
import { isCriterion, readCriterion } from './read-criterion.ts';
import { readHierarchy } from './read-hierarchy.ts';
import { idDefinition, innerSearch, type ReadingTools, type WrittenChain } from './reading-tools.ts';

/** References that one parameter may follow, one after the other. */
export const chainDepthMax = 3;

const tooDeep = `follows more than ${chainDepthMax} references`;

/** What stands behind the dot or the last colon, asked of `type`. A text is the rule that it breaks. */
function readInner(tools: ReadingTools, written: WrittenChain): ReadSearch | string {
  if (written.depth > chainDepthMax) return tooDeep;
  const chain = readChain(tools, written);
  if (typeof chain === 'string') return chain;
  if (chain !== undefined) return innerSearch(tools, written.type, { chains: [chain] });
  // Strict: a chain that is left out would show more than was asked for.
  const criterion = readCriterion(tools, { ...written, isStrict: true });
  if (isCriterion(criterion)) return innerSearch(tools, written.type, { criteria: [criterion] });
  return criterion ?? 'must have a value';
}

function reverse(
  tools: ReadingTools,
  { type }: WrittenChain,
  parts: { readonly type: ResourceType; readonly code: string; readonly search: ReadSearch },
): Chain {
  return { direction: 'reverse', idDefinition: idDefinition(tools, type), ...parts };
}

/** `_has:Type:reference:parameter`. */
function readReverse(tools: ReadingTools, written: WrittenChain): Chain | string {
  const [, type = '', code = '', ...rest] = written.name.split(':');
  if (!isResourceType(type) || rest.length === 0) return 'must be _has:Type:reference:parameter';
  const reference = tools.parametersOf(type).get(code);
  if (reference?.type !== 'reference') return `names no reference of ${type}`;
  if (reference.targets !== undefined && !reference.targets.includes(written.type))
    return `names a reference of ${type} that leads to no ${written.type}`;
  const inner = { type, name: rest.join(':'), value: written.value, depth: written.depth + 1 };
  const search = readInner(tools, inner);
  return typeof search === 'string' ? search : reverse(tools, written, { type, code, search });
}

/** `_list=id`: what an entry of that List refers to. */
function readList(tools: ReadingTools, written: WrittenChain): Chain | string | undefined {
  if (written.value === '') return undefined;
  if (written.value.startsWith('$')) return 'names a functional list, which is not supported';
  const search = readInner(tools, { type: 'List', name: '_id', value: written.value, depth: written.depth + 1 });
  return typeof search === 'string' ? search : reverse(tools, written, { type: 'List', code: 'item', search });
}

function typesOf(definition: SearchParameterDefinition, modifier: string | undefined): readonly string[] | string {
  if (modifier === undefined) return definition.targets ?? 'must name the type that the reference leads to';
  if (definition.targets?.includes(modifier) === false) return `leads to no ${modifier}`;
  return [modifier];
}

function readForward(tools: ReadingTools, written: WrittenChain, dot: number): Chain | string {
  const [code = '', modifier, ...more] = written.name.slice(0, dot).split(':');
  const definition = tools.parametersOf(written.type).get(code);
  if (definition?.type !== 'reference' || more.length > 0)
    return `names no reference of ${written.type} before its dot`;
  const types = typesOf(definition, modifier);
  if (typeof types === 'string') return types;
  const inner = { name: written.name.slice(dot + 1), value: written.value, depth: written.depth + 1 };
  const searches: ReadSearch[] = [];
  let flaw: string | undefined;
  for (const type of types) {
    if (!isResourceType(type)) continue;
    const search = readInner(tools, { ...inner, type });
    if (typeof search === 'string') flaw ??= search;
    else searches.push(search);
  }
  // A type of several that has no such parameter is left out; none that has it is an error.
  return searches.length === 0 ? (flaw ?? 'leads nowhere') : { direction: 'forward', definition, searches };
}

/** Undefined when the parameter is no chain. */
export function readChain(tools: ReadingTools, written: WrittenChain): Chain | string | undefined {
  if (written.name.startsWith('_has:')) return readReverse(tools, written);
  if (written.name === '_list') return readList(tools, written);
  const dot = written.name.indexOf('.');
  return dot < 0 ? readHierarchy(tools, written) : readForward(tools, written, dot);
}
