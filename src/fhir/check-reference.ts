/** What a Reference points to, as far as its own text tells (R4 2.3.0.1): nothing is looked up. */
import { referenceType } from './reference.ts';
import { isResourceType } from './resource-types.ts';
import type { ValidationWalk } from './validation-walk.ts';

type Members = Readonly<Record<string, unknown>>;

/** @param targets the types that it may point to; undefined where any may be */
export function checkReference(value: Members, targets: ReadonlySet<string> | undefined, walk: ValidationWalk): void {
  const { reference, type } = value;
  const text = typeof reference === 'string' ? reference : undefined;
  const declared = typeof type === 'string' ? type : undefined;
  let target: string | undefined;
  if (text?.charCodeAt(0) === 35) {
    walk.container?.fragments.add(text);
    target =
      text === '#' ? String(walk.container?.resource['resourceType']) : walk.container?.contained.get(text.slice(1));
  } else {
    target = referenceType(text);
  }
  if (target !== undefined && declared !== undefined && target !== declared) {
    walk.flaw('must be the type that the reference points to', 'type');
  }
  target ??= declared;
  if (target === undefined) return;
  if (!isResourceType(target)) walk.flaw('must point to a resource type of FHIR R4 (reference target)');
  else if (targets !== undefined && !targets.has(target)) {
    walk.flaw(`must point to ${[...targets].join(' or ')} (reference target)`);
  }
}
