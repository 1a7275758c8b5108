/** The CapabilityStatement (R4 5.3), generated from the registry of routes: it names what answers, and nothing else. */
import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';
import { compartments } from '#fhir/compartments-table.ts';
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import { type ResourceType, resourceTypes } from '#fhir/resource-types.ts';
import { isSearchable, topics } from '#record';
import type { FhirApiDependencies } from './api-call.ts';
import { type InteractionName, routeTable } from './route-table.ts';

type TypeInteraction = NonNullable<CapabilityStatementRestResource['interaction']>[number]['code'];

const typeInteractions: ReadonlySet<InteractionName> = new Set([
  'read',
  'vread',
  'history-instance',
  'history-type',
  'search-type',
  'create',
  'update',
  'patch',
  'delete',
]);

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription';

const searchDocumentation =
  'A back-end service searches all that its organisation contributed; a patient their own record; staff whom the search ' +
  'names: by a patient (patient, subject or the like, also chained), _id, identifier, or family with birthdate. Chains and ' +
  '_has follow three references at most. Without _sort the newest come first, in an order that no update changes. The total ' +
  'of a search over the region is given when _total or _summary=count asks for it. Quantities compare in the unit as written. ' +
  'Refused by name: _filter, _query, functional lists, and :above, :below, :in, :not-in of tokens where no terminology is loaded.';

const securityDocumentation =
  'SMART Backend Services (private_key_jwt). A client reads what its own organisation contributed and changes only what ' +
  'its own feed contributed; tokens of staff and patients read what their rights show. What may not be seen is answered ' +
  'as if it did not exist. Every answer is logged before it leaves.';

function documentationOf(deps: Pick<FhirApiDependencies, 'isVersionRequired'>): string {
  const update =
    (deps.isVersionRequired ?? true) ? 'An update by an id of the region must send If-Match (428 without it).' : '';
  return `JSON and XML. Prefer: handling is lenient unless strict is asked for. ${update} A resource that was deleted is answered 410 to who may see it, 404 to others.`;
}

/** Operations that R4 itself does not define: where each is. */
const guideDefinitions: Readonly<Record<string, string>> = {
  import: 'https://goldthread.example/OperationDefinition/import',
  export: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export',
  summary: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
  status: `${backport}-status`,
  events: `${backport}-events`,
  'get-ws-binding-token': `${backport}-get-ws-binding-token`,
};

/** Of routes of the whole system, of every type and of this one, by the name after the dollar sign. */
function operationsOf(type: ResourceType | undefined): { name: string; definition: string }[] {
  const names = routeTable.flatMap(({ path }) => {
    const [, place, name] = /^(?:\/([^/]+)(?:\/[^/]+)?)?\/\$([a-z-]+)$/.exec(path) ?? [];
    const isHere =
      type === undefined ? place === undefined : place === type || (place === ':type' && type !== 'Subscription');
    return name !== undefined && isHere ? [name] : [];
  });
  return [...new Set(names)].map((name) => ({
    name,
    definition:
      guideDefinitions[name] ??
      `http://hl7.org/fhir/OperationDefinition/${name === 'validate' ? 'Resource' : type}-${name}`,
  }));
}

/** One that is still being indexed finds everything, by looking at each resource: a wide search by it may meet its limit. */
function searchParamOf({ code, url, type, isBeingIndexed }: SearchParameterDefinition) {
  const documentation = 'Still being indexed: found by looking at each resource that the rest of the search leaves.';
  return { name: code, definition: url, type, ...(isBeingIndexed === undefined ? {} : { documentation }) };
}

function resourceOf(
  deps: Pick<FhirApiDependencies, 'isConditionalDeleteAllowed' | 'searchCatalogue'>,
  type: ResourceType,
): CapabilityStatementRestResource {
  const names = new Set(routeTable.map((route) => route.interaction));
  const parameters = [...deps.searchCatalogue.parametersOf(type).values()].filter(isSearchable);
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
    searchParam: parameters.map(searchParamOf),
    operation: operationsOf(type),
  };
}

/** Kept apart from the record: each is its owner's alone. */
function subscriptionOf(): CapabilityStatementRestResource {
  return {
    type: 'Subscription',
    documentation:
      'Topic-based (Subscriptions R5 Backport 1.1): rest-hook and websocket; a search lists the caller’s own.',
    extension: topics.map(({ url }) => ({
      url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical',
      valueUri: url,
    })),
    supportedProfile: ['http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription'],
    interaction: (['create', 'read', 'search-type', 'delete'] as const).map((code) => ({ code })),
    versioning: 'no-version',
    operation: operationsOf('Subscription'),
  };
}

/** The region's own, which change what everybody may search by. */
function searchParameterOf(resource: CapabilityStatementRestResource): CapabilityStatementRestResource {
  return {
    type: 'SearchParameter',
    documentation:
      'What this region defines beside R4’s own, by clients whose registration names SearchParameter. New resources are ' +
      'indexed at once, earlier ones in the background; meanwhile a search looks at each resource that the rest of it leaves.',
    interaction: (['create', 'read', 'search-type', 'update', 'delete'] as const).map((code) => ({ code })),
    versioning: 'no-version',
    updateCreate: true,
    searchParam: resource.searchParam ?? [],
  };
}

/** HL7 writes them so: `relatedPerson`. */
const uncapitalised = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

export function createCapabilityStatement(
  deps: Pick<
    FhirApiDependencies,
    'publicUrl' | 'searchCatalogue' | 'clock' | 'isVersionRequired' | 'isConditionalDeleteAllowed'
  >,
): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: new Date(deps.clock.now()).toISOString(),
    publisher: 'Goldthread',
    kind: 'instance',
    software: { name: 'Goldthread' },
    implementation: { description: 'A Goldthread region', url: `${deps.publicUrl}/fhir` },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json', 'application/fhir+xml'],
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
        resource: resourceTypes.map((type) => {
          if (type === 'Subscription') return subscriptionOf();
          const resource = resourceOf(deps, type);
          return type === 'SearchParameter' ? searchParameterOf(resource) : resource;
        }),
        compartment: ['patient', ...Object.keys(compartments).map(uncapitalised)].map(
          (name) => `http://hl7.org/fhir/CompartmentDefinition/${name}`,
        ),
        interaction: [
          { code: 'transaction' },
          { code: 'batch' },
          { code: 'search-system' },
          { code: 'history-system' },
        ],
        operation: operationsOf(undefined),
      },
    ],
  };
}
