/**
 * All links of a resource, found by the types of its elements, and replaced in place (R4 3.1.0.11.2: in a transaction,
 * `Reference.reference`, elements of type uri, url, oid and uuid, and `href` and `src` in narratives).
 */
import type { FhirDefinitions } from './definitions.ts';
import type { Resource } from './resource-types.ts';

export type LinkKind = 'reference' | 'uri' | 'narrative';
/** The text to stand in place of `text`; undefined leaves it. */
export type ReplaceLink = (text: string, kind: LinkKind) => string | undefined;

export interface ReferenceWalk {
  /** Calls `replace` for each link of the resource, contained resources and those of a Bundle included, and changes it in place. */
  rewriteReferences(resource: Resource, replace: ReplaceLink): void;
  /** The texts of all `Reference.reference`, in order, with repetitions. */
  referencesIn(resource: Resource): string[];
}

type Members = Record<string, unknown>;
type Visit = (owner: Members, name: string, content: unknown, replace: ReplaceLink) => void;
type VisitsByName = Map<string, Visit>;

const replaceable = new Set(['uri', 'url', 'oid', 'uuid']);
// They name a code system, a namespace or an extension's meaning, never an entry of the Bundle.
const names = new Set(['system', 'Extension.url', 'Meta.source', 'Meta.profile']);
const narrativeLink = /(<(?:a\b[^<>]*?\shref|img\b[^<>]*?\ssrc)\s*=\s*)(?:"([^"]*)"|'([^']*)')/g;

/** A walk over the definitions; a type is compiled when it is first met, then kept. */
export function createReferenceWalk(definitions: FhirDefinitions): ReferenceWalk {
  const compiled = new Map<string, VisitsByName>();
  const visitsOf = (type: string): VisitsByName => {
    let visits = compiled.get(type);
    if (visits === undefined) {
      visits = new Map();
      compiled.set(type, visits);
      compile(type, visits);
    }
    return visits;
  };
  const compile = (type: string, visits: VisitsByName): void => {
    for (const element of definitions.types.get(type)?.elements ?? []) {
      for (const declared of element.types) {
        const [base] = declared.split(':') as [string];
        const name = element.choice ? element.name + base.charAt(0).toUpperCase() + base.slice(1) : element.name;
        const visit = visitFor(type, name, base);
        if (visit !== undefined) visits.set(name, visit);
        if (isPrimitive(base))
          visits.set(
            `_${name}`,
            eachObject(() => visitsOf('Element')),
          );
      }
    }
  };
  const isPrimitive = (type: string): boolean => definitions.types.get(type)?.kind === 'primitive';
  const visitFor = (owner: string, name: string, type: string): Visit | undefined => {
    if (owner === 'Reference' && name === 'reference') return textVisit('reference');
    if (type === 'xhtml') return narrativeVisit;
    if (replaceable.has(type)) return names.has(name) || names.has(`${owner}.${name}`) ? undefined : textVisit('uri');
    if (type === 'Resource') return eachObject((value) => visitsOf(String(value['resourceType'])));
    return isPrimitive(type) ? undefined : eachObject(() => visitsOf(type));
  };
  const rewriteReferences = (resource: Resource, replace: ReplaceLink): void =>
    visitObject(visitsOf(resource.resourceType), resource, replace);
  return {
    rewriteReferences,
    referencesIn: (resource) => {
      const found: string[] = [];
      rewriteReferences(resource, (text, kind) => {
        if (kind === 'reference') found.push(text);
        return undefined;
      });
      return found;
    },
  };
}

function visitObject(visits: VisitsByName, value: Members, replace: ReplaceLink): void {
  for (const name in value) visits.get(name)?.(value, name, value[name], replace);
}

function eachObject(visitsOf: (value: Members) => VisitsByName): Visit {
  const visit = (content: unknown, replace: ReplaceLink): void => {
    if (typeof content === 'object' && content !== null)
      visitObject(visitsOf(content as Members), content as Members, replace);
  };
  return (_owner, _name, content, replace) => {
    if (Array.isArray(content)) for (const item of content) visit(item, replace);
    else visit(content, replace);
  };
}

function textVisit(kind: LinkKind): Visit {
  return (owner, name, content, replace) => {
    if (typeof content === 'string') {
      const other = replace(content, kind);
      if (other !== undefined) owner[name] = other;
    } else if (Array.isArray(content)) {
      for (const [index, item] of content.entries()) {
        const other = typeof item === 'string' ? replace(item, kind) : undefined;
        if (other !== undefined) content[index] = other;
      }
    }
  };
}

const narrativeVisit: Visit = (owner, name, content, replace) => {
  if (typeof content !== 'string' || !(content.includes('href') || content.includes('src'))) return;
  owner[name] = content.replace(narrativeLink, (whole, before: string, double?: string, single?: string) => {
    const other = replace(double ?? single ?? '', 'narrative');
    // An address from the outside must not end the attribute that it stands in.
    return other === undefined
      ? whole
      : `${before}"${other.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
  });
};
