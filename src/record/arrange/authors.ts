/** Who wrote an entry, with their profession: from PractitionerRole where the source sent one, else from what it wrote. */
import type { HumanName, Practitioner, PractitionerRole, Reference } from 'fhir/r4.js';
import type { Resource } from '#fhir/resource-types.ts';
import type { OpenedRecord, RecordEntry } from '../opened-record.ts';
import { conceptText, containedIn, list } from './fhir-words.ts';

export interface EntryAuthor {
  readonly name: string | undefined;
  /** The source's own words; undefined where it gave none. */
  readonly profession: string | undefined;
  /** National job role code. */
  readonly roleCode: string | undefined;
}

const odsSystem = 'https://fhir.nhs.uk/Id/ods-organization-code';
const jobRoleSystem = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName';

/** Where each type says who wrote it; the first that names a person wins. Who asks comes before who is asked. A path of two leads into each element. */
const authorPaths: readonly (readonly [string, string?])[] = [
  ['author'],
  ['resultsInterpreter'],
  ['performer', 'actor'],
  ['requester'],
  ['performer'],
  ['recorder'],
  ['asserter'],
  ['sender'],
  ['assessor'],
  ['informationSource'],
  ['careManager'],
  ['authenticator'],
  ['participant', 'individual'],
  ['participant', 'actor'],
  ['owner'],
];

const notPeople = /^(?:Patient|Organization|Location|Device|HealthcareService|RelatedPerson|Group|CareTeam)\//;

/** An organisation named by its code alone is no author; nor is a place that an appointment names in words. */
function mayBePerson(reference: Reference, resource: Resource): boolean {
  if (notPeople.test(reference.reference ?? '')) return false;
  if (reference.identifier?.system === odsSystem) return false;
  return reference.reference !== undefined || resource.resourceType !== 'Appointment';
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && ('reference' in value || 'display' in value);
}

function referencesAt(resource: Resource, [first, second]: readonly [string, string?]): Reference[] {
  return list(resource[first] as object | readonly object[] | undefined).flatMap((value) => {
    const found = second === undefined ? value : (value as Record<string, unknown>)[second];
    return isReference(found) && mayBePerson(found, resource) ? [found] : [];
  });
}

export function humanName(names: readonly HumanName[] | HumanName | undefined): string | undefined {
  const name = list(names)[0];
  if (name === undefined) return undefined;
  if (name.text !== undefined && name.text !== '') return name.text;
  const parts = [...(name.prefix ?? []), ...(name.given ?? []), name.family].filter(
    (part) => part !== undefined && part !== '',
  );
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** `Dr N Patel, General practitioner`: name and role as many senders write a display. */
function fromDisplay(reference: Reference): EntryAuthor | undefined {
  const text = reference.display ?? reference.identifier?.value;
  if (text === undefined || text === '') return undefined;
  const comma = text.indexOf(', ');
  if (comma < 0) return { name: text, profession: undefined, roleCode: undefined };
  return { name: text.slice(0, comma), profession: text.slice(comma + 2), roleCode: undefined };
}

export interface AuthorReader {
  authorOf(entry: RecordEntry): EntryAuthor | undefined;
  /** One reference of this entry, such as the consultant of a visit. */
  resolve(entry: RecordEntry, reference: Reference | undefined): EntryAuthor | undefined;
}

export function createAuthorReader(record: Pick<OpenedRecord, 'referred'>): AuthorReader {
  const known = new Map<string, EntryAuthor | undefined>();

  function lookUp(owner: Resource, reference: string): Resource | undefined {
    return reference.startsWith('#') ? containedIn(owner, reference) : record.referred.get(reference);
  }

  function read(owner: Resource, reference: Reference): EntryAuthor | undefined {
    const found = reference.reference === undefined ? undefined : lookUp(owner, reference.reference);
    if (found?.resourceType === 'PractitionerRole') return roleAuthor(owner, found, reference);
    if (found?.resourceType === 'Practitioner') {
      const practitioner = found as unknown as Practitioner;
      const written = fromDisplay(reference);
      return {
        name: humanName(practitioner.name) ?? written?.name ?? practitioner.identifier?.[0]?.value,
        profession: conceptText(practitioner.qualification?.[0]?.code) ?? written?.profession,
        roleCode: undefined,
      };
    }
    if (found !== undefined) return undefined;
    return fromDisplay(reference);
  }

  function roleAuthor(owner: Resource, found: Resource, reference: Reference): EntryAuthor {
    const role = found as unknown as PractitionerRole;
    const written = fromDisplay(reference);
    const person =
      role.practitioner === undefined ? undefined : (read(found, role.practitioner) ?? read(owner, role.practitioner));
    const concept = role.code?.[0];
    const coded = role.code?.flatMap((one) => one.coding ?? []).find((coding) => coding.system === jobRoleSystem);
    return {
      name: person?.name ?? written?.name ?? role.identifier?.[0]?.value,
      profession: conceptText(concept) ?? conceptText(role.specialty?.[0]) ?? person?.profession ?? written?.profession,
      roleCode: coded?.code,
    };
  }

  function resolve(entry: RecordEntry, reference: Reference | undefined): EntryAuthor | undefined {
    if (reference === undefined || !mayBePerson(reference, entry.resource)) return undefined;
    const key = reference.reference;
    if (key === undefined || key.startsWith('#')) return read(entry.resource, reference);
    if (!known.has(key)) known.set(key, read(entry.resource, reference));
    return known.get(key);
  }

  return {
    resolve,
    authorOf(entry) {
      for (const path of authorPaths) {
        for (const reference of referencesAt(entry.resource, path)) {
          const author = resolve(entry, reference);
          if (author !== undefined) return author;
        }
      }
      return undefined;
    },
  };
}
