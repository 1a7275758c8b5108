/** This API as an OpenAPI 3.1 document, made of the registry of routes: it names what answers, and nothing else. */
import { resourceTypes } from '#fhir/resource-types.ts';
import { type InteractionFacts, interactionFacts } from './interaction-facts-table.ts';
import { type ApiRoute, routeTable } from './route-table.ts';

interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: unknown;
}

const placeholders: Readonly<Record<string, { readonly description: string; readonly schema: unknown }>> = {
  type: { description: 'A resource type of FHIR R4', schema: { enum: resourceTypes } },
  compartment: {
    description: 'Whose compartment: the type of the resource that it is about',
    schema: { type: 'string' },
  },
  id: { description: 'Logical id', schema: { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' } },
  versionId: { description: 'Version id, as meta.versionId has it', schema: { type: 'string' } },
};

export function factsOf(route: Pick<ApiRoute, 'interaction'>): InteractionFacts {
  const facts = interactionFacts[route.interaction];
  if (facts === undefined) throw new Error(`the interaction ${route.interaction} has no line in the table of facts`);
  return facts;
}

function descriptionOf(facts: InteractionFacts): string {
  const clause = facts.clause === 'none' ? [] : [`FHIR R4, ${facts.clause}.`];
  return [...clause, facts.limits, facts.differences].filter((text) => text !== undefined).join(' ');
}

function parametersOf(path: string): unknown[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...(placeholders[name] ?? { schema: { type: 'string' } }),
  }));
}

const outcome = { $ref: '#/components/responses/OperationOutcome' };
const schema = { $ref: '#/components/schemas/Resource' };
const resource = { 'application/fhir+json': { schema }, 'application/fhir+xml': { schema } };

function operationOf(route: ApiRoute): OpenApiOperation {
  const facts = factsOf(route);
  const parameters = parametersOf(route.path);
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
  const isForm = route.path.endsWith('/_search');
  const form = { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } };
  return {
    operationId: `${route.interaction} ${route.method} ${route.path}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/-$/, ''),
    summary: facts.title,
    description: descriptionOf(facts),
    tags: [route.path.includes('$') ? 'operation' : 'interaction'],
    security: route.isOpen === true ? [] : [{ smart: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(hasBody ? { requestBody: { content: isForm ? form : resource } } : {}),
    responses: {
      '2XX': { description: 'The resource, or nothing where nothing is asked for', content: resource },
      '4XX': outcome,
      '5XX': outcome,
    },
  };
}

/** `publicUrl`: scheme, host and port of the region. */
export function createOpenApiDocument(publicUrl: string): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of routeTable) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Goldthread FHIR R4 API',
      version: '4.0.1',
      description:
        'Every answer is decided and logged before it leaves. Search parameters stand in the CapabilityStatement.',
    },
    servers: [{ url: `${publicUrl}/fhir` }],
    paths,
    components: {
      securitySchemes: {
        smart: {
          type: 'openIdConnect',
          openIdConnectUrl: `${publicUrl}/.well-known/smart-configuration`,
          description: 'SMART App Launch 2 and SMART Backend Services',
        },
      },
      schemas: {
        Resource: { type: 'object', required: ['resourceType'], properties: { resourceType: { enum: resourceTypes } } },
      },
      responses: { OperationOutcome: { description: 'What is wrong, and where', content: resource } },
    },
  };
}
