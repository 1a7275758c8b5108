/** The CapabilityStatement (R4 5.3), generated from the registry of routes: it names what answers, and nothing else. */
import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';
import { type ResourceType, resourceTypes } from '#fhir/resource-types.ts';
import { createSearchParameters } from '#fhir/search-parameters.ts';
import { isSearchable } from '#record';
import type { FhirApiDependencies } from './api-call.ts';
import { type InteractionName, routeTable } from './route-table.ts';

type TypeInteraction = NonNullable<CapabilityStatementRestResource['interaction']>[number]['code'];

const typeInteractions: ReadonlySet<InteractionName> = new Set([
  'read',
  'vread',
  'history-instance',
  'search-type',
  'create',
  'update',
  'patch',
  'delete',
]);

const searchDocumentation =
  'A search names a patient (patient, subject or the like), _id, or identifier; Patient also takes family with birthdate, ' +
  'where the family name is compared whole. Without any of these it is refused with a word on what to add. ' +
  'Not yet: chaining, _has, near, and the modifiers :above, :below, :in and :not-in of tokens.';

const securityDocumentation =
  'SMART Backend Services (private_key_jwt). A client reads what its own organisation contributed and changes only what ' +
  'its own feed contributed; tokens of staff and patients read what their rights show. What may not be seen is answered ' +
  'as if it did not exist. Every answer is logged before it leaves.';

function documentationOf(deps: Pick<FhirApiDependencies, 'isVersionRequired'>): string {
  const update =
    (deps.isVersionRequired ?? true) ? 'An update by an id of the region must send If-Match (428 without it).' : '';
  return `JSON only. Prefer: handling is lenient unless strict is asked for. ${update} A resource that was deleted is answered 404.`;
}

/** The names after the dollar sign, of routes of every type and of this one. */
function operationsOf(type: ResourceType): string[] {
  const names = routeTable.flatMap(({ path }) => {
    const [, place, name] = /^\/([^/]+)(?:\/[^/]+)?\/\$([a-z-]+)$/.exec(path) ?? [];
    return name !== undefined && (place === ':type' || place === type) ? [name] : [];
  });
  return [...new Set(names)];
}

function resourceOf(
  deps: Pick<FhirApiDependencies, 'isConditionalDeleteAllowed'>,
  type: ResourceType,
  searchParameters: ReturnType<typeof createSearchParameters>,
): CapabilityStatementRestResource {
  const names = new Set(routeTable.map((route) => route.interaction));
  const parameters = [...searchParameters(type).values()].filter(isSearchable);
  const includes = parameters.filter(({ type: kind }) => kind === 'reference').map(({ code }) => `${type}:${code}`);
  return {
    type,
    documentation: searchDocumentation,
    interaction: [...names]
      .filter((name) => typeInteractions.has(name))
      .map((name) => ({ code: name as TypeInteraction })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: names.has('update'),
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: names.has('conditional-update'),
    conditionalDelete: deps.isConditionalDeleteAllowed === true ? 'single' : 'not-supported',
    referencePolicy: ['literal', 'logical', 'local'],
    ...(includes.length === 0 ? {} : { searchInclude: includes }),
    searchParam: parameters.map(({ code, url, type: kind }) => ({ name: code, definition: url, type: kind })),
    operation: operationsOf(type).map((name) => ({
      name,
      definition: `http://hl7.org/fhir/OperationDefinition/${name === 'validate' ? 'Resource' : type}-${name}`,
    })),
  };
}

export function createCapabilityStatement(
  deps: Pick<
    FhirApiDependencies,
    'publicUrl' | 'definitions' | 'clock' | 'isVersionRequired' | 'isConditionalDeleteAllowed'
  >,
): CapabilityStatement {
  const searchParameters = createSearchParameters(deps.definitions);
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: new Date(deps.clock.now()).toISOString(),
    publisher: 'Goldthread',
    kind: 'instance',
    software: { name: 'Goldthread' },
    implementation: { description: 'A Goldthread region', url: `${deps.publicUrl}/fhir` },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        documentation: documentationOf(deps),
        security: {
          service: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' },
              ],
            },
          ],
          description: securityDocumentation,
        },
        resource: resourceTypes.map((type) => resourceOf(deps, type, searchParameters)),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
      },
    ],
  };
}
