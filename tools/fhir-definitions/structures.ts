/** From StructureDefinitions with snapshots to one flat list of types: resources, data types and their inner elements. */
import type { ElementStructure, Invariant, TypeStructure } from '../../src/fhir/definitions.ts';

interface SourceType {
  code: string;
  profile?: string[];
  targetProfile?: string[];
  extension?: { url: string; valueUrl?: string }[];
}
interface SourceElement {
  path: string;
  min: number;
  isSummary?: boolean;
  max: string;
  type?: SourceType[];
  contentReference?: string;
  binding?: { strength: string; valueSet?: string };
  constraint?: { key: string; severity: 'error' | 'warning'; human?: string; expression?: string }[];
}
interface SourceStructure {
  name: string;
  type: string;
  kind: string;
  url: string;
  abstract: boolean;
  derivation?: string;
  snapshot: { element: SourceElement[] };
}

const base = 'http://hl7.org/fhir/StructureDefinition/';
// Not of R4: a later release's resource that the carrying package adds.
const foreign = new Set(['SubscriptionStatus', 'MetadataResource']);
// Held by the structure itself: no element without content.
const structural = new Set(['ele-1']);

export interface Structures {
  readonly types: TypeStructure[];
  readonly invariants: Record<string, Invariant>;
  readonly requiredValueSets: Set<string>;
}

export function structuresOf(resources: readonly object[]): Structures {
  const sources = (resources as (SourceStructure & { resourceType: string })[])
    .filter((source) => source.resourceType === 'StructureDefinition' && !foreign.has(source.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(sources.map((source) => source.name));
  const invariants = invariantIds(sources);
  const requiredValueSets = new Set<string>();
  const types: TypeStructure[] = [];
  for (const source of sources) {
    for (const type of typesIn(source, names, invariants)) {
      types.push(type);
      for (const element of type.elements) if (element.binding !== undefined) requiredValueSets.add(element.binding);
    }
  }
  return { types, invariants: invariants.byId, requiredValueSets };
}

interface InvariantIds {
  readonly byId: Record<string, Invariant>;
  idOf(root: string, key: string): string;
}

/** R4 uses three keys (`inv-1` among them) for different rules: those get their resource in front. */
function invariantIds(sources: readonly SourceStructure[]): InvariantIds {
  const expressions = new Map<string, Set<string>>();
  const found: { root: string; key: string; invariant: Invariant }[] = [];
  for (const source of sources) {
    for (const element of source.snapshot.element) {
      for (const { key, severity, human, expression } of element.constraint ?? []) {
        if (structural.has(key) || expression === undefined) continue;
        expressions.set(key, (expressions.get(key) ?? new Set()).add(expression));
        found.push({
          root: source.name,
          key,
          invariant: { key, severity, expression, ...(human === undefined ? {} : { human }) },
        });
      }
    }
  }
  const idOf = (root: string, key: string): string => ((expressions.get(key)?.size ?? 0) > 1 ? `${root}:${key}` : key);
  const byId: Record<string, Invariant> = {};
  for (const { root, key, invariant } of found.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    byId[idOf(root, key)] = invariant;
  }
  return { byId, idOf };
}

function typesIn(source: SourceStructure, names: ReadonlySet<string>, invariants: InvariantIds): TypeStructure[] {
  const elements = source.snapshot.element;
  const root = elements[0]!.path;
  const parents = new Set(elements.map((element) => element.path.slice(0, element.path.lastIndexOf('.'))));
  const constraintsOf = (element: SourceElement): string[] =>
    (element.constraint ?? [])
      .filter(({ key, expression }) => expression !== undefined && !structural.has(key))
      .map(({ key }) => invariants.idOf(source.name, key));
  const nameOf = (path: string): string => source.name + path.slice(root.length);
  const types: TypeStructure[] = [];
  for (const owner of elements) {
    if (owner !== elements[0] && !parents.has(owner.path)) continue;
    const children = elements.filter(
      ({ path }) => path.startsWith(`${owner.path}.`) && !path.slice(owner.path.length + 1).includes('.'),
    );
    types.push({
      name: nameOf(owner.path),
      kind: kindOf(source, owner === elements[0]),
      ...(source.abstract && owner === elements[0] ? { abstract: true } : {}),
      elements: children.map((child) => {
        const name = child.path.slice(owner.path.length + 1);
        const inner = parents.has(child.path) ? nameOf(child.path) : undefined;
        return elementOf(child, { name, inner, source, names, constraints: constraintsOf(child) });
      }),
      ...(constraintsOf(owner).length > 0 ? { constraints: constraintsOf(owner) } : {}),
    });
  }
  return types;
}

function kindOf(source: SourceStructure, isRoot: boolean): TypeStructure['kind'] {
  if (!isRoot) return 'inner';
  if (source.kind === 'primitive-type') return 'primitive';
  return source.kind === 'resource' ? 'resource' : 'complex';
}

interface Placing {
  readonly name: string;
  readonly inner: string | undefined;
  readonly source: SourceStructure;
  readonly names: ReadonlySet<string>;
  readonly constraints: string[];
}

function elementOf(child: SourceElement, placing: Placing): ElementStructure {
  const isChoice = placing.name.endsWith('[x]');
  const valueSet = child.binding?.valueSet?.split('|')[0];
  const strength = child.binding?.strength;
  const required = strength === 'required' ? valueSet : undefined;
  const isLoose = valueSet !== undefined && (strength === 'extensible' || strength === 'preferred');
  const reference = child.type?.find((type) => type.code === 'Reference');
  const targets = (reference?.targetProfile ?? []).map((profile) => profile.slice(base.length)).sort();
  // The Extension type itself holds ext-1, and an inner element's own type holds its rules: once is enough.
  const constraints = placing.inner === undefined ? placing.constraints.filter((id) => id !== 'ext-1') : [];
  return {
    name: isChoice ? placing.name.slice(0, -3) : placing.name,
    min: child.min,
    max: child.max === '*' ? -1 : Number(child.max),
    types: typeNames(child, placing),
    ...(isChoice ? { choice: true } : {}),
    ...(targets.length > 0 && !targets.includes('Resource') ? { targets } : {}),
    ...(required !== undefined ? { binding: required } : {}),
    ...(isLoose ? { [strength]: valueSet } : {}),
    ...(child.isSummary === true ? { summary: true as const } : {}),
    ...(constraints.length > 0 ? { constraints } : {}),
  };
}

function typeNames(child: SourceElement, placing: Placing): string[] {
  if (placing.inner !== undefined) return [placing.inner];
  if (child.contentReference !== undefined)
    return [child.contentReference.slice(child.contentReference.indexOf('#') + 1)];
  // The published text says "string" for a resource's id; its own format is that of the type id (R4 2.28.0.2).
  if (placing.name === 'id') return [placing.source.kind === 'resource' ? 'id' : 'string'];
  return (child.type ?? []).map((type) => {
    const profile = type.profile?.[0]?.slice(base.length);
    if (profile !== undefined && placing.names.has(profile)) return `${type.code}:${profile}`;
    const declared = type.extension?.find(({ url }) => url === `${base}structuredefinition-fhir-type`)?.valueUrl;
    return declared ?? type.code;
  });
}
