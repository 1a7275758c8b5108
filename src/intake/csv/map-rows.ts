/** The rows of one person into what they contribute: visits, observations and concerns. */

import { createHash } from 'node:crypto';
import type { Communication, Encounter, Flag, Observation, Patient, PractitionerRole } from 'fhir/r4.js';
import type { Source } from '#directory';
import { quantityValue, withDigitsOf } from '#fhir/written-digits.ts';
import { type LocalIdentifier, nhsNumberSystem } from '#patient-index';
import type { ResourceChange } from '#record';
import type { CareRow } from './read-row.ts';

/** Tells a social-care note from any other Communication or Encounter. */
export const careNoteSystem = 'https://goldthread.example/CodeSystem/care-note';
const flagKindSystem = 'https://goldthread.example/CodeSystem/flag-kind';

/** Kinds of concern that are safeguarding: a closed list would miss a provider's own words, so words decide. */
const safeguardingWords = /\b(safeguard\w*|abus\w*|neglect\w*|self-neglect|exploitation|domestic violence)\b/i;

/** The provider has no number of its own for a person: who they say it is, is the key. */
export function personKey(row: CareRow): string {
  const name = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');
  return [row.nhsNumber, row.birthDate, name(row.familyName), name(row.givenName)].join('|');
}

export function personIdentifiers(row: CareRow): LocalIdentifier[] {
  const value = createHash('sha256').update(personKey(row)).digest('base64url');
  return [{ authority: 'csv', value }];
}

/** The same content is the same row, in whichever file it comes. */
export function rowKey(row: CareRow): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.values(row)))
    .digest('base64url');
}

export function patientOf(row: CareRow, source: Source): Patient {
  const { code, name } = source.organisation;
  return {
    resourceType: 'Patient',
    active: true,
    ...(row.nhsNumber === '' ? {} : { identifier: [{ system: nhsNumberSystem, value: row.nhsNumber }] }),
    name: [{ use: 'official', family: row.familyName, given: [row.givenName] }],
    birthDate: row.birthDate,
    managingOrganization: {
      identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: code },
      display: name,
    },
  };
}

function author(row: CareRow, source: Source) {
  const { code, name } = source.organisation;
  const role: PractitionerRole = {
    resourceType: 'PractitionerRole',
    id: 'p1',
    practitioner: { display: row.authorName },
    organization: {
      identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: code },
      display: name,
    },
    code: [{ text: row.authorRole }],
  };
  return { contained: [role], reference: { reference: '#p1', display: row.authorName } };
}

function note(row: CareRow, source: Source, kind: string, encounter?: string): Communication {
  const { contained, reference } = author(row, source);
  return {
    resourceType: 'Communication',
    contained,
    status: 'completed',
    category: [{ coding: [{ system: careNoteSystem, code: kind }], text: row.kind }],
    subject: { reference: '@patient' },
    ...(encounter === undefined ? {} : { encounter: { reference: `@key:${encounter}` } }),
    sent: row.dateTime,
    sender: reference,
    payload: [{ contentString: row.text }],
  };
}

function visit(row: CareRow, source: Source): Encounter {
  const { contained, reference } = author(row, source);
  const { code, name } = source.organisation;
  return {
    resourceType: 'Encounter',
    contained,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH', display: 'home health' },
    type: [{ coding: [{ system: careNoteSystem, code: 'social-care-visit' }], text: row.kind }],
    subject: { reference: '@patient' },
    participant: [{ individual: reference }],
    period: { start: row.dateTime, end: row.dateTime },
    serviceProvider: {
      identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: code },
      display: name,
    },
  };
}

function observation(row: CareRow, source: Source): Observation {
  const { contained, reference } = author(row, source);
  const value = quantityValue(row.value);
  const quantity = withDigitsOf(value, { ...value, ...(row.unit === '' ? {} : { unit: row.unit }) });
  return {
    resourceType: 'Observation',
    contained,
    status: 'final',
    category: [{ coding: [{ system: careNoteSystem, code: 'social-care-observation' }] }],
    code: { text: row.kind },
    subject: { reference: '@patient' },
    effectiveDateTime: row.dateTime,
    performer: [reference],
    ...(row.value === '' ? { valueString: row.text } : { valueQuantity: quantity }),
    ...(row.value === '' || row.text === '' ? {} : { note: [{ text: row.text }] }),
  };
}

function safeguardingFlag(row: CareRow, source: Source): Flag {
  const { contained, reference } = author(row, source);
  return {
    resourceType: 'Flag',
    contained,
    status: 'active',
    category: [{ coding: [{ system: flagKindSystem, code: 'safeguarding' }], text: row.kind }],
    code: { text: row.text },
    subject: { reference: '@patient' },
    period: { start: row.dateTime },
    author: reference,
  };
}

function once(key: string, resource: object): ResourceChange {
  return { key, change: (existing) => (existing === undefined ? { resource: resource as never } : undefined) };
}

/** A row that is here already changes nothing. */
export function changesOf(row: CareRow, source: Source): ResourceChange[] {
  const key = rowKey(row);
  switch (row.recordType) {
    case 'visit': {
      const encounter = `csv-visit|${key}`;
      return [
        once(encounter, visit(row, source)),
        once(`csv-note|${key}`, note(row, source, 'social-care-note', encounter)),
      ];
    }
    case 'observation':
      return [once(`csv-observation|${key}`, observation(row, source))];
    case 'concern':
      return safeguardingWords.test(row.kind)
        ? [once(`csv-concern|${key}`, safeguardingFlag(row, source))]
        : [once(`csv-concern|${key}`, note(row, source, 'social-care-concern'))];
  }
}
