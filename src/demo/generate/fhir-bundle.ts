/**
 * One transaction Bundle about one person from one source, as a connector sends it. References inside are urn:uuid;
 * people and places that every Bundle names are made only when the identifier is not there yet (FHIR R4 3.1.0.7.1).
 */
import type { Bundle, BundleEntry, Coding, FhirResource, Patient, Reference } from 'fhir/r4.js';
import { jobRoleSystem, nhsNumberSystem, odsSystem, registerSystems, visibility } from './code-systems.ts';
import type { DemoPerson } from './people-types.ts';
import type { Random } from './random.ts';
import type { CastMember, Delivery, DemoOrganisation, DemoSource } from './region-types.ts';
import { memberName } from './staff-and-organisations.ts';

export interface BundleBuilder {
  readonly source: DemoSource;
  readonly patient: Reference;
  readonly organisation: Reference;
  /** Adds a clinical resource and gives the reference to it. Labels go to meta.security. */
  add(resource: FhirResource, ...labels: readonly Coding[]): Reference;
  /** The PractitionerRole of an author, with name and profession as display. */
  author(member: CastMember): Reference;
  /** One delivery, or several when there are more entries than one Bundle should hold. */
  deliveries(): Delivery[];
}

/** How this source knows the person, where it differs from the truth. */
export interface SourceView {
  /** What the source holds as NHS number; '' when it holds none. */
  readonly nhsNumber?: string;
  readonly numberStatus?: '01' | '02' | '03' | '04' | '05' | '06' | '07' | '08';
  readonly givenName?: string;
  readonly familyName?: string;
  readonly addressLine?: string;
}

const mostEntriesPerBundle = 400;

const capitals = (text: string): string => text.toUpperCase();

function identifiersOf(person: DemoPerson, source: DemoSource, view: SourceView): NonNullable<Patient['identifier']> {
  const local = {
    system: `https://goldthread.example/Id/local-patient/${source.organisation}`,
    value: localNumber(person, source.organisation),
  };
  const number = view.nhsNumber ?? person.nhsNumber;
  if (number === '') return [local];
  const status = {
    url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
    valueCodeableConcept: {
      coding: [
        {
          system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
          code: view.numberStatus ?? '01',
        },
      ],
    },
  };
  return [{ extension: [status], system: nhsNumberSystem, value: number }, local];
}

/** The number an organisation gave the person itself. */
export function localNumber(person: DemoPerson, organisation: string): string {
  return `${organisation.slice(2)}${String(100000 + person.ordinal * 7)}`;
}

function contactOf({ contact }: DemoPerson): Pick<Patient, 'contact'> {
  if (contact === undefined) return {};
  return {
    contact: [
      {
        relationship: [{ text: contact.relationship }],
        name: { text: contact.name },
        telecom: [{ system: 'phone', value: contact.phone }],
      },
    ],
  };
}

function patientResource(person: DemoPerson, source: DemoSource, view: SourceView, practitioner: Reference): Patient {
  const isExtract = source.style === 'extract';
  const familyName = view.familyName ?? person.familyName;
  return {
    resourceType: 'Patient',
    ...(person.isRestricted ? { meta: { security: [visibility.restricted] } } : {}),
    extension: [
      {
        url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory',
        valueCodeableConcept: {
          coding: [
            { system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland', code: person.ethnicCode },
          ],
          text: person.ethnicText,
        },
      },
    ],
    identifier: identifiersOf(person, source, view),
    active: true,
    name: [
      {
        use: 'official',
        prefix: [person.title],
        given: [view.givenName ?? person.givenName],
        family: isExtract ? capitals(familyName) : familyName,
      },
      ...(person.preferredName === undefined
        ? []
        : [{ use: 'usual' as const, given: [person.preferredName], family: familyName }]),
    ],
    telecom: [{ system: 'phone', use: person.phone.startsWith('07') ? 'mobile' : 'home', value: person.phone }],
    gender: person.gender,
    birthDate: person.birthDate,
    ...(person.deathMs === undefined ? {} : { deceasedDateTime: new Date(person.deathMs).toISOString().slice(0, 10) }),
    address: [
      {
        use: 'home',
        line: [view.addressLine ?? person.addressLine],
        city: isExtract ? capitals(person.town) : person.town,
        postalCode: person.postcode,
      },
    ],
    ...contactOf(person),
    communication: [
      {
        language: { coding: [{ system: 'urn:ietf:bcp:47', code: person.language }], text: person.languageText },
        preferred: true,
      },
    ],
    generalPractitioner: [practitioner],
  };
}

/** Entries that a Bundle brings along so that others can name them. */
class Surround {
  readonly entries: BundleEntry[] = [];
  readonly #random: Random;
  readonly #known = new Map<string, Reference>();

  constructor(random: Random) {
    this.#random = random;
  }

  once(key: string, display: string, ifNoneExist: string, make: () => FhirResource): Reference {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const resource = make();
    const fullUrl = `urn:uuid:${this.#random.uuid()}`;
    this.entries.push({ fullUrl, resource, request: { method: 'POST', url: resource.resourceType, ifNoneExist } });
    const reference = { reference: fullUrl, display };
    this.#known.set(key, reference);
    return reference;
  }

  organisation(organisation: DemoOrganisation): Reference {
    const identifier = { system: odsSystem, value: organisation.code };
    return this.once(organisation.code, organisation.name, `identifier=${odsSystem}|${organisation.code}`, () => ({
      resourceType: 'Organization',
      identifier: [identifier],
      active: true,
      name: organisation.name,
      telecom: [{ system: 'phone', value: organisation.phone }],
    }));
  }

  role(member: CastMember, organisation: Reference): Reference {
    const display = `${memberName(member)}, ${member.roleName}`;
    const registered = member.register !== undefined && member.registrationNumber !== undefined;
    const system = registered ? registerSystems[member.register as 'GMC'] : 'https://goldthread.example/Id/staff';
    const value = member.registrationNumber ?? `staff-${member.key}`;
    const practitioner = this.once(`p-${member.key}`, memberName(member), `identifier=${system}|${value}`, () => ({
      resourceType: 'Practitioner',
      identifier: [{ system, value }],
      active: true,
      name: [{ prefix: [member.title], given: [member.givenName], family: member.familyName }],
    }));
    const roleIdentifier = {
      system: 'https://goldthread.example/Id/staff-role',
      value: `${member.organisation}-${member.key}`,
    };
    return this.once(`r-${member.key}`, display, `identifier=${roleIdentifier.system}|${roleIdentifier.value}`, () => ({
      resourceType: 'PractitionerRole',
      identifier: [roleIdentifier],
      active: true,
      practitioner,
      organization: organisation,
      code: [{ coding: [{ system: jobRoleSystem, code: member.roleCode }], text: member.roleName }],
    }));
  }
}

export interface BundleAbout {
  readonly random: Random;
  readonly person: DemoPerson;
  readonly source: DemoSource;
  readonly organisations: readonly DemoOrganisation[];
  readonly view?: SourceView;
}

export function startBundle({ random, person, source, organisations, view = {} }: BundleAbout): BundleBuilder {
  const organisationOf = (code: string): DemoOrganisation => {
    const found = organisations.find((candidate) => candidate.code === code);
    if (found === undefined) throw new Error(`no organisation ${code}`);
    return found;
  };
  const freshSurround = (): { surround: Surround; patientEntry: BundleEntry; organisation: Reference } => {
    const surround = new Surround(random);
    const organisation = surround.organisation(organisationOf(source.organisation));
    const practice = surround.organisation(person.practice);
    const practitioner = surround.role(person.generalPractitioner, practice);
    const local = `identifier=https://goldthread.example/Id/local-patient/${source.organisation}|${localNumber(person, source.organisation)}`;
    const patientEntry: BundleEntry = {
      fullUrl: patientUrl,
      resource: patientResource(person, source, view, practitioner),
      request: { method: 'POST', url: 'Patient', ifNoneExist: local },
    };
    return { surround, patientEntry, organisation };
  };
  const patientUrl = `urn:uuid:${random.uuid()}`;
  const finished: Delivery[] = [];
  let current = freshSurround();
  let entries: BundleEntry[] = [];
  const close = (): void => {
    if (entries.length === 0 && finished.length > 0) return;
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [current.patientEntry, ...current.surround.entries, ...entries],
    };
    finished.push({ kind: 'fhir', source: source.id, client: source.client ?? `connector-${source.id}`, bundle });
    entries = [];
    current = freshSurround();
  };
  return {
    source,
    patient: { reference: patientUrl },
    get organisation() {
      return current.organisation;
    },
    add: (resource, ...labels) => {
      const fullUrl = `urn:uuid:${random.uuid()}`;
      if (labels.length > 0) resource.meta = { security: [...labels] };
      entries.push({ fullUrl, resource, request: { method: 'POST', url: resource.resourceType } });
      return { reference: fullUrl };
    },
    author: (member) => {
      // A Bundle is closed before an entry begins, never between an entry and its author.
      if (entries.length >= mostEntriesPerBundle) close();
      return current.surround.role(member, current.surround.organisation(organisationOf(member.organisation)));
    },
    deliveries: () => {
      close();
      return finished;
    },
  };
}
