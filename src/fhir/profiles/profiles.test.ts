/** Profiles (FHIR R4 5.1): every means of narrowing refuses what it should, at its place, and nothing else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadFhirDefinitions } from '../definitions.ts';
import { codeSystemUrl, exampleProfiles, profileUrl, valueSetUrl } from '../testing/example-profiles-table.ts';
import { aModifiedRequest, aProfiledPatient, rightProfiled, wrongProfiled } from '../testing/wrong-profiled-table.ts';
import { createResourceValidator } from '../validate-resource.ts';
import { createProfileValidator, type ProfileReport } from './create-profile-validator.ts';
import { packagesOf } from './fhir-packages.ts';

const definitions = loadFhirDefinitions();
const packages = packagesOf(exampleProfiles);
const profiles = createProfileValidator(definitions, packages);
const validate = createResourceValidator(definitions, { isModifierKnown: (url) => packages.structures.has(url) });
const errorsOf = (report: ProfileReport) => report.issues.filter(({ severity }) => severity === 'error');
const check = (resource: object, ...names: readonly string[]): ProfileReport =>
  profiles.check(resource as Readonly<Record<string, unknown>>, names.map(profileUrl));
const clean = (resource: object): object => JSON.parse(JSON.stringify(resource)) as object;

describe('A resource that breaks a rule of its profile', () => {
  for (const [what, profile, right, change, place, rule] of wrongProfiled) {
    test(`is refused at its place: ${what}`, () => {
      const issues = errorsOf(check(clean({ ...right(), ...change }), profile));
      assert.ok(
        issues.some((issue) => issue.place === place && rule.test(issue.rule)),
        `expected ${place} ${rule}, got ${JSON.stringify(issues)}`,
      );
    });
  }
});

describe('A resource that conforms', () => {
  for (const [profile, right] of rightProfiled) {
    test(`has no error: ${profile}`, () => {
      assert.deepEqual(validate(clean(right())), []);
      assert.deepEqual(errorsOf(check(clean(right()), profile)), []);
    });
  }

  test('may have a modifier extension that a package defines', () => {
    assert.deepEqual(validate(aModifiedRequest()), []);
    assert.deepEqual(check(aModifiedRequest()).issues, []);
  });

  test('is not changed', () => {
    const resource = aProfiledPatient();
    check(resource, 'inpatient');
    assert.deepEqual(resource, aProfiledPatient());
  });
});

describe('What is no error', () => {
  const patient = (change: object): object => clean({ ...aProfiledPatient(), ...change });

  test('a code outside an extensible binding warns', () => {
    const extension = {
      url: profileUrl('ethnic-category'),
      valueCodeableConcept: { coding: [{ system: codeSystemUrl('ethnic-category'), code: 'Q' }] },
    };
    const [issue] = check(patient({ extension: [extension] }), 'patient').issues;
    assert.equal(issue?.severity, 'warning');
    assert.match(issue.rule, /extensible binding/);
  });

  test('an invariant of severity "warning" warns', () => {
    const issues = check(patient({ address: undefined }), 'inpatient').issues;
    assert.deepEqual(
      issues.map(({ severity, rule }) => [severity, rule]),
      [['warning', 'An address helps (rule own-2)']],
    );
  });

  test('a code that cannot be judged offline is handed on, with its value set', () => {
    const maritalStatus = { coding: [{ system: 'http://snomed.info/sct', code: '87915002' }] };
    const { issues, openBindings } = check(patient({ maritalStatus }), 'patient');
    assert.deepEqual(issues, []);
    assert.deepEqual(openBindings, [
      {
        place: 'Patient.maritalStatus',
        profile: profileUrl('patient'),
        valueSet: valueSetUrl('marital-status'),
        strength: 'required',
        codings: [{ system: 'http://snomed.info/sct', code: '87915002' }],
      },
    ]);
  });

  test('an extension that nothing defines is told as information', () => {
    const [issue] = check(patient({ extension: [{ url: 'https://example.org/x', valueString: 'x' }] })).issues;
    assert.deepEqual([issue?.severity, issue?.place], ['information', 'Patient.extension[0]']);
  });
});

describe('A claim in meta.profile', () => {
  const claiming = (profile: string, change: object = {}): object =>
    clean({ ...aProfiledPatient(), meta: { profile: [profile] }, ...change });

  test('is held when the profile is loaded', () => {
    assert.equal(errorsOf(check(claiming(profileUrl('patient'), { name: undefined }))).length, 1);
    assert.equal(errorsOf(check(claiming(`${profileUrl('patient')}|1.0.0`, { name: undefined }))).length, 1);
  });

  test('is information when it is not, and never repeats what the sender wrote', () => {
    for (const profile of [
      'https://example.org/Mrs-Secret',
      `${profileUrl('patient')}|2.0.0`,
      profileUrl('untold-base'),
    ]) {
      const { issues } = check(claiming(profile, { name: undefined }));
      assert.deepEqual(
        issues.map(({ severity, place }) => [severity, place]),
        [['information', 'Patient.meta.profile']],
      );
      assert.doesNotMatch(JSON.stringify(issues), /Secret/);
    }
  });

  test('is held inside a Bundle and of what is contained', () => {
    const inner = claiming(profileUrl('patient'), { name: undefined });
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: inner }] };
    assert.deepEqual(
      errorsOf(check(bundle)).map(({ place }) => place),
      ['Bundle.entry[0].resource.name'],
    );
    const holder = { resourceType: 'Observation', contained: [inner], status: 'final', code: { text: 'x' } };
    assert.deepEqual(
      errorsOf(check(holder)).map(({ place }) => place),
      ['Observation.contained[0].name'],
    );
  });

  test('of the base type itself is nothing to check', () => {
    assert.deepEqual(check(claiming('http://hl7.org/fhir/StructureDefinition/Patient')).issues, []);
  });
});

test('A profile is loaded when all that it is built on is', () => {
  assert.ok(profiles.isLoaded(profileUrl('inpatient')));
  assert.ok(profiles.isLoaded('http://hl7.org/fhir/StructureDefinition/bp'));
  for (const name of ['untold-base', 'itself', 'nobody-loaded']) assert.ok(!profiles.isLoaded(profileUrl(name)), name);
});

test('The profiles of vital signs that R4 publishes are held (R4 10.1.3)', () => {
  const weight = {
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
    subject: { reference: 'Patient/1' },
    effectiveDateTime: '2026-03-01',
    valueQuantity: { value: 70, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  };
  const bodyweight = 'http://hl7.org/fhir/StructureDefinition/bodyweight';
  const errors = (change: object) => errorsOf(profiles.check(clean({ ...weight, ...change }) as never, [bodyweight]));
  assert.deepEqual(errors({}), []);
  const stone = { value: 11, unit: 'stone', system: 'http://unitsofmeasure.org', code: '[stone_av]' };
  assert.match(errors({ valueQuantity: stone })[0]!.rule, /required binding/);
  assert.equal(errors({ category: undefined })[0]!.place, 'Observation.category');
  assert.equal(errors({ effectiveDateTime: undefined })[0]!.place, 'Observation.effective');
});

test('A body that is made to be dear is refused when its steps are spent', () => {
  const component = Array.from({ length: 60_000 }, () => ({ code: { text: 'x' } }));
  const resource = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, component };
  const { issues } = profiles.check(resource, ['http://hl7.org/fhir/StructureDefinition/vitalsigns']);
  assert.match(issues.at(-1)!.rule, /steps to be checked/);
  assert.equal(issues.at(-1)!.severity, 'error');
});
