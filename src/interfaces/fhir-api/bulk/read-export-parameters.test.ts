// What a kick-off asks (Bulk Data Access 2.0, "Query Parameters").
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createSearchReader } from '#record';
import { readExportParameters } from './read-export-parameters.ts';

const reader = createSearchReader({ definitions: loadFhirDefinitions(), baseUrl: 'https://region.example/fhir' });
const options = { isLenient: false, level: 'patient', isPost: false } as const;

function filtersOf(...texts: readonly string[]): readonly string[] | string {
  const parameters = new URLSearchParams();
  for (const text of texts) parameters.append('_typeFilter', text);
  const read = readExportParameters(reader, parameters, options);
  return read.ok ? read.value.typeFilters : (read.fault.flaws?.[0]?.rule ?? '');
}

it('filters come one by one or with commas between them, and a comma between values stays where it is (_typeFilter)', () => {
  const final = 'Observation?status=final,amended&date=gt2026';
  const female = 'Patient?gender=female';
  for (const texts of [[final, female], [`${final},${female}`]]) assert.deepEqual(filtersOf(...texts), [final, female]);
});

it('each of them is read: a wrong one among others is named', () => {
  assert.match(String(filtersOf('Patient?gender=female,Observation?no-such=1')), /no-such/);
});
