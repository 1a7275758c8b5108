/**
 * Where a FHIRPath expression leads inside a resource, by HL7's own engine: for patches, which change what they find. The
 * engine is loaded when first asked for (130 ms, 30 MB).
 */
import { createRequire } from 'node:module';
import type fhirpathModule from 'fhirpath';
import type { Model } from 'fhirpath';
import type { Resource } from './resource-types.ts';

export interface PathNode {
  /** The object that holds it: part of the resource itself, not a copy. None of the resource. */
  readonly owner: Record<string, unknown> | undefined;
  /** The node of the owner. */
  readonly parent: PathNode | undefined;
  /** The element's name, without the type of a choice. */
  readonly name: string;
  /** In a list. */
  readonly index: number | undefined;
  readonly value: unknown;
  /** The type, or the path of an element with members of its own: `HumanName`, `Patient.contact`. */
  readonly typePath: string;
}

/** What the engine gives for each result when it is asked not to unwrap them. */
interface EngineNode {
  /** None of the resource, nor of what was computed and stands nowhere. */
  readonly parentResNode?: EngineNode | null;
  readonly propName: string;
  readonly index: number | null;
  readonly data: unknown;
  /** Of a primitive: its id and extensions. */
  readonly _data: unknown;
  readonly path: string | null;
}

let engine: { readonly fhirpath: Pick<typeof fhirpathModule, 'compile'>; readonly r4: Model } | undefined;

/** An element of a primitive stands in what is beside the primitive. */
function holderOf(parent: EngineNode | undefined): PathNode['owner'] {
  const holder = typeof parent?.data === 'object' && parent.data !== null ? parent.data : parent?._data;
  return (holder ?? undefined) as PathNode['owner'];
}

/** Undefined when the expression is no FHIRPath, or cannot be evaluated. */
export function findNodes(resource: Resource, expression: string): PathNode[] | undefined {
  const require = createRequire(import.meta.url);
  engine ??= {
    fhirpath: require('fhirpath') as Pick<typeof fhirpathModule, 'compile'>,
    r4: require('fhirpath/fhir-context/r4') as Model,
  };
  let found: EngineNode[];
  try {
    const evaluate = engine.fhirpath.compile({ base: resource.resourceType, expression }, engine.r4, {
      resolveInternalTypes: false,
      async: false,
      // By default the engine prints what trace() is given.
      traceFn: () => undefined,
    });
    found = evaluate(resource) as EngineNode[];
  } catch {
    return undefined;
  }
  return found.map((node) => nodeOf(node, resource));
}

function nodeOf(node: EngineNode, resource: Resource): PathNode {
  const parent = node.parentResNode ?? undefined;
  return {
    owner: holderOf(parent),
    parent: parent === undefined ? undefined : nodeOf(parent, resource),
    name: node.propName,
    index: node.index ?? undefined,
    value: node.data,
    typePath: node.path ?? resource.resourceType,
  };
}
