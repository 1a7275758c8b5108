/** What the text of a Reference says (R4 2.3.0.1), read without any lookup. */
import { isResourceType, type ResourceType } from './resource-types.ts';

export type ParsedReference =
  /** A resource on this server: relative, or absolute under our own base. */
  | { readonly kind: 'local'; readonly type: ResourceType; readonly id: string; readonly version?: string }
  /** A resource on another server; type and id when its address has the RESTful form. */
  | { readonly kind: 'absolute'; readonly url: string; readonly type?: ResourceType; readonly id?: string }
  /** `urn:uuid:...` or `urn:oid:...`: the `fullUrl` of an entry of the same Bundle. */
  | { readonly kind: 'urn'; readonly urn: string }
  /** `#id`: a contained resource; `#` alone is the containing one (empty id). */
  | { readonly kind: 'contained'; readonly id: string }
  /** `Patient?identifier=...`: to be looked up in a transaction (R4 3.1.0.11.2). */
  | { readonly kind: 'conditional'; readonly type: ResourceType; readonly query: string }
  /** Nothing that the standard gives a meaning. */
  | { readonly kind: 'unknown'; readonly text: string };

// The spaces and controls that no URI may hold are refused by the id's own form.
const restful = /^(.*\/)?([A-Z][A-Za-z]*)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/;
const conditional = /^([A-Z][A-Za-z]*)\?(.+)$/;
const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * @param text what stands in `Reference.reference`
 * @param baseUrl our own FHIR base without a slash at its end; absolute references under it are local
 */
export function parseReference(text: string, baseUrl?: string): ParsedReference {
  if (text.charCodeAt(0) === 35) return { kind: 'contained', id: text.slice(1) };
  if (text.startsWith('urn:')) return { kind: 'urn', urn: text };
  const match = restful.exec(text);
  if (match !== null && isResourceType(match[2]!)) return restfulReference(text, match, baseUrl);
  if (scheme.test(text)) return { kind: 'absolute', url: text };
  const search = conditional.exec(text);
  if (search !== null && isResourceType(search[1]!)) return { kind: 'conditional', type: search[1], query: search[2]! };
  return { kind: 'unknown', text };
}

function restfulReference(text: string, match: RegExpExecArray, baseUrl: string | undefined): ParsedReference {
  const [, base, type, id, version] = match as unknown as [string, string | undefined, ResourceType, string, string?];
  const isLocal = base === undefined || (baseUrl !== undefined && base === `${baseUrl}/`);
  if (isLocal) return version === undefined ? { kind: 'local', type, id } : { kind: 'local', type, id, version };
  return scheme.test(text) ? { kind: 'absolute', url: text, type, id } : { kind: 'unknown', text };
}

/** The resource type that a reference names, by its text or else by `Reference.type`; undefined when neither tells. */
export function referenceType(text: string | undefined, type?: string): string | undefined {
  if (text !== undefined) {
    const slash = text.indexOf('/');
    // The commonest form by far, without a regular expression: `Patient/123`.
    if (slash > 0 && text.indexOf('/', slash + 1) < 0 && !text.includes('?')) return text.slice(0, slash);
    const parsed = parseReference(text);
    if ((parsed.kind === 'local' || parsed.kind === 'absolute' || parsed.kind === 'conditional') && parsed.type) {
      return parsed.type;
    }
  }
  return type;
}
