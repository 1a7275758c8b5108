// UK-17, D10: of somebody whose whereabouts are protected nothing that R4 can say a place in is left, by the standard's own definitions.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { stripLocation } from './strip-location.ts';

const left = (resource: object): boolean =>
  JSON.stringify(stripLocation({ resourceType: 'Basic', ...resource } as unknown as Resource)).includes('Canary');

const address = { line: ['7 Canary Road'], postalCode: 'QX7 7QX' };
const telecom = { system: 'phone', value: 'Canary 07700 900777' };
const ward = { reference: 'Location/1-1', display: 'Canary Ward' };

const valueByType: Readonly<Record<string, unknown>> = {
  Address: address,
  ContactPoint: telecom,
  ContactDetail: { name: 'Somebody', telecom: [telecom] },
};

const suffix = (type: string): string => type[0]!.toUpperCase() + type.slice(1);

it('every element of R4 that is an address, a contact or leads to a Location is taken out', () => {
  const leaks: string[] = [];
  let tried = 0;
  for (const [type, { elements }] of loadFhirDefinitions().types)
    for (const { name, types, choice, targets } of elements)
      for (const one of types) {
        const value = one === 'Reference' && targets?.includes('Location') === true ? ward : valueByType[one];
        if (value === undefined) continue;
        tried += 1;
        const element = choice === true ? `${name}${suffix(one)}` : name;
        for (const said of [value, [value]])
          if (left({ inner: [{ [element]: said }] })) leaks.push(`${type}.${element}`);
      }
  assert.ok(tried > 100, `${tried}`);
  assert.deepEqual(leaks, []);
});

it('so is a place that an extension, a contained resource, a kind of place or a coordinate says', () => {
  for (const resource of [
    { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueAddress: address }] },
    { contained: [{ resourceType: 'Organization', id: 'gp', name: 'Canary Surgery' }] },
    { contained: [{ resourceType: 'Location', id: 'ward', name: 'Canary', position: { latitude: 1, longitude: 2 } }] },
    { locationCode: [{ text: 'Canary Home' }] },
    { item: [{ locationCodeableConcept: { text: 'Canary Home' } }] },
    { context: { facilityType: { text: 'Canary Refuge' } } },
    { position: { latitude: 'Canary' } },
    { participant: [{ type: 'Location', display: 'Canary Ward' }] },
    { resourceType: 'AppointmentResponse', actor: { display: 'Canary Clinic' } },
    { text: { status: 'generated', div: '<div>Canary</div>' } },
  ])
    assert.equal(left(resource), false, JSON.stringify(resource));
});

it('what says no place stays, and the one whom it is about', () => {
  const kept = {
    resourceType: 'Observation',
    code: { text: 'Canary' },
    bodySite: { text: 'Left arm' },
    subject: { reference: 'Patient/1-1', display: 'Somebody' },
    contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'Aspirin' } }],
  };
  assert.deepEqual(stripLocation(structuredClone(kept) as unknown as Resource), kept);
});
