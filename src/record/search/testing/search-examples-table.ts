/**
 * The examples and tables of R4's search page (3.1.1.4.4 to 3.1.1.4.20), row by row: a resource, a search, and whether it
 * answers. The rows of the page stand first under each paragraph, in its order; rows of ours, at the edges, follow.
 */
import type { Resource } from '#fhir/resource-types.ts';

export const examplesBaseUrl = 'https://region.example/fhir';
export const examplesNowMs = Date.parse('2013-03-20T00:00:00Z');

export type SearchExample = readonly [resource: Resource, query: string, answer: boolean];

const patient: Resource = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  gender: 'male',
  name: [{ family: 'Éveson', given: ['Severine', 'Ann'] }],
  identifier: [
    {
      system: 'http://acme.org/patient',
      value: '2345',
      type: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }],
        text: 'Hospital number',
      },
    },
    { value: 'bare' },
  ],
  telecom: [{ system: 'phone', value: '01632 960001' }],
  managingOrganization: { identifier: { system: 'http://acme.org/org', value: 'A1' } },
  generalPractitioner: [{ reference: 'Practitioner/23' }, { reference: 'http://other.example/fhir/Organization/7' }],
};
const given = (name: string): Resource => ({ resourceType: 'Patient', name: [{ given: [name] }] });
const family = (name: string): Resource => ({ resourceType: 'Patient', name: [{ family: name }] });
const genders = (gender?: string): Resource => ({
  resourceType: 'Patient',
  ...(gender === undefined ? {} : { gender }),
});
const condition: Resource = {
  resourceType: 'Condition',
  code: {
    coding: [{ system: 'http://acme.org/codes', code: 'ha125', display: 'Tension headache' }],
    text: 'Headache, at night',
  },
  subject: { reference: 'Patient/23' },
};
const sections = (...codes: string[]): Resource => ({
  resourceType: 'Composition',
  section: codes.map((code) => ({ code: { coding: [{ system: 'http://loinc.org', code }] } })),
});
const valueSet = (url: string, version?: string): Resource => ({
  resourceType: 'ValueSet',
  url,
  ...(version === undefined ? {} : { version }),
});
const acme = valueSet('http://acme.org/fhir/ValueSet/123', '2.0-Draft');
const quantity = (value: number, unit = 'mg', code: string | null = unit): Resource => ({
  resourceType: 'Observation',
  code: { coding: [{ system: 'http://loinc.org', code: '2' }] },
  valueQuantity: { value, unit, ...(code === null ? {} : { system: 'http://unitsofmeasure.org', code }) },
});
const text = (valueString: string): Resource => ({ resourceType: 'Observation', valueString });
const pressure: Resource = {
  resourceType: 'Observation',
  component: [
    { code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] }, valueQuantity: { value: 120 } },
    { code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] }, valueQuantity: { value: 50 } },
  ],
};
const group: Resource = {
  resourceType: 'Group',
  characteristic: [
    { code: { coding: [{ code: 'gender' }] }, valueCodeableConcept: { coding: [{ code: 'mixed' }] } },
    { code: { coding: [{ code: 'owner' }] }, valueCodeableConcept: { coding: [{ code: 'Eve' }] } },
  ],
};
const questionnaire: Resource = {
  resourceType: 'Questionnaire',
  useContext: [
    {
      code: { code: 'focus' },
      valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '408934002' }] },
    },
  ],
};
const risk = (probability: number): Resource => ({
  resourceType: 'RiskAssessment',
  prediction: [{ probabilityDecimal: probability }],
});
const variantFrom = (start: number): Resource => ({ resourceType: 'MolecularSequence', variant: [{ start }] });
const at = (effectiveDateTime: string): Resource => ({ resourceType: 'Observation', effectiveDateTime });
const from = (start?: string, end?: string): Resource => ({
  resourceType: 'Observation',
  effectivePeriod: { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) },
});
const timed = (timing: object): Resource => ({ resourceType: 'ServiceRequest', occurrenceTiming: timing });
const everySecondDay = timed({ repeat: { boundsPeriod: { start: '2013-01-31', end: '2013-03-24' }, period: 2 } });
const twice = timed({ event: ['2013-01-31', '2013-03-24'] });
const document = (contentType: string): Resource => ({
  resourceType: 'DocumentReference',
  content: [{ attachment: { contentType } }],
});
const performed = (reference: string): Resource => ({ resourceType: 'Procedure', subject: { reference } });
const plan = (canonical: string): Resource => ({ resourceType: 'CarePlan', instantiatesCanonical: [canonical] });
const place: Resource = { resourceType: 'Location', position: { latitude: 51.5007, longitude: -0.1246 } };
const profile = 'http://acme.com/some-profile';
const note = (words: string): Resource => ({
  resourceType: 'Condition',
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>` },
});
const textQuery = '_text=(bone OR liver) and metastases';

export const searchExamples: Readonly<Record<string, readonly SearchExample[]>> = {
  'any (3.1.1.4.4): :missing, also where an element has extensions and no value': [
    [patient, 'gender:missing=true', false],
    [patient, 'gender:missing=false', true],
    [patient, 'birthdate:missing=true', true],
    [patient, 'general-practitioner:missing=false', true],
    [
      { resourceType: 'Patient', _birthDate: { extension: [{ url: 'http://x.example', valueCode: 'unknown' }] } },
      'birthdate:missing=true',
      true,
    ],
  ],
  'number (3.1.1.4.6): as exact as it is written, comparisons by the value alone': [
    [risk(100), 'probability=100', true],
    [risk(99.5), 'probability=100', true],
    [risk(99.49), 'probability=100', false],
    [risk(100.5), 'probability=100', false],
    [risk(99.995), 'probability=100.00', true],
    [risk(99.6), 'probability=100.00', false],
    [risk(100.005), 'probability=100.00', false],
    // The page gives [95 ... 105) beside "1 significant figure"; its rule of significant digits, and HL7 since, [50 ... 150).
    [risk(96), 'probability=1e2', true],
    [risk(149), 'probability=1e2', true],
    [risk(150), 'probability=1e2', false],
    [risk(99), 'probability=lt100', true],
    [risk(100), 'probability=lt100', false],
    [risk(100), 'probability=le100', true],
    [risk(100.1), 'probability=le100', false],
    [risk(100), 'probability=gt100', false],
    [risk(100.1), 'probability=gt100', true],
    [risk(100), 'probability=ge100', true],
    [risk(99.9), 'probability=ge100', false],
    [risk(98), 'probability=ne100', true],
    [risk(100), 'probability=ne100', false],
    [risk(99.5), 'probability=ne100', false],
    // "100 and 1.00e2 both have the same number of significant digits - three"
    [risk(99.6), 'probability=1.00e2', true],
    [risk(99.4), 'probability=1.00e2', false],
    [risk(0.81), 'probability=gt0.8', true],
    [risk(0.8), 'probability=gt8e-1', false],
    [risk(0.81), 'probability=gt8e-1', true],
    // Against whole numbers: exact, and never with digits after the point.
    [variantFrom(2), 'variant-start=2', true],
    [variantFrom(2), 'variant-start=2.0', true],
    [variantFrom(3), 'variant-start=2', false],
    [variantFrom(2), 'variant-start=2.4', false],
    [variantFrom(2), 'variant-start=2.5', false],
    // Ranges that a computer's fractions would shift (5.4 - 0.05 in binary is more than 5.35).
    [risk(5.35), 'probability=5.4', true],
    [risk(5.45), 'probability=5.4', false],
    [risk(1.95), 'probability=2.0', true],
    [risk(-5.4), 'probability=-5.4', true],
    [risk(91), 'probability=ap100', true],
    [risk(80), 'probability=ap100', false],
    [risk(101), 'probability=sa100', true],
    [risk(100), 'probability=sa100', false],
    [risk(99), 'probability=eb100', true],
    [risk(100), 'probability=eb100', false],
  ],
  'date (3.1.1.4.7): the table of prefixes': [
    [at('2013-01-14T00:00:00Z'), 'date=eq2013-01-14', true],
    [at('2013-01-14T10:00:00Z'), 'date=eq2013-01-14', true],
    [at('2013-01-15T00:00:00Z'), 'date=eq2013-01-14', false],
    [at('2013-01-15T00:00:00Z'), 'date=ne2013-01-14', true],
    [at('2013-01-14T00:00:00Z'), 'date=ne2013-01-14', false],
    [at('2013-01-14T10:00:00Z'), 'date=ne2013-01-14', false],
    [at('2013-01-14'), 'date=lt2013-01-14T10:00', true],
    [at('2013-01-14'), 'date=gt2013-01-14T10:00', true],
    [from('2013-01-21'), 'date=ge2013-03-14', true],
    [from('2013-01-21'), 'date=le2013-03-14', true],
    [from('2013-03-15'), 'date=sa2013-03-14', true],
    [from('2013-01-21'), 'date=sa2013-03-14', false],
    [from(undefined, '2013-01-21'), 'date=sa2013-03-14', false],
    [from('2013-03-15'), 'date=eb2013-03-14', false],
    [from('2013-01-21'), 'date=eb2013-03-14', false],
    [from(undefined, '2013-01-21'), 'date=eb2013-03-14', true],
    [at('2013-03-14'), 'date=ap2013-03-14', true],
    [at('2013-01-21'), 'date=ap2013-03-14', false],
    [at('2015-06-15'), 'date=ap2013-03-14', false],
    // A year and a month are intervals; a missing end is beyond every date.
    [at('2000-12-31T23:59:59Z'), 'date=2000', true],
    [at('2001-01-01T00:00:00Z'), 'date=2000', false],
    [at('2000-04-30T22:59:59Z'), 'date=2000-04', true],
    [at('2000-04-30T23:00:00Z'), 'date=2000-04', false],
    [at('2013'), 'date=2013-01', false],
    [at('2013-01-14'), 'date=ge2013-01-01&date=le2013-01-31', true],
    [from(undefined, '2013-01-21'), 'date=lt1900', true],
    [from('2013-01-21'), 'date=gt2999', true],
    [from('2013-01-01', '2013-03-13'), 'date=eb2013-03-14', true],
    [from('2013-01-01', '2013-03-15'), 'date=eb2013-03-14', false],
    [from('2013-01-01', '2013-01-31'), 'date=2013-01', true],
    [from('2013-01-01', '2013-02-01'), 'date=2013-01', false],
    // Of a Timing only the outer limits matter.
    [everySecondDay, 'occurrence=ge2013-02-01&occurrence=le2013-02-01', true],
    [twice, 'occurrence=ge2013-02-01&occurrence=le2013-02-01', true],
    [twice, 'occurrence=eb2013-03-25', true],
    [twice, 'occurrence=2013-01-31', false],
  ],
  'string (3.1.1.4.8): a beginning, without case, accents and punctuation; :contains anywhere; :exact to the letter': [
    [given('Eve'), 'given=eve', true],
    [given('Evelyn'), 'given=eve', true],
    [given('Severine'), 'given=eve', false],
    [given('Eve'), 'given:contains=eve', true],
    [given('Evelyn'), 'given:contains=eve', true],
    [given('Severine'), 'given:contains=eve', true],
    [given('Eve'), 'given:exact=Eve', true],
    [given('eve'), 'given:exact=Eve', false],
    [given('EVE'), 'given:exact=Eve', false],
    [given('Evelyn'), 'given:exact=Eve', false],
    [patient, 'family=eve', true],
    [patient, 'family=ÉVE', true],
    [patient, 'given=ann,x', true],
    [patient, 'given=sev&given=ann', true],
    [patient, 'given=sev&given=x', false],
    [family('Carreno Quinones'), 'family=carreno', true],
    [family('Carreno Quinones'), 'family=quinones', true],
    [family('Carreno Quinones'), 'name=quinones', true],
    [family('Carreno Quinones'), 'family=carreno quinones', true],
    [family('Carreno-Quinones'), 'family=Carreno Quinones', true],
    [family('Carreno Quinones'), 'family:exact=Quinones', false],
    [family('Carreno Quinones'), 'family:exact=Carreno Quinones', true],
    [family("O'Neil"), 'family=oneil', true],
    [family('ONeil'), 'family=o’neil', true],
    [family('St. Clair'), 'family=st clair', true],
    [text('two  words\tand, a comma'), 'value-string=two words and a comma', true],
  ],
  'uri (3.1.1.4.9): whole, :below and :above, and its version': [
    [acme, 'url=http://acme.org/fhir/ValueSet/123', true],
    [acme, 'url:below=http://acme.org/fhir/', true],
    [acme, 'url:above=http://acme.org/fhir/ValueSet/123/_history/5', true],
    [valueSet('urn:oid:1.2.3.4.5'), 'url=urn:oid:1.2.3.4.5', true],
    [valueSet('urn:oid:1.2.3.4.5'), 'url=urn:oid:1.2.3.4', false],
    [acme, 'url=http://acme.org/fhir/ValueSet/12', false],
    [acme, 'url=http://ACME.org/fhir/ValueSet/123', false],
    [acme, 'url:below=http://other.org/', false],
    [acme, 'url:above=http://acme.org/fhir/', false],
    [acme, 'url=http://acme.org/fhir/ValueSet/123|2.0-Draft', true],
    [acme, 'url=http://acme.org/fhir/ValueSet/123|2.0', false],
    [acme, 'url=http://x.example,http://acme.org/fhir/ValueSet/123|2.0-Draft', true],
  ],
  'token (3.1.1.4.10): code, system and code, no system, any code of a system': [
    [patient, 'identifier=http://acme.org/patient|2345', true],
    [patient, 'gender=male', true],
    [patient, 'gender:not=male', false],
    [genders('female'), 'gender:not=male', true],
    [genders(), 'gender:not=male', true],
    [sections('48765-2', '1'), 'section=48765-2', true],
    [sections('48765-2', '1'), 'section:not=48765-2', false],
    [sections('1'), 'section:not=48765-2', true],
    [patient, 'active=true', true],
    [patient, 'active=false', false],
    [condition, 'code=http://acme.org/codes|ha125', true],
    [condition, 'code=ha125', true],
    [condition, 'code:text=headache', true],
    [condition, 'code:text=tension', true],
    [condition, 'code:text=night', false],
    [patient, 'identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|2345', true],
    [patient, 'identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|446053', false],
    [patient, 'identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|XX|2345', false],
    [patient, 'identifier:text=hospital', true],
    [patient, 'gender:not=male,female', false],
    [patient, 'gender=http://hl7.org/fhir/administrative-gender|male', true],
    [patient, 'gender=|male', false],
    [patient, 'phone=01632 960001', true],
    [patient, 'identifier=|bare', true],
    [patient, 'identifier=|2345', false],
    [patient, 'identifier=http://acme.org/patient|', true],
    [condition, 'code=HA125', false],
    [condition, 'code=http://other.org|ha125', false],
    [condition, 'code=|ha125', false],
    [condition, 'code=http://acme.org/codes|', true],
    [condition, 'code=http://other.org|', false],
    [condition, 'code:not=ha125', false],
    [condition, 'severity:not=1', true],
    // "If the underlying data type is string then the search is not case sensitive"
    [acme, 'version=2.0-DRAFT', true],
    [acme, 'version=|2.0-draft', true],
    [acme, 'version:not=2.0-DRAFT', false],
  ],
  'token by meaning (3.1.1.4.10): :in, :not-in, :below, :above': [
    [condition, 'code:in=http://acme.org/vs', true],
    [condition, 'code:not-in=http://acme.org/vs', false],
    [condition, 'severity:not-in=http://acme.org/vs', true],
    [condition, 'code:below=http://acme.org/codes|head', true],
    [condition, 'code:below=http://acme.org/codes|foot', false],
    [condition, 'code:above=http://acme.org/codes|ha125', true],
    [condition, 'code:above=http://acme.org/codes|head', false],
  ],
  'MIME type (3.1.1.4.10.1): :below by its base': [
    [document('text/xml; charset=UTF-8'), 'contenttype=text/xml', false],
    [document('text/xml; charset=UTF-8'), 'contenttype:below=text/xml', true],
    [document('text/xml'), 'contenttype:below=text/xml', true],
    [document('text/xml+x'), 'contenttype:below=text/xml', false],
  ],
  'quantity (3.1.1.4.11): number, system and code; a code without system is a unit; no unit is changed to another': [
    [quantity(5.4), 'value-quantity=5.4|http://unitsofmeasure.org|mg', true],
    [quantity(5.35), 'value-quantity=5.4|http://unitsofmeasure.org|mg', true],
    [quantity(5.45), 'value-quantity=5.4|http://unitsofmeasure.org|mg', false],
    [quantity(0.005404, 'g'), 'value-quantity=5.40e-3|http://unitsofmeasure.org|g', true],
    [quantity(0.00541, 'g'), 'value-quantity=5.40e-3|http://unitsofmeasure.org|g', false],
    [quantity(5.4), 'value-quantity=5.40e-3|http://unitsofmeasure.org|g', false],
    [quantity(5.4), 'value-quantity=5.4||mg', true],
    [quantity(5.4, 'mg', null), 'value-quantity=5.4||mg', true],
    [quantity(5.4, 'mg', null), 'value-quantity=5.4|http://unitsofmeasure.org|mg', false],
    [quantity(5.4), 'value-quantity=5.4||g', false],
    [quantity(5.4), 'value-quantity=5.4', true],
    [quantity(5.3), 'value-quantity=le5.4|http://unitsofmeasure.org|mg', true],
    [quantity(5.4), 'value-quantity=le5.4|http://unitsofmeasure.org|mg', true],
    [quantity(5.5), 'value-quantity=le5.4|http://unitsofmeasure.org|mg', false],
    [quantity(5.0), 'value-quantity=ap5.4|http://unitsofmeasure.org|mg', true],
    [quantity(4.0), 'value-quantity=ap5.4|http://unitsofmeasure.org|mg', false],
    [quantity(5.4), 'value-quantity=5.4|http://unitsofmeasure.org|', true],
    [quantity(5.5), 'value-quantity=gt5.4', true],
    [quantity(5.4), 'value-quantity=gt5.4', false],
    [quantity(5.4), 'value-quantity=ge5.4', true],
    [quantity(5.3), 'value-quantity=lt5.4', true],
    [quantity(5.5), 'value-quantity=sa5.4', true],
    [quantity(5.3), 'value-quantity=eb5.4', true],
    [quantity(7), 'value-quantity=ne5.4', true],
    [quantity(5.4), 'value-quantity=ne5.4', false],
    [quantity(50), 'value-quantity=lt60,gt100', true],
  ],
  'reference (3.1.1.4.12): by type and id, by id, by address, by type as a modifier, by identifier': [
    [condition, 'subject=Patient/23', true],
    [condition, 'subject=23', true],
    [condition, `subject=${examplesBaseUrl}/Patient/23`, true],
    [condition, 'subject:Patient=23', true],
    [condition, 'subject:Group=23', false],
    [condition, 'subject=Group/23', false],
    [condition, 'subject=Patient/24', false],
    [performed('Patient/23/_history/2'), 'subject=Patient/23', true],
    [patient, 'general-practitioner=http://other.example/fhir/Organization/7', true],
    [patient, 'general-practitioner=Organization/7', false],
    [patient, 'organization:identifier=http://acme.org/org|A1', true],
    [patient, 'organization:identifier=A1', true],
    [patient, 'organization:identifier=http://acme.org/org|', true],
    [patient, 'organization:identifier=|A1', false],
    [patient, 'organization:identifier=http://acme.org/org|A2', false],
  ],
  'canonical (3.1.1.4.13): any version, or those below one': [
    [plan(`${profile}|1.0`), `instantiates-canonical:below=${profile}`, true],
    [plan(`${profile}|1.1`), `instantiates-canonical:below=${profile}`, true],
    [plan(`${profile}|2.0`), `instantiates-canonical:below=${profile}`, true],
    [plan(`${profile}|1.0`), `instantiates-canonical:below=${profile}|1`, true],
    [plan(`${profile}|1.1`), `instantiates-canonical:below=${profile}|1`, true],
    [plan(`${profile}|2.0`), `instantiates-canonical:below=${profile}|1`, false],
    [plan(`${profile}|10.0`), `instantiates-canonical:below=${profile}|1`, false],
    [plan(`${profile}|1.0`), `instantiates-canonical=${profile}`, true],
    [plan(`${profile}|1.0`), `instantiates-canonical=${profile}|1.0`, true],
    [plan(`${profile}|1.1`), `instantiates-canonical=${profile}|1.0`, false],
  ],
  'composite (3.1.1.4.17): both in one element': [
    [pressure, 'component-code-value-quantity=http://loinc.org|8480-6$lt60', false],
    [pressure, 'component-code-value-quantity=http://loinc.org|8462-4$lt60', true],
    [group, 'characteristic-value=gender$mixed', true],
    [group, 'characteristic-value=gender$mixed,owner$Eve', true],
    [group, 'characteristic-value=gender$Eve', false],
    [questionnaire, 'context-type-value=focus$http://snomed.info/sct|408934002', true],
    [questionnaire, 'context-type-value=other$http://snomed.info/sct|408934002', false],
    [pressure, 'component-code-value-quantity=8480-6$gt100', true],
    [pressure, 'component-code-value-quantity=http://loinc.org|8462-4$50', true],
    [quantity(5.4), 'code-value-quantity=http://loinc.org|2$gt5', true],
    [quantity(5.4), 'code-value-quantity=http://loinc.org|3$gt5', false],
    [quantity(5.4), 'code-value-quantity=http://loinc.org|2$gt5.3|http://unitsofmeasure.org|mg', true],
  ],
  'escapes (3.1.1.4.19): a comma, a bar, a dollar and a backslash of a value': [
    [text('a,b'), 'value-string=a\\,b', true],
    [text('a'), 'value-string=a\\,b', false],
    [text('a'), 'value-string=a,b', true],
    [text('xxx$xx'), 'value-string:exact=xxx\\$xx', true],
    [text('xx\\xx'), 'value-string:exact=xx\\\\xx', true],
    [{ resourceType: 'Condition', code: { coding: [{ code: 'a|b$c' }] } }, 'code=a\\|b\\$c', true],
  ],
  'words (3.1.1.4.20): AND, OR, NOT, phrases and parentheses, in the narrative or in all content': [
    [note('bone metastases'), textQuery, true],
    [note('Metastases of the <b>liver</b>'), textQuery, true],
    [note('metastases of the lung'), textQuery, false],
    [note('liver'), textQuery, false],
    [note('liver'), '_text=liver NOT bone', true],
    [note('liver bone'), '_text=liver NOT bone', false],
    [note('pain at night'), '_text="at night"', true],
    [note('at pain night'), '_text="at night"', false],
    [note('pain'), '_text=nothing,pain', true],
    [condition, '_content=tension headache', true],
    [condition, '_text=headache', false],
  ],
  'special (3.1.1.4.21): near, by distance and unit': [
    [place, 'near=51.5033|-0.1195|1|km', true],
    [place, 'near=51.5033|-0.1195|0.2|km', false],
    [place, 'near=51.5033|-0.1195|400|m', false],
    [place, 'near=51.5033|-0.1195|1|[mi_us]', true],
    [place, 'near=51.6|-0.1246', false],
    [place, 'near=51.55|-0.1246', true],
  ],
};
