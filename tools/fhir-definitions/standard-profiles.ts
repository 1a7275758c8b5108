/** HL7's profiles and extensions cut down to what they require: no words, no mappings, no snapshots. */
import type { ProfileElement, StructureDefinition } from '../../src/fhir/profiles/structure-definition.ts';

const elementMembers = new Set([
  'id',
  'path',
  'sliceName',
  'slicing',
  'min',
  'max',
  'type',
  'binding',
  'constraint',
  'isModifier',
]);

function elementOf(source: ProfileElement): ProfileElement {
  const kept = Object.entries(source).filter(
    ([name]) => elementMembers.has(name) || /^(fixed|pattern)[A-Z]/.test(name),
  );
  const element = Object.fromEntries(kept) as Record<string, unknown> & ProfileElement;
  const constraint = element.constraint
    ?.filter(({ key }) => key !== 'ele-1' && key !== 'ext-1')
    .map(({ key, severity, human, expression }) => ({ key, severity, human, expression }));
  const type = element.type?.map(({ code, profile, targetProfile }) => ({ code, profile, targetProfile }));
  const { binding } = element;
  return {
    ...element,
    ...(type === undefined ? {} : { type }),
    ...(constraint === undefined || constraint.length === 0 ? { constraint: undefined } : { constraint }),
    ...(binding === undefined
      ? {}
      : { binding: { strength: binding.strength, valueSet: binding.valueSet, extension: binding.extension } }),
  };
}

export function standardProfilesOf(resources: readonly object[]): readonly StructureDefinition[] {
  return (resources as StructureDefinition[])
    .filter(({ resourceType }) => resourceType === 'StructureDefinition')
    .sort((one, other) => (one.url < other.url ? -1 : 1))
    .map(({ resourceType, url, version, name, kind, type, baseDefinition, derivation, context, differential }) => ({
      resourceType,
      url,
      version,
      name,
      kind,
      type,
      baseDefinition,
      derivation,
      context,
      differential: { element: (differential?.element ?? []).map(elementOf) },
    }));
}
