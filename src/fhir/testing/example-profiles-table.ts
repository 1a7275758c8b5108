/**
 * Small profiles of our own invention that use every means of profiling, with the facts of a national profile that matter
 * for an intake: an NHS number says how it was verified, an ethnic category is coded.
 */
import type {
  CodeSystem,
  ElementType,
  PackageResource,
  ProfileElement,
  StructureDefinition,
  ValueSet,
} from '../profiles/structure-definition.ts';

const own = 'https://example.org/fhir';
export const profileUrl = (name: string): string => `${own}/StructureDefinition/${name}`;
export const valueSetUrl = (name: string): string => `${own}/ValueSet/${name}`;
export const codeSystemUrl = (name: string): string => `${own}/CodeSystem/${name}`;
export const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
const base = (type: string): string => `http://hl7.org/fhir/StructureDefinition/${type}`;

type Words = Omit<ProfileElement, 'path' | 'id'>;

/** `Patient.identifier:nhsNumber.value`, as a differential writes it. */
function element(id: string, words: Words = {}): ProfileElement {
  const last = id.split('.').at(-1)!;
  const slice = last.includes(':') ? { sliceName: last.slice(last.indexOf(':') + 1) } : {};
  const path = id.replaceAll(/:[^.]+/g, '');
  return { id, path, ...slice, ...words };
}

function profile(
  name: string,
  type: string,
  elements: readonly ProfileElement[],
  more: object = {},
): StructureDefinition {
  return {
    resourceType: 'StructureDefinition',
    url: profileUrl(name),
    version: '1.0.0',
    name,
    kind: 'resource',
    type,
    baseDefinition: base(type),
    derivation: 'constraint',
    differential: { element: [element(type), ...elements] },
    ...more,
  };
}

function extension(name: string, context: string, elements: readonly ProfileElement[]): StructureDefinition {
  const url = element('Extension.url', { fixedUri: profileUrl(name) });
  return profile(name, 'Extension', [url, ...elements], { context: [{ type: 'element', expression: context }] });
}

const types = (...codes: readonly string[]): { readonly type: readonly ElementType[] } => ({
  type: codes.map((code) => ({ code })),
});
const extensionOf = (name: string): Words => ({ type: [{ code: 'Extension', profile: [profileUrl(name)] }] });
const bySystem: Words = { slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' } };
const sliced = (type: 'value' | 'pattern' | 'exists' | 'type' | 'profile', path: string, more: object = {}): Words => ({
  slicing: { discriminator: [{ type, path }], rules: 'open', ...more },
});
const loinc = (code: string): object => ({ coding: [{ system: 'http://loinc.org', code }] });
const component = (name: string, code: string): ProfileElement[] => [
  element(`Observation.component:${name}`, { min: 1, max: '1' }),
  element(`Observation.component:${name}.code`, { patternCodeableConcept: loinc(code) }),
  element(`Observation.component:${name}.value[x]`, { min: 1, ...types('Quantity') }),
];

const structures: readonly StructureDefinition[] = [
  extension('verification-status', 'Identifier', [
    element('Extension.extension', { max: '0' }),
    element('Extension.value[x]', {
      min: 1,
      ...types('CodeableConcept'),
      binding: { strength: 'required', valueSet: valueSetUrl('verification-status') },
    }),
  ]),
  extension('ethnic-category', 'Patient', [
    element('Extension.value[x]', {
      min: 1,
      ...types('CodeableConcept'),
      binding: { strength: 'extensible', valueSet: valueSetUrl('ethnic-category') },
    }),
  ]),
  // A complex extension: parts with plain names.
  extension('death-notification', 'Patient', [
    element('Extension.extension', sliced('value', 'url')),
    element('Extension.extension:status', { min: 1, max: '1' }),
    element('Extension.extension:status.url', { fixedUri: 'status' }),
    element('Extension.extension:status.value[x]', { min: 1, ...types('code') }),
    element('Extension.extension:date', { max: '1' }),
    element('Extension.extension:date.url', { fixedUri: 'date' }),
    element('Extension.extension:date.value[x]', { min: 1, ...types('dateTime') }),
    element('Extension.value[x]', { max: '0' }),
  ]),
  {
    ...extension('not-given', 'MedicationRequest', [element('Extension.value[x]', { min: 1, ...types('boolean') })]),
    differential: {
      element: [
        element('Extension', { isModifier: true }),
        element('Extension.url', { fixedUri: profileUrl('not-given') }),
        element('Extension.value[x]', { min: 1, ...types('boolean') }),
      ],
    },
  },
  profile('patient', 'Patient', [
    element('Patient.extension:ethnicCategory', { max: '1', ...extensionOf('ethnic-category') }),
    element('Patient.identifier', bySystem),
    element('Patient.identifier:nhsNumber', { max: '1' }),
    element('Patient.identifier:nhsNumber.extension:status', {
      min: 1,
      max: '1',
      ...extensionOf('verification-status'),
    }),
    element('Patient.identifier:nhsNumber.system', { min: 1, fixedUri: nhsNumberSystem }),
    element('Patient.identifier:nhsNumber.value', { min: 1 }),
    element('Patient.name', { min: 1 }),
    element('Patient.photo', { max: '0' }),
    element('Patient.contact', {
      constraint: [
        { key: 'own-1', severity: 'error', human: 'A contact needs a telecom.', expression: 'telecom.exists()' },
      ],
    }),
    element('Patient.generalPractitioner', { type: [{ code: 'Reference', targetProfile: [base('Organization')] }] }),
    element('Patient.maritalStatus', {
      binding: {
        strength: 'example',
        valueSet: valueSetUrl('all'),
        extension: [{ url: base('elementdefinition-maxValueSet'), valueCanonical: valueSetUrl('marital-status') }],
      },
    }),
  ]),
  // Built on another profile, with a rule that warns and one that cannot be read.
  profile(
    'inpatient',
    'Patient',
    [
      element('Patient.birthDate', { min: 1 }),
      element('Patient.identifier:nhsNumber', { min: 1 }),
      element('Patient.communication', { ...types('BackboneElement') }),
      element('Patient', {
        constraint: [{ key: 'own-2', severity: 'warning', human: 'An address helps', expression: 'address.exists()' }],
      }),
    ],
    { baseDefinition: profileUrl('patient') },
  ),
  profile('blood-pressure', 'Observation', [
    element('Observation.code', { patternCodeableConcept: loinc('85354-9') }),
    element('Observation.value[x]', { max: '0' }),
    element('Observation.component', {
      ...sliced('pattern', 'code', { rules: 'closed', ordered: true }),
      min: 2,
      max: '2',
    }),
    element('Observation.component.value[x].unit', { fixedString: 'mm[Hg]' }),
    // What tells a coding's slice is said of every component: each slice of components inherits it.
    element('Observation.component.code.coding', bySystem),
    element('Observation.component.code.coding:loinc'),
    element('Observation.component.code.coding:loinc.system', { fixedUri: 'http://loinc.org' }),
    element('Observation.component:systolic.code.coding:loinc', { min: 1, max: '1' }),
    ...component('systolic', '8480-6'),
    ...component('diastolic', '8462-4'),
  ]),
  profile('weight', 'Observation', [
    element('Observation.valueQuantity', { min: 1 }),
    element('Observation.valueQuantity.code', { min: 1, fixedCode: 'kg' }),
    element('Observation.note', { ...sliced('exists', 'time', { rules: 'openAtEnd' }) }),
    element('Observation.note:timed', { max: '1' }),
    element('Observation.note:timed.time', { min: 1 }),
    element('Observation.note:untimed', { max: '1' }),
    element('Observation.note:untimed.time', { max: '0' }),
    element('Observation.performer', sliced('type', 'resolve()')),
    element('Observation.performer:team', {
      max: '1',
      type: [{ code: 'Reference', targetProfile: [base('CareTeam')] }],
    }),
  ]),
  profile('notes', 'Observation', [
    element('Observation.category', sliced('value', '$this', { rules: 'openAtEnd' })),
    element('Observation.category:laboratory', { min: 1, fixedCodeableConcept: { text: 'laboratory' } }),
  ]),
  profile('discharge', 'Bundle', [
    element('Bundle.type', { fixedCode: 'collection' }),
    element('Bundle.entry', sliced('profile', 'resource')),
    element('Bundle.entry:patient', { min: 1, max: '1' }),
    element('Bundle.entry:patient.resource', { min: 1, type: [{ code: 'Patient', profile: [profileUrl('patient')] }] }),
    element('Bundle.entry:encounter', { min: 1 }),
    element('Bundle.entry:encounter.resource', { type: [{ code: 'Encounter', profile: [base('Encounter')] }] }),
  ]),
  profile('untold-base', 'Patient', [], { baseDefinition: profileUrl('nobody-loaded') }),
  profile('itself', 'Patient', [], { baseDefinition: profileUrl('itself') }),
  // Only a snapshot, as some tools publish.
  {
    ...profile('snapshot-only', 'Organization', []),
    differential: undefined,
    snapshot: {
      element: [element('Organization', { min: 0, max: '*' }), element('Organization.name', { min: 1, max: '1' })],
    },
  },
];

const codeSystem = (name: string, concept: CodeSystem['concept']): CodeSystem => ({
  resourceType: 'CodeSystem',
  url: codeSystemUrl(name),
  content: 'complete',
  ...(concept === undefined ? {} : { concept }),
});
const valueSet = (name: string, compose: NonNullable<ValueSet['compose']>): ValueSet => ({
  resourceType: 'ValueSet',
  url: valueSetUrl(name),
  compose,
});

const terminology: readonly PackageResource[] = [
  codeSystem('verification-status', [{ code: '01', concept: [{ code: '01a' }] }, { code: '02' }, { code: '03' }]),
  valueSet('verification-status', {
    include: [{ system: codeSystemUrl('verification-status') }],
    exclude: [{ system: codeSystemUrl('verification-status'), concept: [{ code: '03' }] }],
  }),
  codeSystem('ethnic-category', [{ code: 'A' }, { code: 'Z' }]),
  valueSet('ethnic-category', { include: [{ system: codeSystemUrl('ethnic-category') }] }),
  valueSet('marital-status', {
    include: [
      { system: 'urn:marital', concept: [{ code: 'M' }, { code: 'S' }] },
      // What no list can hold offline.
      { system: 'http://snomed.info/sct', filter: [{ property: 'concept', op: 'is-a', value: '365581002' }] },
    ],
  }),
];

export const exampleProfiles: readonly PackageResource[] = [...structures, ...terminology];
