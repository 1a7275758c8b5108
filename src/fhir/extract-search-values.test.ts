/** FHIR R4 3.1.1.4: which values each type of search parameter finds; HL7's own FHIRPath engine is the oracle. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fhirpath, { type Model } from 'fhirpath';
import r4Model from 'fhirpath/fhir-context/r4/index.js';
import { loadFhirDefinitions } from './definitions.ts';
import { createSearchValueExtractor } from './extract-search-values.ts';
import { parseFhirDate } from './fhir-date.ts';
import { referenceType } from './reference.ts';
import type { Resource, ResourceType } from './resource-types.ts';
import { createSearchParameters, expressionFor } from './search-parameters.ts';
import { codeReader, valueReaders } from './search-value-readers.ts';
import { foldSearchString, type SearchValue } from './search-values.ts';
import {
  aBloodPressure,
  aLocation,
  anEncounter,
  anObservation,
  aPatient,
  resourceExamples,
} from './testing/resource-examples.ts';

const definitions = loadFhirDefinitions();
const extract = createSearchValueExtractor(definitions);
const extractAll = createSearchValueExtractor(definitions, { isWanted: () => true });
const parametersOf = createSearchParameters(definitions);

const valuesOf = (resource: object, parameter: string): object[] =>
  extractAll(resource as Resource)
    .filter((value) => value.parameter === parameter)
    .map(({ parameter: _parameter, kind: _kind, ...value }) => value);

describe('A token', () => {
  test('of a CodeableConcept is each coding with its display, and the text alone', () => {
    assert.deepEqual(valuesOf(anObservation(), 'code'), [
      { system: 'http://snomed.info/sct', code: '27113001', text: 'Body weight' },
      { text: 'Weight' },
    ]);
  });

  test('of a code carries the system that its required binding implies', () => {
    assert.deepEqual(valuesOf(aPatient(), 'gender'), [
      { system: 'http://hl7.org/fhir/administrative-gender', code: 'female' },
    ]);
  });

  test('of an identifier carries its type for :of-type', () => {
    assert.deepEqual(valuesOf(aPatient(), 'identifier'), [
      {
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        code: '9990000018',
        text: 'NHS number',
        identifierType: { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'NH' },
      },
    ]);
  });

  test('of "deceased" is true for any date and false for false or nothing', () => {
    const deceased = (change: object): unknown => {
      const { deceasedBoolean: _deceased, ...patient } = aPatient();
      return (valuesOf({ ...patient, ...change }, 'deceased')[0] as { code: string }).code;
    };
    assert.equal(deceased({}), 'false');
    assert.equal(deceased({ deceasedBoolean: false }), 'false');
    assert.equal(deceased({ deceasedBoolean: true }), 'true');
    assert.equal(deceased({ deceasedDateTime: '2026-01-01' }), 'true');
  });

  test('of a filtered path is only what the filter lets through', () => {
    assert.deepEqual(valuesOf(aPatient(), 'email'), [{ code: 'zoe@example.org' }]);
  });
});

describe('Other values', () => {
  test('a date is a span, and a period without an end is open', () => {
    const { lowMs, highMs } = parseFhirDate('2026-03-01T09:30:00Z')!;
    assert.deepEqual(valuesOf(anObservation(), 'date'), [{ lowMs, highMs }]);
    assert.deepEqual(valuesOf(aBloodPressure(), 'date'), [{ lowMs, highMs: Infinity }]);
  });

  test('a timing is its outer limits', () => {
    const { effectiveDateTime: _date, ...observation } = anObservation();
    const timed = { ...observation, effectiveTiming: { event: ['2026-03-03', '2026-03-01'] } };
    const low = parseFhirDate('2026-03-01')!;
    const high = parseFhirDate('2026-03-03')!;
    assert.deepEqual(valuesOf(timed, 'date'), [{ lowMs: low.lowMs, highMs: high.highMs }]);
  });

  test('a quantity keeps number, system, code and unit; a comparator opens its end', () => {
    const unit = { system: 'http://unitsofmeasure.org', code: 'kg', unit: 'kg' };
    assert.deepEqual(valuesOf(anObservation(), 'value-quantity'), [{ low: 71.5, high: 71.5, ...unit }]);
    const below = { ...anObservation(), valueQuantity: { value: 5, comparator: '<' } };
    assert.deepEqual(valuesOf(below, 'value-quantity'), [{ low: -Infinity, high: 5 }]);
  });

  test('every component’s quantity is found', () => {
    const found = valuesOf(aBloodPressure(), 'component-value-quantity') as { low: number }[];
    assert.deepEqual(
      found.map(({ low }) => low),
      [142, 88],
    );
  });

  test('a name is each of its parts, and folds without case, accents or double spaces', () => {
    assert.deepEqual(valuesOf(aPatient(), 'name'), [
      { text: 'Ōtara' },
      { text: 'Zoë' },
      { text: 'Ann' },
      { text: 'Mrs' },
    ]);
    assert.equal(foldSearchString('  Ōtara  ZOË '), 'otara zoe');
  });

  test('a reference is ours by type and id, another server’s by its address, or an identifier', () => {
    assert.deepEqual(valuesOf(anObservation(), 'encounter'), [{ type: 'Encounter', id: 'e1', version: '2' }]);
    assert.deepEqual(valuesOf(anEncounter(), 'participant'), [
      { type: 'Practitioner', url: 'https://other.example.org/fhir/Practitioner/x1' },
    ]);
    assert.deepEqual(valuesOf(anObservation(), 'performer'), [
      { type: 'Organization', id: 'o1' },
      { identifier: { system: 'https://example.org/staff', value: 's1' } },
    ]);
  });

  test('"patient" takes only a Patient where "subject" takes anything', () => {
    const group = { ...anObservation(), subject: { reference: 'Group/g1' } };
    assert.deepEqual(valuesOf(group, 'subject'), [{ type: 'Group', id: 'g1' }]);
    assert.deepEqual(valuesOf(group, 'patient'), []);
  });

  test('a place’s position is found for "near"', () => {
    assert.deepEqual(valuesOf(aLocation(), 'near'), [{ latitude: 51.5, longitude: -0.1 }]);
  });

  test('a Bundle’s first entry is its composition only when it is one', () => {
    const bundle = (resourceType: string): object => ({
      resourceType: 'Bundle',
      entry: [{ resource: { resourceType, id: 'x' } }],
    });
    assert.deepEqual(valuesOf(bundle('Composition'), 'composition'), [{ type: 'Composition', id: 'x' }]);
    assert.deepEqual(valuesOf(bundle('Patient'), 'composition'), []);
  });

  test('a composite pairs the values of one element, never of two', () => {
    const found = valuesOf(aBloodPressure(), 'component-code-value-quantity') as { components: SearchValue[][] }[];
    const pairs = found.map(({ components: [code, value] }) => [
      (code![0] as { code: string }).code,
      (value![0] as { low: number }).low,
    ]);
    assert.deepEqual(pairs, [
      ['271649006', 142],
      ['271650006', 88],
    ]);
  });

  test('composites are left out unless asked for', () => {
    assert.equal(
      extract(aBloodPressure() as unknown as Resource).some((value) => value.kind === 'composite'),
      false,
    );
  });

  test('a damaged resource is read without failing', () => {
    for (const code of [null, 7, 'x', [], [null], {}, { coding: [] }]) {
      assert.doesNotThrow(() => extractAll({ resourceType: 'Observation', code }));
    }
  });
});

/** The oracle can't follow references and refuses `as` on several items: both are taken off and done here. */
function oracleValues(resource: Resource, code: string, type: string): unknown[] | undefined {
  const parameter = parametersOf(resource.resourceType as ResourceType).get(code)!;
  const expression = expressionFor(parameter, resource.resourceType);
  const refers = /\.where\(resolve\(\) is (\w+)\)/.exec(expression)?.[1];
  let nodes: unknown[];
  try {
    const plain = expression.replace(/\.where\(resolve\(\) is \w+\)/g, '');
    nodes = fhirpath.evaluate(resource, plain, undefined, r4Model as object as Model, {
      resolveInternalTypes: false,
      traceFn: () => {},
    }) as unknown[];
  } catch {
    return undefined;
  }
  const values: SearchValue[] = [];
  for (const node of nodes) {
    const nodeType = (fhirpath.types(node) as string[])[0]!.replace(/^FHIR\./, '').replace(/^System\.(.)/, lowerCase);
    const data = (node as { data?: unknown }).data ?? node;
    if (refers !== undefined && referenceType((data as { reference?: string }).reference) !== refers) continue;
    const isCode = type === 'token' && nodeType === 'code';
    const read = isCode ? codeReader(undefined) : valueReaders[type]?.[nodeType];
    read?.(data, code, values);
  }
  return values.map(comparable).sort();
}

const lowerCase = (_whole: string, first: string): string => first.toLowerCase();

/** Without the system that a code's binding implies: the oracle does not know it. */
function comparable(value: SearchValue): string {
  const { system, ...rest } = value as { system?: string };
  return JSON.stringify(system?.startsWith('http://hl7.org/fhir/') ? rest : value);
}

describe('HL7’s FHIRPath engine finds the same', () => {
  for (const example of resourceExamples()) {
    const resource = example as unknown as Resource;
    test(`in ${resource.resourceType} ${resource.id ?? ''}`, () => {
      const own = extract(resource);
      let compared = 0;
      for (const parameter of parametersOf(resource.resourceType as ResourceType).values()) {
        if (parameter.type === 'composite' || parameter.type === 'special') continue;
        if (expressionFor(parameter, resource.resourceType) === '') continue;
        const expected = oracleValues(resource, parameter.code, parameter.type);
        if (expected === undefined) continue;
        const found = own.filter((value) => value.parameter === parameter.code);
        assert.deepEqual(found.map(comparable).sort(), expected, parameter.code);
        compared += expected.length;
      }
      assert.ok(compared > 0, 'nothing was compared');
    });
  }
});
