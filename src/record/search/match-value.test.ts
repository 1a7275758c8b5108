/**
 * Every modifier and prefix, type by type, against the examples and tables of R4's search page (3.1.1.4.4 to 3.1.1.4.14):
 * what a search says of one resource, read and tested as it is in an answer.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { recordFault } from '../faults.ts';
import { isMatch } from './is-match.ts';
import { distanceMetres } from './match-position.ts';
import { createSearchReader } from './read-search.ts';
import { resolveMeanings } from './resolve-meanings.ts';
import type { TerminologyPort } from './terminology-port.ts';

const baseUrl = 'https://region.example/fhir';
const readSearch = createSearchReader({ definitions: loadFhirDefinitions(), baseUrl });
const nowMs = Date.parse('2013-03-20T00:00:00Z');

const terminology: TerminologyPort = {
  expand: async (url) =>
    url === 'http://acme.org/vs'
      ? ok(new Map([['http://acme.org/codes', ['ha125', 'x']]]))
      : failed(recordFault('RECORD-002')),
  descendantsOf: async (_system, code) => ok(code === 'head' ? ['head', 'ha125'] : [code]),
  ancestorsOf: async (_system, code) => ok(code === 'ha125' ? ['ha125', 'head'] : [code]),
};

async function answers(resource: Resource, query: string): Promise<boolean> {
  const type = resource.resourceType as ResourceType;
  const search = readSearch({ type, parameters: new URLSearchParams(query), isStrict: true });
  if (!search.ok) throw new Error(JSON.stringify(search.fault));
  const meant = await resolveMeanings(terminology, search.value);
  if (!meant.ok) throw new Error(JSON.stringify(meant.fault));
  return isMatch(meant.value, resource, { nowMs, patientKey: (id) => id });
}

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
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
    },
  ],
  managingOrganization: { identifier: { system: 'http://acme.org/org', value: 'A1' } },
  generalPractitioner: [{ reference: 'Practitioner/23' }, { reference: 'http://other.example/fhir/Organization/7' }],
};
const condition: Resource = {
  resourceType: 'Condition',
  code: {
    coding: [{ system: 'http://acme.org/codes', code: 'ha125', display: 'Tension headache' }],
    text: 'Headache, at night',
  },
  subject: { reference: 'Patient/23' },
};
const valueSet: Resource = { resourceType: 'ValueSet', url: 'http://acme.org/fhir/ValueSet/123' };
const quantity = (value: number, unit = 'mg'): Resource => ({
  resourceType: 'Observation',
  code: { coding: [{ system: 'http://loinc.org', code: '2' }] },
  valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
});
const pressure: Resource = {
  resourceType: 'Observation',
  component: [
    { code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] }, valueQuantity: { value: 120 } },
    { code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] }, valueQuantity: { value: 50 } },
  ],
};
const risk = (probability: number): Resource => ({
  resourceType: 'RiskAssessment',
  prediction: [{ probabilityDecimal: probability }],
});
const dated = (change: object): Resource => ({ resourceType: 'Observation', ...change });
const at = (text: string): Resource => dated({ effectiveDateTime: text });
const from = (start: string, end?: string): Resource =>
  dated({ effectivePeriod: end === undefined ? { start } : { start, end } });
const place: Resource = { resourceType: 'Location', position: { latitude: 51.5007, longitude: -0.1246 } };

type Row = readonly [resource: Resource, query: string, answer: boolean];
const tables: Readonly<Record<string, readonly Row[]>> = {
  'string (3.1.1.4.8): a beginning, without case or accents; :contains anywhere; :exact to the letter': [
    [patient, 'given=eve', false],
    [patient, 'family=eve', true],
    [patient, 'family=ÉVE', true],
    [patient, 'given:contains=eve', true],
    [patient, 'given:exact=Severine', true],
    [patient, 'given:exact=severine', false],
    [patient, 'given:exact=Sever', false],
    [patient, 'given=ann,x', true],
    [patient, 'given=sev&given=ann', true],
    [patient, 'given=sev&given=x', false],
  ],
  'token (3.1.1.4.10): code, system and code, no system, any code of a system': [
    [patient, 'gender=male', true],
    [patient, 'gender:not=male', false],
    [patient, 'gender:not=male,female', false],
    [patient, 'gender:not=female', true],
    [patient, 'active=true', true],
    [condition, 'code=ha125', true],
    [condition, 'code=HA125', false],
    [condition, 'code=http://acme.org/codes|ha125', true],
    [condition, 'code=http://other.org|ha125', false],
    [condition, 'code=|ha125', false],
    [condition, 'code=http://acme.org/codes|', true],
    [condition, 'code=http://other.org|', false],
    [condition, 'code:text=headache', true],
    [condition, 'code:text=tension', true],
    [condition, 'code:text=night', false],
    [patient, 'identifier=http://acme.org/patient|2345', true],
    [patient, 'identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|2345', true],
    [patient, 'identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|446053', false],
    [condition, 'code:not=ha125', false],
    [condition, 'severity:not=1', true],
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
  'any (3.1.1.4.5): :missing': [
    [patient, 'gender:missing=true', false],
    [patient, 'gender:missing=false', true],
    [patient, 'birthdate:missing=true', true],
    [patient, 'general-practitioner:missing=false', true],
  ],
  'reference (3.1.1.4.9): by type and id, by id, by address, by type as a modifier, by identifier': [
    [condition, 'subject=Patient/23', true],
    [condition, 'subject=23', true],
    [condition, `subject=${baseUrl}/Patient/23`, true],
    [condition, 'subject:Patient=23', true],
    [condition, 'subject:Group=23', false],
    [condition, 'subject=Group/23', false],
    [condition, 'subject=Patient/24', false],
    [patient, 'general-practitioner=http://other.example/fhir/Organization/7', true],
    [patient, 'general-practitioner=Organization/7', false],
    [patient, 'organization:identifier=http://acme.org/org|A1', true],
    [patient, 'organization:identifier=A1', true],
    [patient, 'organization:identifier=http://acme.org/org|A2', false],
  ],
  'uri (3.1.1.4.12): whole, :below and :above': [
    [valueSet, 'url=http://acme.org/fhir/ValueSet/123', true],
    [valueSet, 'url=http://acme.org/fhir/ValueSet/12', false],
    [valueSet, 'url=http://ACME.org/fhir/ValueSet/123', false],
    [valueSet, 'url:below=http://acme.org/fhir/', true],
    [valueSet, 'url:below=http://other.org/', false],
    [valueSet, 'url:above=http://acme.org/fhir/ValueSet/123/_history/5', true],
    [valueSet, 'url:above=http://acme.org/fhir/', false],
  ],
  'number (3.1.1.4.6): as exact as it is written, comparisons by the value alone': [
    [risk(100), 'probability=100', true],
    [risk(99.6), 'probability=100', true],
    [risk(99.6), 'probability=100.00', false],
    [risk(149), 'probability=1e2', true],
    [risk(99), 'probability=lt100', true],
    [risk(100), 'probability=lt100', false],
    [risk(100), 'probability=le100', true],
    [risk(100), 'probability=gt100', false],
    [risk(101), 'probability=gt100', true],
    [risk(100), 'probability=ge100', true],
    [risk(98), 'probability=ne100', true],
    [risk(100), 'probability=ne100', false],
    [risk(91), 'probability=ap100', true],
    [risk(80), 'probability=ap100', false],
  ],
  'quantity (3.1.1.4.11): number, system and code; a code without system is a unit; no unit is changed to another': [
    [quantity(5.4), 'value-quantity=5.4|http://unitsofmeasure.org|mg', true],
    [quantity(5.4), 'value-quantity=5.40e-3|http://unitsofmeasure.org|g', false],
    [quantity(5.4), 'value-quantity=5.4||mg', true],
    [quantity(5.4), 'value-quantity=5.4||g', false],
    [quantity(5.4), 'value-quantity=5.4', true],
    [quantity(5.38), 'value-quantity=5.4|http://unitsofmeasure.org|mg', true],
    [quantity(5.3), 'value-quantity=le5.4|http://unitsofmeasure.org|mg', true],
    [quantity(5.5), 'value-quantity=le5.4|http://unitsofmeasure.org|mg', false],
    [quantity(5.5), 'value-quantity=gt5.4', true],
    [quantity(5.0), 'value-quantity=ap5.4|http://unitsofmeasure.org|mg', true],
    [quantity(4.0), 'value-quantity=ap5.4|http://unitsofmeasure.org|mg', false],
    [quantity(5.5), 'value-quantity=sa5.4', true],
    [quantity(5.3), 'value-quantity=eb5.4', true],
    [quantity(7), 'value-quantity=ne5.4', true],
  ],
  'date (3.1.1.4.7): the table of prefixes': [
    [at('2013-01-14T00:00:00Z'), 'date=eq2013-01-14', true],
    [at('2013-01-14T10:00:00Z'), 'date=2013-01-14', true],
    [at('2013-01-15T00:00:00Z'), 'date=eq2013-01-14', false],
    [at('2013-01-15T00:00:00Z'), 'date=ne2013-01-14', true],
    [at('2013-01-14T00:00:00Z'), 'date=ne2013-01-14', false],
    [at('2013-01-14'), 'date=lt2013-01-14T10:00', true],
    [at('2013-01-14'), 'date=gt2013-01-14T10:00', true],
    [from('2013-01-21'), 'date=ge2013-03-14', true],
    [from('2013-01-21'), 'date=le2013-03-14', true],
    [from('2013-03-15'), 'date=sa2013-03-14', true],
    [from('2013-01-21'), 'date=sa2013-03-14', false],
    [from('2013-01-01', '2013-03-13'), 'date=eb2013-03-14', true],
    [from('2013-01-01', '2013-03-15'), 'date=eb2013-03-14', false],
    [at('2013-03-14'), 'date=ap2013-03-14', true],
    [at('2013-01-21'), 'date=ap2013-03-14', false],
    [at('2013'), 'date=2013-01', false],
    [at('2013-01-14'), 'date=ge2013-01-01&date=le2013-01-31', true],
  ],
  'composite (3.1.1.4.12): both in one element': [
    [pressure, 'component-code-value-quantity=8480-6$gt100', true],
    [pressure, 'component-code-value-quantity=8480-6$lt60', false],
    [pressure, 'component-code-value-quantity=8462-4$lt60', true],
    [pressure, 'component-code-value-quantity=http://loinc.org|8462-4$50', true],
    [quantity(5.4), 'code-value-quantity=http://loinc.org|2$gt5', true],
    [quantity(5.4), 'code-value-quantity=http://loinc.org|3$gt5', false],
  ],
  'special: near, by distance and unit': [
    [place, 'near=51.5033|-0.1195|1|km', true],
    [place, 'near=51.5033|-0.1195|0.2|km', false],
    [place, 'near=51.5033|-0.1195|400|m', false],
    [place, 'near=51.5033|-0.1195|1|[mi_us]', true],
    [place, 'near=51.6|-0.1246', false],
    [place, 'near=51.55|-0.1246', true],
  ],
  'escapes (3.1.1.4.0.1): a comma, a bar, a dollar and a backslash of a value': [
    [{ resourceType: 'Observation', valueString: 'a,b' }, 'value-string=a\\,b', true],
    [{ resourceType: 'Observation', valueString: 'a' }, 'value-string=a\\,b', false],
    [{ resourceType: 'Condition', code: { coding: [{ code: 'a|b$c' }] } }, 'code=a\\|b\\$c', true],
  ],
};

describe('a search by', () => {
  for (const [name, rows] of Object.entries(tables))
    it(name, async () => {
      for (const [resource, query, expected] of rows)
        assert.equal(
          await answers(resource, query.replaceAll('+', '%2B')),
          expected,
          `${query} of ${JSON.stringify(resource)}`,
        );
    });

  it('a modifier that its type does not have, or a value that cannot be one, is refused', () => {
    for (const [type, query] of [
      ['Patient', 'family:above=x'],
      ['Patient', 'gender:exact=male'],
      ['Patient', 'birthdate:contains=1'],
      ['Observation', 'code-value-quantity:missing=true'],
      ['Observation', 'value-quantity:exact=1'],
      ['Condition', 'subject:Practitioner=1'],
      ['Condition', 'code:below=headache'],
      ['Location', 'near=here'],
      ['Location', 'near=91|0|1|km'],
      ['Location', 'near=1|1|1|parsec'],
      ['Patient', 'identifier:of-type=a|b'],
      ['Observation', 'code-value-quantity=1'],
      ['Patient', '_text=,'],
    ] as const)
      assert.equal(
        readSearch({ type, parameters: new URLSearchParams(query), isStrict: false }).ok,
        query === '_text=,',
        query,
      );
  });

  it('distance is that of the earth: London to Paris is 344 km, to itself nothing', () => {
    const london = { latitude: 51.5074, longitude: -0.1278 };
    assert.ok(Math.abs(distanceMetres(london, { latitude: 48.8566, longitude: 2.3522 }) - 343_500) < 1_000);
    assert.equal(distanceMetres(london, london), 0);
  });
});
