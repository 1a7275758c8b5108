/** Search parameters compiled from their FHIRPath expressions to one walk over a resource (R4 3.1.1.4). */
import type {
  FhirDefinitions,
  SearchComponentDefinition,
  SearchParameterDefinition,
  SearchParameterType,
} from './definitions.ts';
import type { Resource } from './resource-types.ts';
import { type Path, parseSearchExpression } from './search-expression.ts';
import { createSearchParameters, expressionFor, type SearchParameters } from './search-parameters.ts';
import { growPath, type Leaf, newTrieNode, readTrie, type TrieNode, withoutRoot } from './search-trie.ts';
import { codeReader, readFamilyName, type ValueReader, valueReaders } from './search-value-readers.ts';
import type { SearchValue } from './search-values.ts';

/** The values of a resource for its search parameters, in the order of its members; equal values may come twice. */
export type SearchValueExtractor = (resource: Resource) => SearchValue[];

export interface ExtractorOptions {
  /** Which parameters to extract; by default all but the composite ones, which repeat what their components give. */
  readonly isWanted?: (parameter: SearchParameterDefinition, type: string) => boolean;
  /** By default R4's own parameters of each type. */
  readonly parametersOf?: SearchParameters;
}

/** A resource type is compiled when it is first met (a few ms at most), then kept. */
export function createSearchValueExtractor(
  definitions: FhirDefinitions,
  options: ExtractorOptions = {},
): SearchValueExtractor {
  const isWanted = options.isWanted ?? ((parameter) => parameter.type !== 'composite');
  const parametersOf = options.parametersOf ?? createSearchParameters(definitions);
  const tries = new Map<string, TrieNode>();
  return (resource) => {
    let trie = tries.get(resource.resourceType);
    if (trie === undefined) {
      trie = newTrieNode();
      tries.set(resource.resourceType, trie);
      const compiler = { definitions, type: resource.resourceType, root: trie };
      for (const parameter of parametersOf(resource.resourceType as Parameters<typeof parametersOf>[0]).values()) {
        if (isWanted(parameter, resource.resourceType)) addParameter(parameter, compiler);
      }
    }
    const values: SearchValue[] = [];
    readTrie(trie, resource, values);
    return values;
  };
}

interface TypeCompiler {
  readonly definitions: FhirDefinitions;
  readonly type: string;
  readonly root: TrieNode;
}

function addParameter(parameter: SearchParameterDefinition, compiler: TypeCompiler): void {
  const expression = expressionFor(parameter, compiler.type);
  if (expression === '') return;
  const { definitions, type, root } = compiler;
  if (parameter.components?.some(({ expression }) => expression.startsWith(outside))) {
    addOutreaching(parameter, compiler);
    return;
  }
  for (const written of parseSearchExpression(expression)) {
    const path = withoutRoot(written, definitions.types.get(type)!);
    if (path.asPresence) {
      addPresence(parameter, path, compiler);
      continue;
    }
    for (const leaf of growPath(definitions, { node: root, type }, path)) {
      const read = parameterReader(parameter, leaf, compiler);
      if (read !== undefined) leaf.node.readings.push({ parameter: parameter.code, read });
    }
  }
}

function parameterReader(
  parameter: SearchParameterDefinition,
  leaf: Leaf,
  compiler: TypeCompiler,
): ValueReader | undefined {
  if (parameter.type === 'composite') return compositeReader(parameter, leaf, compiler);
  const read = readerFor(parameter.type, leaf, compiler);
  if (read === undefined || leaf.type !== 'Resource') return read;
  // A Bundle's first entry: a document's Composition or a message's header, or something else that is meant by neither.
  return (value, code, values) => {
    if (parameter.targets?.includes((value as Resource).resourceType)) read(value, code, values);
  };
}

/** Undefined where the data type has no values for the parameter's type, such as a SampledData for a quantity. */
function readerFor(type: SearchParameterType, leaf: Leaf, { definitions }: TypeCompiler): ValueReader | undefined {
  if (type === 'token' && leaf.type === 'code') return codeReader(impliedSystem(leaf, definitions));
  if (type === 'string' && leaf.element?.name === 'family') return readFamilyName;
  return valueReaders[type]?.[leaf.type];
}

/** A `code` says no system, but a required binding to codes of one system implies it (R4 3.1.1.4.10). */
function impliedSystem(leaf: Leaf, definitions: FhirDefinitions): string | undefined {
  const binding = leaf.element?.binding;
  const systems = binding === undefined ? [] : Object.keys(definitions.valueSets.expanded[binding] ?? {});
  return systems.length === 1 ? systems[0] : undefined;
}

/** `A.exists() and A != false`: a token that every resource has. */
function addPresence(parameter: SearchParameterDefinition, path: Path, compiler: TypeCompiler): void {
  const probe = newTrieNode();
  for (const leaf of growPath(compiler.definitions, { node: probe, type: compiler.type }, path)) {
    leaf.node.readings.push({
      parameter: parameter.code,
      read: (value, code, values) => {
        if (value !== false) values.push({ kind: 'token', parameter: code });
      },
    });
  }
  const read: ValueReader = (value, code, values) => {
    const found: SearchValue[] = [];
    readTrie(probe, value, found);
    valueReaders['token']!['boolean']!(found.length > 0, code, values);
  };
  compiler.root.readings.push({ parameter: parameter.code, read });
}

/** What a component's expression begins with when it leaves its element for the resource. */
const outside = '%resource.';

type ValuesIn = (value: unknown) => SearchValue[];

function componentValues(component: SearchComponentDefinition, type: string, compiler: TypeCompiler): ValuesIn {
  const root = newTrieNode();
  for (const path of parseSearchExpression(component.expression.replace(outside, ''))) {
    for (const end of growPath(compiler.definitions, { node: root, type }, path)) {
      const read = readerFor(component.type, end, compiler);
      if (read !== undefined) end.node.readings.push({ parameter: component.code, read });
    }
  }
  return (value) => {
    const found: SearchValue[] = [];
    readTrie(root, value, found);
    return found;
  };
}

function pushComposite(
  parameter: string,
  components: readonly (readonly SearchValue[])[],
  values: SearchValue[],
): void {
  if (components.every((found) => found.length > 0)) values.push({ kind: 'composite', parameter, components });
}

function compositeReader(parameter: SearchParameterDefinition, leaf: Leaf, compiler: TypeCompiler): ValueReader {
  const read = (parameter.components ?? []).map((component) => componentValues(component, leaf.type, compiler));
  return (value, code, values) => {
    pushComposite(
      code,
      read.map((valuesIn) => valuesIn(value)),
      values,
    );
  };
}

/** Two of MolecularSequence's: a component of the resource itself stands beside those of each element. */
function addOutreaching(parameter: SearchParameterDefinition, compiler: TypeCompiler): void {
  const { definitions, type, root } = compiler;
  const [path] = parseSearchExpression(expressionFor(parameter, type));
  if (path === undefined) return;
  const elements = newTrieNode();
  const components = parameter.components ?? [];
  let current: readonly (readonly SearchValue[])[] = [];
  for (const leaf of growPath(definitions, { node: elements, type }, withoutRoot(path, definitions.types.get(type)!))) {
    const inside = components.map((component) =>
      component.expression.startsWith(outside) ? undefined : componentValues(component, leaf.type, compiler),
    );
    const read: ValueReader = (value, code, values) =>
      pushComposite(
        code,
        inside.map((valuesIn, index) => valuesIn?.(value) ?? current[index] ?? []),
        values,
      );
    leaf.node.readings.push({ parameter: parameter.code, read });
  }
  const ofResource = components.map((component) =>
    component.expression.startsWith(outside) ? componentValues(component, type, compiler) : () => [],
  );
  root.readings.push({
    parameter: parameter.code,
    read: (value, _code, values) => {
      current = ofResource.map((valuesIn) => valuesIn(value));
      readTrie(elements, value, values);
    },
  });
}
