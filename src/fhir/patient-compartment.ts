/** Whose record a resource belongs to: R4's patient compartment (CompartmentDefinition "patient", R4 5.6). */
import type { FhirDefinitions } from './definitions.ts';
import type { Resource } from './resource-types.ts';
import { parseSearchExpression, type Step } from './search-expression.ts';
import { createSearchParameters, expressionFor } from './search-parameters.ts';
import { growPath, newTrieNode, readTrie, type TrieNode, withoutRoot } from './search-trie.ts';
import { valueReaders } from './search-value-readers.ts';
import type { ReferenceValue, SearchValue } from './search-values.ts';

export interface PatientCompartment {
  /** True for types that a patient's compartment may hold, Patient included. */
  isPatientCompartmentType(type: string): boolean;
  /**
   * All references that place the resource in some patient's compartment: those to a Patient, and those whose text does
   * not tell the type (a urn, an absolute address, an identifier alone). A Patient's own id is the caller's to add.
   */
  patientReferencesOf(resource: Resource): ReferenceValue[];
  /**
   * Of those, the ones that say whom the resource is about, a Patient that is contained included: it leads to nobody's
   * record. None for a type that names many people (Group).
   */
  subjectReferencesOf(resource: Resource): ReferenceValue[];
  /** The search parameter that names the subject; undefined where the type has none. */
  subjectParameterOf(type: string): string | undefined;
}

// In this order: the first that the compartment gives for the type says whom it is about; the others (performer,
// asserter, recipient ...) only that a patient had a part in it.
const subjectParameters = ['subject', 'patient', 'beneficiary', 'individual', 'actor'];

function isContainedPatient(resource: Resource, id: string): boolean {
  const contained = resource['contained'] as
    | readonly { readonly resourceType?: string; readonly id?: string }[]
    | undefined;
  return contained?.some((one) => one.resourceType === 'Patient' && one.id === id) === true;
}

export function createPatientCompartment(definitions: FhirDefinitions): PatientCompartment {
  const { patientCompartment } = definitions.search;
  const parametersOf = createSearchParameters(definitions);
  const tries = new Map<string, TrieNode>();

  const trieOf = (type: string): TrieNode => {
    let root = tries.get(type);
    if (root !== undefined) return root;
    root = newTrieNode();
    tries.set(type, root);
    for (const code of patientCompartment[type] ?? []) {
      const parameter = parametersOf(type as Parameters<typeof parametersOf>[0]).get(code);
      if (parameter === undefined)
        throw new Error(`The patient compartment names ${type}.${code}, which is no parameter`);
      for (const path of parseSearchExpression(expressionFor(parameter, type))) {
        const inside = withoutRoot(path, definitions.types.get(type)!);
        // A urn's type can't be told before the Bundle is resolved: the type is asked of what is found instead.
        const steps = inside.steps.filter((step: Step) => step.step !== 'refers');
        for (const leaf of growPath(definitions, { node: root, type }, { ...inside, steps })) {
          const read = valueReaders['reference']![leaf.type];
          if (read !== undefined) leaf.node.readings.push({ parameter: code, read });
        }
      }
    }
    return root;
  };
  const referencesOf = (resource: Resource): ReferenceValue[] => {
    if (patientCompartment[resource.resourceType] === undefined) return [];
    const values: SearchValue[] = [];
    readTrie(trieOf(resource.resourceType), resource, values);
    return (values as ReferenceValue[]).filter(({ type }) => type === undefined || type === 'Patient');
  };
  // What is contained is nobody's record: its container's subject says whose it is.
  const patientReferencesOf = (resource: Resource): ReferenceValue[] =>
    referencesOf(resource).filter(({ contained }) => contained === undefined);
  const subjectParameterOf = (type: string): string | undefined =>
    type === 'Patient' ? undefined : subjectParameters.find((code) => patientCompartment[type]?.includes(code));
  return {
    isPatientCompartmentType: (type) => patientCompartment[type] !== undefined,
    patientReferencesOf,
    subjectReferencesOf: (resource) => {
      const subject = subjectParameterOf(resource.resourceType);
      return subject === undefined
        ? []
        : referencesOf(resource).filter(
            ({ parameter, contained }) =>
              parameter === subject && (contained === undefined || isContainedPatient(resource, contained)),
          );
    },
    subjectParameterOf,
  };
}
