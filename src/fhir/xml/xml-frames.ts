/** What is being read while XML becomes JSON: one frame for each open element, which becomes a member when it closes. */
import type { ElementLayout, TypeLayout } from './type-layout.ts';

export type Members = Record<string, unknown>;

/** An element with elements in it. */
export interface ObjectFrame {
  readonly kind: 'object';
  /** Undefined of the root resource and of a resource inside another: its `ResourceFrame` is what has a name. */
  readonly element: ElementLayout | undefined;
  readonly layout: TypeLayout;
  readonly value: Members;
  /** Of the last element in it: the next stands no earlier. */
  order: number;
  /** How many of each repeating element there are. */
  readonly counts: Map<string, number>;
}

/** An element with a value, whose children can only be extensions. */
export interface PrimitiveFrame {
  readonly kind: 'primitive';
  readonly element: ElementLayout;
  /** Undefined where only the companion says something (R4 2.6.1, 2.6.2.3). */
  readonly value: unknown;
  readonly companion: ObjectFrame;
}

/** `contained`, `resource`: holds exactly one resource. */
export interface ResourceFrame {
  readonly kind: 'resource';
  readonly element: ElementLayout;
  resource: Members | undefined;
}

export type Frame = ObjectFrame | PrimitiveFrame | ResourceFrame;

export function objectFrame(layout: TypeLayout, element?: ElementLayout): ObjectFrame {
  return { kind: 'object', element, layout, value: {}, order: -1, counts: new Map() };
}

/** Puts a value into its owner; a repeating one at the end of its list. */
export function addValue(owner: ObjectFrame, { name, isMany }: ElementLayout, value: unknown): void {
  if (!isMany) owner.value[name] = value;
  else if (owner.value[name] === undefined) owner.value[name] = [value];
  else (owner.value[name] as unknown[]).push(value);
}

/**
 * A primitive: its value, and beside it under an underscore its id and extensions, the two lists of equal length
 * (R4 2.6.2.3). False where there is neither.
 */
export function addPrimitive(owner: ObjectFrame, { element, value, companion }: PrimitiveFrame): boolean {
  const { name } = element;
  const hasCompanion = Object.keys(companion.value).length > 0;
  if (element.isMany) {
    const at = (owner.counts.get(name) ?? 1) - 1;
    if (value !== undefined || owner.value[name] !== undefined) put(owner.value, name, at, value ?? null);
    const beside = `_${name}`;
    if (hasCompanion || owner.value[beside] !== undefined)
      put(owner.value, beside, at, hasCompanion ? companion.value : null);
  } else {
    if (value !== undefined) owner.value[name] = value;
    if (hasCompanion) owner.value[`_${name}`] = companion.value;
  }
  return value !== undefined || hasCompanion;
}

function put(owner: Members, name: string, at: number, value: unknown): void {
  const list = (owner[name] ?? Array.from({ length: at }, () => null)) as unknown[];
  list.push(value);
  owner[name] = list;
}
