/**
 * The base specification's rules for any resource: structure, cardinality, types, formats, required bindings,
 * reference targets, choices, empties (R4 2.1, 2.6.2, 2.24) and the invariants of `invariants-table.ts`.
 */
import type { Flaw } from '#kernel/fault.ts';
import { bindingsOf } from './bindings.ts';
import {
  type CompiledType,
  type Compiler,
  checkObject,
  compileType,
  type Members,
  newCompiledType,
} from './compile-type.ts';
import type { FhirDefinitions } from './definitions.ts';
import type { InvariantCheck } from './invariants.ts';
import { invariantsTable } from './invariants-table.ts';
import { isResourceType } from './resource-types.ts';
import { type Container, ValidationWalk } from './validation-walk.ts';

/** All flaws of a resource as JSON gives it (100 at most); none when it is valid. Never changes its input. */
export type ResourceValidator = (resource: unknown) => Flaw[];

export interface ValidatorOptions {
  /**
   * Checks for invariants that the table does not cover, by their id in `definitions.invariants`: the place where
   * FHIRPath expressions, and a profile's own rules, plug in.
   */
  readonly invariants?: Readonly<Record<string, InvariantCheck>>;
}

/**
 * A validator over the definitions. A type is compiled when it is first met (1 ms or so), then kept.
 */
export function createResourceValidator(
  definitions: FhirDefinitions,
  options: ValidatorOptions = {},
): ResourceValidator {
  const compiled = new Map<string, CompiledType>();
  const checks: Readonly<Record<string, InvariantCheck>> = { ...options.invariants, ...invariantsTable };
  const compiler: Compiler = {
    structureNamed: (name) => definitions.types.get(name),
    bindingOf: bindingsOf(definitions.valueSets),
    invariantsOf: (ids = []) =>
      ids
        .filter((id) => definitions.invariants[id]?.severity === 'error' && Object.hasOwn(checks, id))
        .map((id) => checks[id]!),
    typeNamed: (name) => {
      let type = compiled.get(name);
      if (type === undefined) {
        const structure = definitions.types.get(name);
        if (structure === undefined) throw new Error(`The definitions hold no type ${name}`);
        type = newCompiledType();
        compiled.set(name, type);
        compileType(structure, type, compiler);
        if (structure.kind === 'resource') {
          type.members.set('resourceType', { bit: 0, isChoice: false, stem: 'resourceType', check: () => {} });
        }
      }
      return type;
    },
    checkInnerResource: (value, walk, isContained) => {
      const type = resourceTypeIn(value);
      if (type === undefined) {
        walk.flaw('must be a resource: an object with the resourceType of a FHIR R4 resource');
      } else if (isContained) {
        checkObject(compiler.typeNamed(type), value as Members, walk);
        if ((value as Members)['id'] === undefined) walk.flaw('is required of a contained resource', 'id');
      } else {
        checkContainer(compiler.typeNamed(type), value as Members, walk);
      }
    },
  };
  return (resource) => {
    const type = resourceTypeIn(resource);
    if (type === undefined) {
      const rule = 'must be an object with the resourceType of a FHIR R4 resource';
      return [{ place: 'resourceType', rule }];
    }
    const walk = new ValidationWalk(type);
    checkContainer(compiler.typeNamed(type), resource as Members, walk);
    return walk.flaws;
  };
}

function resourceTypeIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const type = (value as Members)['resourceType'];
  return typeof type === 'string' && isResourceType(type) ? type : undefined;
}

const noneContained: ReadonlyMap<string, string> = new Map();

function checkContainer(type: CompiledType, resource: Members, walk: ValidationWalk): void {
  const outer = walk.container;
  const container: Container = { resource, contained: containedIn(resource), fragments: new Set() };
  walk.container = container;
  checkObject(type, resource, walk);
  if (container.contained.size > 0) checkContained(resource, container, walk);
  walk.container = outer;
}

function containedIn(resource: Members): ReadonlyMap<string, string> {
  const contained = resource['contained'];
  if (!Array.isArray(contained)) return noneContained;
  const types = new Map<string, string>();
  for (const inner of contained as (Members | null)[]) {
    if (typeof inner?.['id'] === 'string') types.set(inner['id'], String(inner['resourceType']));
  }
  return types;
}

/** dom-3: what is contained is referred to from elsewhere in the resource, or itself refers to its container. */
function checkContained(resource: Members, container: Container, walk: ValidationWalk): void {
  const contained = resource['contained'] as readonly Members[];
  for (const [index, inner] of contained.entries()) {
    if (typeof inner?.['id'] !== 'string' || container.fragments.has(`#${inner['id']}`)) continue;
    if (container.fragments.has('#') && pointsToContainer(inner)) continue;
    walk.flaw('must be referred to from the resource that contains it (rule dom-3)', `contained[${index}]`);
  }
}

function pointsToContainer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((child) => child === '#' || pointsToContainer(child));
}
