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
import { compileInvariant } from './invariants/compile-invariant.ts';
import type { InvariantCheck } from './invariants/invariant-check.ts';
import { heldElsewhere, invariantsTable } from './invariants/invariants-table.ts';
import { isResourceType } from './resource-types.ts';
import { type Container, ValidationWalk } from './validation-walk.ts';

export interface ResourceFlaw extends Flaw {
  /** A resource of R4, but not of a profile that it claims (R4 3.1.0.8: 422 and not 400). */
  readonly isOfProfile?: true;
}

/** All flaws of a resource as JSON gives it (100 at most); none when it is valid. Never changes its input. */
export type ResourceValidator = (resource: unknown) => ResourceFlaw[];

export interface ValidatorOptions {
  /** Rules of severity "warning" too. */
  readonly withWarnings?: true;
  /**
   * Modifier extensions whose meaning the reader of the resource knows. Any other changes what an element means in a way
   * that nobody here would show, so it is refused (R4 2.4.0.1). None unless told otherwise.
   */
  readonly isModifierKnown?: (url: string) => boolean;
}

export interface Examination {
  readonly flaws: readonly Flaw[];
  /** Broken rules of severity "warning": `dom-6` and the like. */
  readonly warnings: readonly Flaw[];
}

/** A validator over the definitions. A type is compiled when it is first met (1 ms or so), then kept. */
export function createResourceValidator(
  definitions: FhirDefinitions,
  options: ValidatorOptions = {},
): ResourceValidator {
  const examine = createResourceExaminer(definitions, options);
  return (resource) => examine(resource).flaws as Flaw[];
}

/** The same with the warnings apart. */
export function createResourceExaminer(
  definitions: FhirDefinitions,
  options: ValidatorOptions = {},
): (resource: unknown) => Examination {
  const compiler = createCompiler(definitions, options);
  return (resource) => {
    const type = resourceTypeIn(resource);
    if (type === undefined) {
      const rule = 'must be an object with the resourceType of a FHIR R4 resource';
      return { flaws: [{ place: 'resourceType', rule }], warnings: [] };
    }
    const walk = new ValidationWalk(type);
    checkContainer(compiler.typeNamed(type), resource as Members, walk);
    return walk;
  };
}

function createCompiler(definitions: FhirDefinitions, options: ValidatorOptions): Compiler {
  const compiled = new Map<string, CompiledType>();
  const expressions = new Map<string, InvariantCheck>();
  const invariantOf = (id: string, path: string): InvariantCheck => {
    if (Object.hasOwn(invariantsTable, id)) return invariantsTable[id]!;
    const key = `${id} ${path}`;
    const check = expressions.get(key) ?? compileInvariant(definitions.invariants[id]!, path);
    expressions.set(key, check);
    return check;
  };
  const isWanted = (id: string): boolean =>
    !heldElsewhere.has(id) && (options.withWarnings === true || definitions.invariants[id]?.severity === 'error');
  const compiler: Compiler = {
    structureNamed: (name) => definitions.types.get(name),
    bindingOf: bindingsOf(definitions.valueSets),
    isModifierKnown: options.isModifierKnown ?? (() => false),
    invariantsOf: (ids = [], path) => ids.filter(isWanted).map((id) => invariantOf(id, path)),
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
    checkInnerResource: (value, walk, isContained) => checkInnerResource(compiler, value, walk, isContained),
  };
  return compiler;
}

function checkInnerResource(compiler: Compiler, value: unknown, walk: ValidationWalk, isContained: boolean): void {
  const type = resourceTypeIn(value);
  if (type === undefined) {
    walk.flaw('must be a resource: an object with the resourceType of a FHIR R4 resource');
    return;
  }
  const resource = value as Members;
  if (!isContained) {
    checkContainer(compiler.typeNamed(type), resource, walk);
    return;
  }
  const container = walk.container!;
  const outer = container.current;
  container.current = resource;
  checkObject(compiler.typeNamed(type), resource, walk);
  container.current = outer;
  if (resource['id'] === undefined) walk.flaw('is required of a contained resource', 'id');
}

function resourceTypeIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const type = (value as Members)['resourceType'];
  return typeof type === 'string' && isResourceType(type) ? type : undefined;
}

const noneContained: ReadonlyMap<string, string> = new Map();

function checkContainer(type: CompiledType, resource: Members, walk: ValidationWalk): void {
  const outer = walk.container;
  const container: Container = {
    resource,
    current: resource,
    contained: containedIn(resource),
    fragments: new Set(),
  };
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

/**
 * An id names one contained resource (R4 2.3.0.2): of two, nobody knows which a reference means. dom-3: what is contained is
 * referred to from elsewhere in the resource, or itself refers to its container.
 */
function checkContained(resource: Members, container: Container, walk: ValidationWalk): void {
  const contained = resource['contained'] as readonly Members[];
  const seen = new Set<string>();
  for (const [index, inner] of contained.entries()) {
    if (typeof inner?.['id'] !== 'string') continue;
    if (seen.has(inner['id']))
      walk.flaw('must be unique among what is contained (R4 2.3.0.2)', `contained[${index}].id`);
    seen.add(inner['id']);
    if (container.fragments.has(`#${inner['id']}`)) continue;
    if (container.fragments.has('#') && pointsToContainer(inner)) continue;
    walk.flaw('must be referred to from the resource that contains it (rule dom-3)', `contained[${index}]`);
  }
}

function pointsToContainer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((child) => child === '#' || pointsToContainer(child));
}
