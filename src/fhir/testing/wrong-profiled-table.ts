/** What each means of profiling refuses: one thing changed in a resource that conforms. */
import { codeSystemUrl, nhsNumberSystem, profileUrl } from './example-profiles-table.ts';

type Members = Readonly<Record<string, unknown>>;

const status = (code: string, system = codeSystemUrl('verification-status')): Members => ({
  url: profileUrl('verification-status'),
  valueCodeableConcept: { coding: [{ system, code }] },
});
const nhsNumber = (more: Members = {}): Members => ({
  extension: [status('01')],
  system: nhsNumberSystem,
  value: '9990000018',
  ...more,
});
const ethnicCategory = (code: string): Members => ({
  url: profileUrl('ethnic-category'),
  valueCodeableConcept: { coding: [{ system: codeSystemUrl('ethnic-category'), code }] },
});
const death = (...extension: readonly Members[]): Members => ({
  extension: [{ url: profileUrl('death-notification'), extension }],
});

export const aProfiledPatient = (): Members => ({
  resourceType: 'Patient',
  extension: [ethnicCategory('A')],
  identifier: [nhsNumber(), { system: 'https://example.org/mrn', value: '7' }],
  name: [{ family: 'Example' }],
  birthDate: '1950-06-01',
  address: [{ city: 'Exampleton' }],
  contact: [{ name: { family: 'Other' }, telecom: [{ system: 'phone', value: '01632 960001' }] }],
  generalPractitioner: [{ reference: 'Organization/1' }],
  maritalStatus: { coding: [{ system: 'urn:marital', code: 'M' }] },
});

const pressure = (code: string, more: Members = {}): Members => ({
  code: { coding: [{ system: 'http://loinc.org', code }] },
  valueQuantity: { value: 1, unit: 'mm[Hg]' },
  ...more,
});
export const aProfiledPressure = (): Members => ({
  resourceType: 'Observation',
  status: 'final',
  code: {
    coding: [
      { system: 'http://snomed.info/sct', code: '75367002' },
      { system: 'http://loinc.org', code: '85354-9' },
    ],
  },
  component: [pressure('8480-6'), pressure('8462-4')],
});
export const aProfiledWeight = (): Members => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Weight' },
  valueQuantity: { value: 70, system: 'http://unitsofmeasure.org', code: 'kg' },
  note: [{ text: 'x', time: '2026-03-01' }, { text: 'x' }],
  performer: [{ reference: 'CareTeam/1' }, { reference: 'Practitioner/1' }],
});
const aNote = (): Members => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  category: [{ text: 'laboratory' }, { text: 'other' }],
});
const aRequest = (): Members => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject: { display: 'x' },
  medicationCodeableConcept: { text: 'x' },
  modifierExtension: [{ url: profileUrl('not-given'), valueBoolean: true }],
});
const encounter = {
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
};
const aDischarge = (): Members => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: [{ resource: aProfiledPatient() }, { resource: encounter }, { resource: encounter }],
});
const anOrganisation = (): Members => ({ resourceType: 'Organization', name: 'Example' });

type Row = readonly [what: string, profile: string, right: () => Members, change: Members, place: string, rule: RegExp];

export const wrongProfiled: readonly Row[] = [
  [
    'cardinality: a required element',
    'patient',
    aProfiledPatient,
    { name: undefined },
    'Patient.name',
    /cardinality 1\.\./,
  ],
  [
    'cardinality: an element that is ruled out',
    'patient',
    aProfiledPatient,
    { photo: [{ url: 'urn:x' }] },
    'Patient.photo',
    /0\.\.0/,
  ],
  [
    'a slice by value: twice where once is the most',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber(), nhsNumber({ value: '9990000026' })] },
    'Patient.identifier:nhsNumber',
    /1 times at most/,
  ],
  [
    'a slice by value: an element it requires',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber({ value: undefined })] },
    'Patient.identifier[0].value',
    /cardinality 1\.\./,
  ],
  [
    'an NHS number that does not say how it was verified',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber({ extension: undefined })] },
    'Patient.identifier[0].extension:status',
    /cardinality 1\.\./,
  ],
  [
    'a verification status outside its required binding',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber({ extension: [status('99')] })] },
    'Patient.identifier[0].extension[0].value.ofType(CodeableConcept)',
    /verification-status \(required binding\)/,
  ],
  [
    'a code that the value set excludes',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber({ extension: [status('03')] })] },
    'Patient.identifier[0].extension[0].value.ofType(CodeableConcept)',
    /required binding/,
  ],
  [
    'the right code of the wrong system',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber({ extension: [status('01', 'urn:x')] })] },
    'Patient.identifier[0].extension[0].value.ofType(CodeableConcept)',
    /required binding/,
  ],
  [
    'words without a code in a required binding',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber({ extension: [{ ...status('01'), valueCodeableConcept: { text: 'verified' } }] })] },
    'Patient.identifier[0].extension[0].value.ofType(CodeableConcept)',
    /required binding/,
  ],
  [
    'an extension with a value of another type',
    'patient',
    aProfiledPatient,
    { identifier: [nhsNumber({ extension: [{ url: profileUrl('verification-status'), valueCode: '01' }] })] },
    'Patient.identifier[0].extension[0].value.ofType(code)',
    /must be CodeableConcept/,
  ],
  [
    'an extension where it may not stand',
    'patient',
    aProfiledPatient,
    { name: [{ family: 'X', extension: [ethnicCategory('A')] }] },
    'Patient.name[0].extension[0]',
    /context of the extension/,
  ],
  [
    'an extension twice where once is the most',
    'patient',
    aProfiledPatient,
    { extension: [ethnicCategory('A'), ethnicCategory('Z')] },
    'Patient.extension:ethnicCategory',
    /1 times at most/,
  ],
  [
    'a complex extension without a part',
    'patient',
    aProfiledPatient,
    death({ url: 'date', valueDateTime: '2026-03-01' }),
    'Patient.extension[0].extension:status',
    /cardinality 1\.\./,
  ],
  [
    'a part of a complex extension of another type',
    'patient',
    aProfiledPatient,
    death({ url: 'status', valueCode: 'x' }, { url: 'date', valueString: 'x' }),
    'Patient.extension[0].extension[1].value.ofType(string)',
    /must be dateTime/,
  ],
  [
    'a modifier extension among the plain ones',
    'notes',
    aNote,
    { extension: [{ url: profileUrl('not-given'), valueBoolean: true }] },
    'Observation.extension[0]',
    /must stand in modifierExtension/,
  ],
  [
    'a plain extension among the modifiers',
    'patient',
    aProfiledPatient,
    { modifierExtension: [ethnicCategory('A')], extension: undefined },
    'Patient.modifierExtension[0]',
    /must stand in extension/,
  ],
  [
    'a modifier extension that nothing defines',
    'patient',
    aProfiledPatient,
    { modifierExtension: [{ url: 'urn:x', valueBoolean: true }] },
    'Patient.modifierExtension[0]',
    /unknown modifier extension/,
  ],
  [
    'an invariant of the profile',
    'patient',
    aProfiledPatient,
    { contact: [{ name: { family: 'X' } }] },
    'Patient.contact[0]',
    /A contact needs a telecom \(rule own-1\)/,
  ],
  [
    'a target that the profile does not allow',
    'patient',
    aProfiledPatient,
    { generalPractitioner: [{ reference: 'Practitioner/1' }] },
    'Patient.generalPractitioner[0]',
    /must point to Organization/,
  ],
  [
    'a code beyond the maximum binding',
    'patient',
    aProfiledPatient,
    { maritalStatus: { coding: [{ system: 'urn:marital', code: 'X' }] } },
    'Patient.maritalStatus',
    /marital-status \(required binding\)/,
  ],
  [
    'a rule of the base profile',
    'inpatient',
    aProfiledPatient,
    { name: undefined },
    'Patient.name',
    /cardinality 1\.\./,
  ],
  [
    'a rule on a slice of the base profile',
    'inpatient',
    aProfiledPatient,
    { identifier: [{ system: 'https://example.org/mrn', value: '7' }] },
    'Patient.identifier:nhsNumber',
    /cardinality 1\.\./,
  ],
  [
    'a pattern',
    'blood-pressure',
    aProfiledPressure,
    { code: { coding: [{ system: 'http://snomed.info/sct', code: '75367002' }] } },
    'Observation.code',
    /must hold .*85354-9.* \(pattern value\)/,
  ],
  [
    'a choice that is ruled out',
    'blood-pressure',
    aProfiledPressure,
    { valueString: 'x' },
    'Observation.value',
    /0\.\.0/,
  ],
  [
    'a slice by pattern that is missing',
    'blood-pressure',
    aProfiledPressure,
    { component: [pressure('8480-6'), pressure('8480-6')] },
    'Observation.component:diastolic',
    /cardinality 1\.\./,
  ],
  [
    'what is in no slice of a closed slicing',
    'blood-pressure',
    aProfiledPressure,
    { component: [pressure('8480-6'), pressure('1-1')] },
    'Observation.component[1]',
    /closed slicing/,
  ],
  [
    'slices out of order',
    'blood-pressure',
    aProfiledPressure,
    { component: [pressure('8462-4'), pressure('8480-6')] },
    'Observation.component[1]',
    /ordered slicing/,
  ],
  [
    'a fixed value below what every slice inherits',
    'blood-pressure',
    aProfiledPressure,
    { component: [pressure('8480-6'), pressure('8462-4', { valueQuantity: { value: 1, unit: 'kPa' } })] },
    'Observation.component[1].value.ofType(Quantity).unit',
    /must be mm\[Hg\] \(fixed value\)/,
  ],
  [
    'a choice of another type than the profile offers',
    'blood-pressure',
    aProfiledPressure,
    { component: [pressure('8480-6'), pressure('8462-4', { valueQuantity: undefined, valueString: 'x' })] },
    'Observation.component[1].value.ofType(string)',
    /must be Quantity/,
  ],
  [
    'a choice by its short name',
    'weight',
    aProfiledWeight,
    { valueQuantity: { value: 70, system: 'http://unitsofmeasure.org', code: 'g' } },
    'Observation.value.ofType(Quantity).code',
    /must be kg \(fixed value\)/,
  ],
  [
    'a required choice by its short name',
    'weight',
    aProfiledWeight,
    { valueQuantity: undefined, valueString: '70' },
    'Observation.value:valueQuantity',
    /cardinality 1\.\./,
  ],
  [
    'a slice by existence',
    'weight',
    aProfiledWeight,
    {
      note: [
        { text: 'x', time: '2026' },
        { text: 'y', time: '2026' },
      ],
    },
    'Observation.note:timed',
    /1 times at most/,
  ],
  [
    'a slice by type',
    'weight',
    aProfiledWeight,
    { performer: [{ reference: 'CareTeam/1' }, { reference: 'CareTeam/2' }] },
    'Observation.performer:team',
    /1 times at most/,
  ],
  [
    'what is in no slice before the end',
    'notes',
    aNote,
    { category: [{ text: 'other' }, { text: 'laboratory' }] },
    'Observation.category[1]',
    /open at end/,
  ],
  [
    'a fixed concept that says more',
    'notes',
    aNote,
    { category: [{ text: 'laboratory', coding: [{ code: 'x' }] }] },
    'Observation.category:laboratory',
    /cardinality 1\.\./,
  ],
  [
    'a slice by profile whose resource does not conform',
    'discharge',
    aDischarge,
    { entry: [{ resource: { ...aProfiledPatient(), name: undefined } }, { resource: encounter }] },
    'Bundle.entry:patient',
    /cardinality 1\.\./,
  ],
  ['a fixed code', 'discharge', aDischarge, { type: 'searchset' }, 'Bundle.type', /must be collection \(fixed value\)/],
  ['a resource of another type', 'patient', anOrganisation, {}, 'Organization', /must be Patient/],
  [
    'a profile with a snapshot alone',
    'snapshot-only',
    anOrganisation,
    { name: undefined, alias: ['x'] },
    'Organization.name',
    /cardinality 1\.\./,
  ],
  [
    'an extension of HL7 itself, with a value of another type',
    'patient',
    aProfiledPatient,
    { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueString: 'x' }] },
    'Patient.extension[0].value.ofType(string)',
    /must be Address/,
  ],
  [
    'an extension of HL7 itself, where it may not stand',
    'patient',
    aProfiledPatient,
    { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime', valueDateTime: '2026' }] },
    'Patient.extension[0]',
    /may only stand on Patient\.birthDate/,
  ],
];

/** The conforming resource of each row's profile. */
export const rightProfiled: readonly (readonly [profile: string, right: () => Members])[] = [
  ['patient', aProfiledPatient],
  ['inpatient', aProfiledPatient],
  ['blood-pressure', aProfiledPressure],
  ['weight', aProfiledWeight],
  ['notes', aNote],
  ['discharge', aDischarge],
  ['snapshot-only', anOrganisation],
];
export { aRequest as aModifiedRequest };
