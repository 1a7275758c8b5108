/**
 * Every modifier and prefix, type by type, against R4's search page (3.1.1.3, 3.1.1.4.4 to 3.1.1.4.21): what a search says
 * of one resource, read and tested as it is in an answer.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadFhirDefinitions, type SearchParameterDefinition } from '#fhir/definitions.ts';
import { type Resource, type ResourceType, resourceTypes } from '#fhir/resource-types.ts';
import { createSearchElements } from '#fhir/search-elements.ts';
import { createSearchParameters } from '#fhir/search-parameters.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { recordFault } from '../../faults.ts';
import { parentParameterOf } from '../read/read-hierarchy.ts';
import { createSearchReader } from '../read/read-search.ts';
import { isRefusedByName } from '../searchable.ts';
import type { TerminologyPort } from '../terminology-port.ts';
import { examplesBaseUrl, examplesNowMs, searchExamples } from '../testing/search-examples-table.ts';
import { isMatch } from './is-match.ts';
import { distanceMetres } from './match-position.ts';
import { resolveMeanings } from './resolve-meanings.ts';

const definitions = loadFhirDefinitions();
const parametersOf = createSearchParameters(definitions);
const elementsOf = createSearchElements(definitions);
const readSearch = createSearchReader({ definitions, baseUrl: examplesBaseUrl });

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
  return isMatch(meant.value, resource, { nowMs: examplesNowMs, patientKey: (id) => id });
}

function isRead(type: ResourceType, query: string, isStrict = false): boolean {
  return readSearch({ type, parameters: new URLSearchParams(query), isStrict }).ok;
}

describe('a search by', () => {
  for (const [name, rows] of Object.entries(searchExamples))
    it(name, async () => {
      for (const [resource, query, expected] of rows)
        assert.equal(
          await answers(resource, query.replaceAll('+', '%2B')),
          expected,
          `${query} of ${JSON.stringify(resource)}`,
        );
    });

  it('distance is that of the earth: London to Paris is 344 km, to itself nothing', () => {
    const london = { latitude: 51.5074, longitude: -0.1278 };
    assert.ok(Math.abs(distanceMetres(london, { latitude: 48.8566, longitude: 2.3522 }) - 343_500) < 1_000);
    assert.equal(distanceMetres(london, london), 0);
  });
});

/** The table of 3.1.1.4.4, with what its paragraphs add: which modifiers a parameter of a type has. */
const modifiersByType: Readonly<Record<string, readonly string[]>> = {
  number: ['missing'],
  date: ['missing'],
  quantity: ['missing'],
  string: ['missing', 'exact', 'contains'],
  token: ['missing', 'text', 'not', 'above', 'below', 'in', 'not-in', 'of-type'],
  reference: ['missing', 'identifier', 'Type'],
  uri: ['missing', 'above', 'below'],
  composite: [],
  special: [],
};
const allModifiers = [...new Set(Object.values(modifiersByType).flat()), 'iterate', 'nonsense', 'Exact'];

const valueFor: Readonly<Record<string, string>> = {
  missing: 'true',
  'of-type': 'http://x.example|a|1',
  above: 'http://x.example|a',
  below: 'http://x.example|a',
  in: 'http://x.example/vs',
  'not-in': 'http://x.example/vs',
};

function isExpected(type: ResourceType, parameter: SearchParameterDefinition, modifier: string): boolean {
  const elements = elementsOf(type, parameter);
  const isCanonical = !elements.has('Reference') && !elements.has('Resource');
  if (parameter.type === 'reference' && (modifier === 'above' || modifier === 'below')) {
    // 3.1.1.4.14 for hierarchies, 3.1.1.4.13 for canonicals.
    if (isCanonical) return modifier === 'below';
    return (parameter.targets ?? []).some((target) => parentParameterOf({ parametersOf }, target as ResourceType));
  }
  if (modifier === 'identifier') return parameter.type === 'reference' && !isCanonical;
  if (modifier === 'of-type') return parameter.type === 'token' && elements.has('Identifier');
  if (parameter.code === '_text' || parameter.code === '_content') return false;
  return modifiersByType[parameter.type]?.includes(modifier) === true;
}

describe('a modifier (R4 3.1.1.4.4)', () => {
  it('is answered by each of R4’s parameters whose type has it, and refused by every other, whatever the handling', () => {
    let asked = 0;
    for (const type of resourceTypes)
      for (const parameter of parametersOf(type).values()) {
        if (isRefusedByName(parameter.code)) continue;
        for (const modifier of allModifiers) {
          const written = modifier === 'Type' ? (parameter.targets?.[0] ?? 'Patient') : modifier;
          const isHierarchy = parameter.type === 'reference' && (modifier === 'above' || modifier === 'below');
          const text = isHierarchy ? 'a1' : (valueFor[modifier] ?? 'a1');
          const name = `${parameter.code}:${written}`;
          assert.equal(
            isRead(type, new URLSearchParams([[name, text]]).toString()),
            isExpected(type, parameter, modifier),
            `${type}?${name}=${text}`,
          );
          asked++;
        }
      }
    assert.ok(asked > 30_000, String(asked));
  });

  it('stands alone: two of them are refused (R4 3.1.1.4.4)', () => {
    assert.equal(isRead('Patient', 'name:exact:contains=x'), false);
  });
});

describe('handling errors (R4 3.1.1.3)', () => {
  it('a value that its type cannot read is refused', () => {
    for (const [type, query] of [
      ['Condition', 'onset-date=23 May 2009'],
      ['Patient', 'birthdate=zz2009'],
      ['Observation', 'date=2026-02-28T10'],
      ['RiskAssessment', 'probability=high'],
      ['RiskAssessment', 'probability=gt'],
      ['Observation', 'value-quantity=5.4|mg'],
      ['Observation', 'value-quantity=5.4|a|b|c'],
      ['Observation', 'code=a|b|c'],
      ['Observation', 'code=|'],
      ['Patient', 'gender:missing=perhaps'],
      ['Condition', 'subject:Patient=Group/1'],
      ['Condition', 'code:below=headache'],
      ['ValueSet', 'url:below=urn:oid:1.2'],
      ['ValueSet', 'url:above=urn:oid:1.2'],
      ['Location', 'near=here'],
      ['Location', 'near=91|0|1|km'],
      ['Location', 'near=1|1|1|parsec'],
      ['Patient', 'identifier:of-type=a|b'],
      ['Patient', 'identifier:of-type=a|b|'],
      ['Observation', 'code-value-quantity=1'],
      ['Procedure', 'location:below=http://other.example/fhir/Location/1'],
      ['Procedure', 'location:below=Patient/1'],
      ['Procedure', 'subject:below=Patient/1'],
      // 3.1.1.4.19: "The parameter value xx\xx is illegal"
      ['Patient', 'name=xx\\xx'],
      ['Patient', 'name=xx\\'],
      ['Patient', 'name=.'],
      ['Condition', '_text=(bone'],
      ['Condition', '_text=bone OR'],
      ['Condition', `_text=${'('.repeat(30)}a${')'.repeat(30)}`],
    ] as const)
      assert.equal(isRead(type, query), false, query);
  });

  it('an empty parameter is ignored', () => {
    for (const query of ['name=', 'name=,', '_text=,', 'gender:not='])
      assert.equal(isRead('Patient', query, true), true, query);
  });

  it('an unknown parameter is ignored, unless strict handling is preferred; _filter and _query never are', () => {
    for (const query of ['myInvalidParameter=true', 'Name=x']) {
      assert.equal(isRead('Condition', query), true, query);
      assert.equal(isRead('Condition', query, true), false, query);
    }
    for (const query of ['_filter=code eq 1', '_query=current']) {
      assert.equal(isRead('Condition', query), false, query);
      assert.equal(isRead('Condition', query, true), false, query);
    }
  });
});
