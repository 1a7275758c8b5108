/** Who took part: contained in the resource they wrote, with name, number and profession as sent. */
import type { FhirResource, Identifier, PractitionerRole, Reference } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { PersonInRole } from '#hl7v2/data-types/person-name.ts';
import { readPersonInRole } from '#hl7v2/data-types/person-name.ts';
import type { Value } from '#hl7v2/value.ts';
import { authoritySystem, readConcept } from './concept.ts';

/** Registers by the name of their authority (XCN.9), and the profession that registration proves. */
const registers: Readonly<Record<string, readonly [system: string, profession: string | undefined]>> = {
  GMC: ['https://fhir.hl7.org.uk/Id/gmc-number', 'Doctor'],
  GMP: ['https://fhir.hl7.org.uk/Id/gmp-number', 'General practitioner'],
  NMC: ['https://fhir.hl7.org.uk/Id/nmc-number', 'Nurse, midwife or nursing associate'],
  GPHC: ['https://fhir.hl7.org.uk/Id/gphc-number', 'Pharmacist or pharmacy technician'],
  HCPC: ['https://fhir.hl7.org.uk/Id/hcpc-number', undefined],
  GOC: ['https://goldthread.example/Id/goc-number', 'Optometrist or dispensing optician'],
  SWE: ['https://goldthread.example/Id/social-work-england-number', 'Social worker'],
};

export function odsReference(source: Source): Reference {
  const { code, name } = source.organisation;
  return { identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: code }, display: name };
}

export function nameOf(person: PersonInRole): string {
  const given = [person.prefix, person.givenName, person.furtherGivenNames];
  const parts = [...given, person.familyName, person.suffix].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? (person.identifier ?? '') : parts.join(' ');
}

function authorityOf(person: PersonInRole): string {
  return (person.assigningAuthority?.namespace ?? person.assigningAuthority?.universalId ?? '').trim().toUpperCase();
}

export function identifierOf(person: PersonInRole, source: Source): Identifier | undefined {
  if (person.identifier === undefined) return undefined;
  const authority = authorityOf(person);
  const register = Object.hasOwn(registers, authority) ? registers[authority]?.[0] : undefined;
  return { system: register ?? authoritySystem(source, authority || 'staff'), value: person.identifier };
}

/** The profession in the sender's words (XCN.7, where English senders put the post), else what the register proves. */
function professionOf(person: PersonInRole): string | undefined {
  const authority = authorityOf(person);
  return person.degree ?? (Object.hasOwn(registers, authority) ? registers[authority]?.[1] : undefined);
}

/** The contained people of one resource: the same person twice is one. */
export class ContainedPeople {
  readonly #source: Source;
  readonly #roles = new Map<string, PractitionerRole>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** `specialty` is PV1-10, the treatment function of the consultant. */
  refer(person: PersonInRole, specialty?: Value): Reference {
    const display = nameOf(person);
    const identifier = identifierOf(person, this.#source);
    const key = `${identifier?.value ?? ''}|${display}`;
    const known = this.#roles.get(key);
    if (known !== undefined) return { reference: `#${known.id}`, display };
    const profession = professionOf(person);
    const concept = specialty === undefined ? undefined : readTreatmentFunction(specialty, this.#source);
    this.#roles.set(key, {
      resourceType: 'PractitionerRole',
      id: `p${this.#roles.size + 1}`,
      practitioner: { ...(identifier === undefined ? {} : { identifier }), display },
      organization: odsReference(this.#source),
      ...(profession === undefined ? {} : { code: [{ text: profession }] }),
      ...(concept === undefined ? {} : { specialty: [concept] }),
    });
    return { reference: `#p${this.#roles.size}`, display };
  }

  /** The first whom any of these fields names: nobody is contained whom nothing refers to (dom-3). */
  referFirst(...fields: readonly Value[]): Reference | undefined {
    for (const field of fields)
      for (const repetition of field.repetitions()) {
        const person = readPersonInRole(repetition);
        if (person !== undefined && nameOf(person) !== '') return this.refer(person);
      }
    return undefined;
  }

  /** Everybody whom the first of these fields names that names anybody. */
  referAllOfFirst(...fields: readonly Value[]): Reference[] {
    for (const field of fields) {
      const found = this.referAll(field);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Everybody a repeating field names. */
  referAll(field: Value, specialty?: Value): Reference[] {
    return field.repetitions().flatMap((repetition) => {
      const person = readPersonInRole(repetition);
      return person === undefined || nameOf(person) === '' ? [] : [this.refer(person, specialty)];
    });
  }

  /** `{}` where nobody took part, so that it can be spread. */
  contained(): { contained?: FhirResource[] } {
    return this.#roles.size === 0 ? {} : { contained: [...this.#roles.values()] };
  }
}

export const treatmentFunctionSystem = 'https://fhir.nhs.uk/CodeSystem/NHSDataModelAndDictionary-treatment-function';

/** PV1-10: three digits are the national treatment function code; anything else keeps its own name. */
export function readTreatmentFunction(value: Value, source: Source) {
  const concept = readConcept(value, source);
  const first = concept?.coding?.[0];
  if (concept === undefined || first?.system !== undefined || !/^\d{3}$/.test(first?.code ?? '')) return concept;
  return { ...concept, coding: [{ ...first, system: treatmentFunctionSystem }, ...(concept.coding ?? []).slice(1)] };
}
