// UK-17, HZ7: of somebody whose whereabouts are protected no caller gets a place, by any reading; no search by place finds them.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { PatientCaller, RequestContext } from '#disclosure';
import { type Compartment, resourceIdText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRegion, aRequest, type TestRegion } from '../testing/a-region.ts';
import { aPerson, aProblem, type Somebody, subject } from './testing/a-person.ts';

const file = forWholeFile();
let region: TestRegion;
let somebody: Somebody;
let compartment: Compartment;
const canary = /QX7 7QX|QX77QX|Canary|07700 900777|07700900777/;

const place = { line: ['7 Canary Road'], city: 'Canarytown', postalCode: 'QX7 7QX' };
const telecom = [{ system: 'phone' as const, value: '07700 900777' }];

before(async () => {
  region = await aRegion(file);
  somebody = aPerson(region);
  const patient = {
    meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] },
    address: [place, { ...place, use: 'old' as const }],
    telecom,
    generalPractitioner: [{ display: 'Canary Surgery' }],
    contact: [{ address: place, telecom, name: { text: 'Canary Mother' } }],
    managingOrganization: { display: 'Canary Trust' },
  };
  compartment = await somebody.file(
    'ZX11',
    [
      aProblem('Asthma'),
      {
        resourceType: 'Appointment',
        status: 'booked',
        start: '2026-12-01T10:00:00Z',
        end: '2026-12-01T10:10:00Z',
        participant: [
          { actor: subject, status: 'accepted' },
          { actor: { display: 'Canary Clinic' }, status: 'accepted' },
        ],
      },
    ],
    patient,
  );
  await somebody.file(
    'ZX31',
    [
      {
        resourceType: 'Encounter',
        status: 'in-progress',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject,
        period: { start: new Date(Date.now() - 3_600_000).toISOString() },
        location: [{ location: { display: 'Canary Ward' } }],
        serviceProvider: { display: 'Canary Walk-in' },
        hospitalization: { destination: { display: 'Canary Home' } },
      },
      {
        resourceType: 'RelatedPerson',
        patient: subject,
        name: [{ text: 'A sister' }],
        address: [place],
        telecom,
      },
    ],
    {},
  );
});

const readers = (): readonly (readonly [string, RequestContext])[] => [
  ['GP', aRequest(aMemberOfStaff('R0260', 'ZX11'))],
  ['nurse', aRequest(aMemberOfStaff('R0620', 'ZX31'))],
  ['receptionist', aRequest(aMemberOfStaff('R1730', 'ZX11'))],
  ['the person', aRequest(somebody.request.caller)],
];

async function everythingSeen(request: RequestContext): Promise<string> {
  const fresh = (): RequestContext => ({ ...request, requestId: crypto.randomUUID() });
  const id = resourceIdText(compartment, compartment as never);
  const seen: string[] = [];
  const mayRead = () => true;
  const everything = await region.record.everythingForApi(fresh(), { id, mayRead });
  if (everything.ok)
    seen.push(...[...everything.value.matches, ...everything.value.included].map(({ body }) => body.toString('utf8')));
  const read = await region.record.readForApi(fresh(), 'Patient', id);
  if (read.ok) seen.push(read.value.body.toString('utf8'));
  const versions = await region.record.readVersionsForApi(fresh(), 'Patient', { id });
  if (versions.ok) seen.push(...versions.value.map(({ body }) => body.toString('utf8')));
  const { caller } = request;
  const opening =
    caller.kind === 'staff'
      ? await region.record.openForStaff({ ...fresh(), caller }, compartment)
      : await region.record.openForPatient({ ...fresh(), caller: caller as PatientCaller });
  if (opening.ok && opening.value.isOpen) {
    const { entries, referred } = opening.value.record;
    seen.push(JSON.stringify(entries.map(({ resource }) => resource)), JSON.stringify([...referred]));
  }
  return seen.join('\n');
}

describe('somebody whose whereabouts are protected', () => {
  it('is read without a place by every caller and in every way', async () => {
    for (const [name, request] of readers()) {
      const seen = await everythingSeen(request);
      assert.match(seen, /Rimmer/, `${name} sees the record`);
      assert.doesNotMatch(seen, canary, name);
    }
  });

  it('attack 49: is found by nobody through a postcode, and by name without it', async () => {
    const criteria = { familyName: 'Rimmer', birthDate: somebody.birthDate };
    const tracing = () => aRequest(aMemberOfStaff('R0620', 'ZX31'));
    const byPlace = await region.record.findPeople(tracing(), { demographics: { ...criteria, postcode: 'QX7 7QX' } });
    assert.deepEqual(byPlace.ok && byPlace.value.people, []);
    const byName = await region.record.findPeople(tracing(), { demographics: criteria });
    assert.ok(byName.ok);
    assert.equal(byName.value.people.length, 1);
    assert.doesNotMatch(JSON.stringify(byName.value), canary);
  });
});
