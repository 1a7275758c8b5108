/** What the intakes hold of profiles, and what `$validate` tells beside. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fault } from '#kernel/fault.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { loadFhirDefinitions } from '../definitions.ts';
import { exampleProfiles, profileUrl } from '../testing/example-profiles-table.ts';
import { anObservation } from '../testing/resource-examples.ts';
import { aProfiledPatient } from '../testing/wrong-profiled-table.ts';
import { createResourceValidator } from '../validate-resource.ts';
import { createResourceExplainer, holdClaims } from './explain-resource.ts';
import { packagesOf } from './fhir-packages.ts';
import type { MembershipPort } from './value-set-membership.ts';

const definitions = loadFhirDefinitions();
const packages = packagesOf(exampleProfiles);
const base = createResourceValidator(definitions);
const claiming = (profile: string, change: object = {}): object =>
  JSON.parse(JSON.stringify({ ...aProfiledPatient(), ...change, meta: { profile: [profile] } })) as object;

describe('At an intake', () => {
  const validate = holdClaims(base, definitions, packages);

  test('a claim of a profile that the region loaded is held, and the flaw names it', () => {
    assert.deepEqual(validate(claiming(profileUrl('patient'))), []);
    assert.deepEqual(validate(claiming(profileUrl('patient'), { name: undefined })), [
      { place: 'Patient.name', rule: `by ${profileUrl('patient')}: is required (cardinality 1..)`, isOfProfile: true },
    ]);
  });

  test('a claim of a profile of HL7 itself, or of one that nobody loaded, turns nothing away', () => {
    for (const profile of ['http://hl7.org/fhir/StructureDefinition/vitalsigns', 'https://example.org/none']) {
      assert.deepEqual(validate({ ...anObservation(), meta: { profile: [profile] } }), []);
    }
  });

  test('a resource without a claim is held to the base specification alone', () => {
    assert.deepEqual(validate(JSON.parse(JSON.stringify({ ...aProfiledPatient(), name: undefined }))), []);
  });

  test('what the base specification refuses is not held to profiles', () => {
    const flaws = validate(claiming(profileUrl('patient'), { name: undefined, gender: 'x' }));
    assert.deepEqual(
      flaws.map(({ place }) => place),
      ['Patient.gender'],
    );
  });

  test('a region without packages pays nothing', () => {
    assert.equal(holdClaims(base, definitions, packagesOf([])), base);
  });
});

describe('A code that the packages cannot judge', () => {
  const maritalStatus = { coding: [{ system: 'http://snomed.info/sct', code: '87915002' }] };
  const resource = claiming(profileUrl('patient'), { maritalStatus });
  const said = async (isMember?: MembershipPort): Promise<readonly string[]> => {
    const explain = createResourceExplainer({ definitions, packages, ...(isMember === undefined ? {} : { isMember }) });
    const issues = await explain(resource);
    return issues.filter(({ place }) => place === 'Patient.maritalStatus').map(({ severity }) => severity);
  };

  test('is asked of the terminology, whose answer stands', async () => {
    assert.deepEqual(await said(async () => ok(true)), []);
    assert.deepEqual(await said(async () => ok(false)), ['error']);
  });

  test('is information when the terminology does not know, or there is none', async () => {
    assert.deepEqual(await said(), ['information']);
    assert.deepEqual(await said(async () => failed(fault('not-found', 'X-001', 'not loaded'))), ['information']);
  });
});

test('What the base specification refuses is explained alone, with a word that profiles were not checked', async () => {
  const explain = createResourceExplainer({ definitions, packages });
  const issues = await explain(claiming(profileUrl('patient'), { name: undefined, gender: 'x' }));
  assert.deepEqual(
    issues.map(({ severity, place }) => [severity, place]),
    [
      ['error', 'Patient.gender'],
      ['information', 'Patient'],
    ],
  );
});

// R4 4.1.5: "Extensible ... if none of the codes within the value set applies", "Preferred ... are not required to".
describe('A code outside a value set that is bound loosely', () => {
  const port =
    (known: Readonly<Record<string, readonly string[]>>): MembershipPort =>
    async (valueSet, _system, code) =>
      known[valueSet] === undefined
        ? failed(fault('not-found', 'X-001', 'not loaded'))
        : ok(known[valueSet].includes(code));
  const marital = 'http://hl7.org/fhir/ValueSet/marital-status';
  const language = 'http://hl7.org/fhir/ValueSet/languages';
  const said = async (change: object, known: Parameters<typeof port>[0]): Promise<readonly string[]> => {
    const explain = createResourceExplainer({ definitions, packages, isMember: port(known) });
    const issues = await explain({ resourceType: 'Patient', ...change });
    return issues.filter(({ rule }) => /binding\)$/.test(rule)).map(({ severity, place }) => `${severity} ${place}`);
  };
  const coded = (...codes: readonly string[]) => ({ coding: codes.map((code) => ({ system: 'urn:s', code })) });

  test('is a warning where it is extensible, information where it is preferred, never an error', async () => {
    assert.deepEqual(await said({ maritalStatus: coded('X') }, { [marital]: ['M'] }), [
      'warning Patient.maritalStatus',
    ]);
    assert.deepEqual(await said({ language: 'xx' }, { [language]: ['en'] }), ['information Patient.language']);
  });

  test('is nothing where one code is inside, where it is not known, and in words alone', async () => {
    assert.deepEqual(await said({ maritalStatus: coded('X', 'M') }, { [marital]: ['M'] }), []);
    assert.deepEqual(await said({ maritalStatus: coded('X') }, {}), []);
    assert.deepEqual(await said({ maritalStatus: { text: 'Married' } }, { [marital]: ['M'] }), []);
  });

  test('is found at any depth: in elements of elements and in what is contained', async () => {
    const contact = [{ relationship: [coded('X')], name: { text: 'A' } }];
    const relationship = 'http://hl7.org/fhir/ValueSet/patient-contactrelationship';
    assert.deepEqual(await said({ contact }, { [relationship]: ['N'] }), [
      'warning Patient.contact[0].relationship[0]',
    ]);
    const change = {
      contained: [{ resourceType: 'Patient', id: 'p', maritalStatus: coded('X') }],
      link: [{ other: { reference: '#p' }, type: 'seealso' }],
    };
    assert.deepEqual(await said(change, { [marital]: ['M'] }), ['warning Patient.contained[0].maritalStatus']);
  });
});
