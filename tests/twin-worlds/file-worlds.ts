/** Two worlds with the same people in them. What only the second holds, none of the compared callers may see. */
import type { Bundle, Patient, Resource } from 'fhir/r4.js';
import { ada, type CallerName } from './callers.ts';
import { longerBy } from './planted-leak.ts';
import { addressOf, buildWorld, type World } from './world.ts';

const urn = (index: number): string => `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const subject = { reference: urn(0) };

function aBundle(patient: object, resources: readonly object[]): Bundle {
  const entry = [patient, ...resources].map((resource, index) => ({
    fullUrl: urn(index),
    resource: resource as never,
    request: { method: 'POST' as const, url: (resource as Resource).resourceType },
  }));
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

/** Entries about a patient whose record is there already. */
function aBundleAbout(patient: string, resources: readonly object[]): Bundle {
  const text = JSON.stringify(resources).replaceAll(urn(0), patient);
  const [first, ...rest] = JSON.parse(text) as object[];
  return aBundle(first!, rest);
}

const anAda = (): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: ada.nhsNumber }],
  name: [{ family: 'Finch', given: ['Ada'] }],
  birthDate: ada.birthDate,
  gender: 'female',
});

/** Her whereabouts are protected: where she lives is what the two worlds differ in. */
const aProtected = (place: string): Patient => ({
  resourceType: 'Patient',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }],
  name: [{ family: 'Wren', given: ['Cora'] }],
  birthDate: '1980-01-01',
  address: [{ line: [`1 ${place} Street`], city: place, postalCode: place === 'North' ? 'ZZ1 1ZZ' : 'ZZ9 9ZZ' }],
  telecom: [{ system: 'phone', value: place === 'North' ? '01632 960001' : '01632 960999' }],
  meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }] },
});

function withoutPlace({ address: _, telecom: __, ...patient }: Patient): Patient {
  return patient;
}

const active = {
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
};
const aProblem = (text: string, more: object = {}) => ({
  resourceType: 'Condition',
  subject,
  code: { coding: [{ system: 'http://snomed.info/sct', code: '195967001' }], text },
  recordedDate: '2026-10-01',
  ...active,
  ...more,
});
const aResult = (text: string, value: number, more: object = {}) => ({
  resourceType: 'Observation',
  status: 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
  ],
  code: { coding: [{ system: 'http://snomed.info/sct', code: '1022431000000105' }], text },
  subject,
  effectiveDateTime: '2026-10-03T10:00:00Z',
  valueQuantity: { value, unit: 'g/L' },
  ...more,
});
const anAttendance = {
  resourceType: 'Encounter',
  status: 'in-progress',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  subject,
  period: { start: '2026-11-19T09:00:00Z' },
};
const aMedicine = (text: string, reason?: string) => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  subject,
  authoredOn: '2026-10-01',
  medicationCodeableConcept: { text },
  ...(reason === undefined ? {} : { reasonReference: [{ reference: reason }] }),
});
const security = (code: string) => ({
  meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code }] },
});
const sensitive = { meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SEX' }] } };

/** What both worlds hold; gives the addresses of it. */
export async function fileShared(world: World, place: string): Promise<string[]> {
  const shared = [
    ...(await world.file(
      'ZXG01',
      aBundle(anAda(), [
        aProblem('Asthma'),
        aProblem('Gout'),
        aMedicine('Salbutamol', urn(1)),
        aResult('Haemoglobin', 120),
        aResult('Haemoglobin', 131),
        aResult('Haemoglobin', 126),
      ]),
    )),
    ...(await world.file('ZXT01', aBundle(anAda(), [anAttendance, aResult('Haemoglobin', 118)]))),
    ...(await world.file('ZXS01', aBundle(anAda(), [aProblem('Eczema')]))),
    ...(await world.file('ZXG01', aBundle(withoutPlace(aProtected(place)), [aProblem('Migraine')]))),
    ...(await world.file('ZXS01', aBundle(aProtected(place), [aProblem('Warts')]))),
    // A feed reads back what it wrote itself, places too: here the clinic alone knows the place.
    ...(await world.file('ZXT01', aBundle(withoutPlace(aProtected(place)), [anAttendance]))),
  ];
  await world.letDaughterAct();
  return shared;
}

/** Entries of a clinic that nobody among the compared staff belongs to: sensitive, sealed by choice, sealed by the clinic. */
async function fileHiddenFromStaff(world: World, clinicPatient: string): Promise<string[]> {
  const hidden = await world.file(
    'ZXS01',
    aBundleAbout(clinicPatient, [
      aProblem('Infection', sensitive),
      aResult('Haemoglobin', 99, security('sealed-locked')),
      aProblem('Sealed by choice'),
      aResult('Haemoglobin', 98, security('anonymous-service')),
      aProblem('Chlamydia'),
    ]),
  );
  const [infection, , chosen] = hidden;
  const speaking = await world.file(
    'ZXS01',
    aBundleAbout(clinicPatient, [aMedicine('Doxycycline', infection), aMedicine('For what is sealed', chosen)]),
  );
  await world.choose({ kind: 'seal', scope: 'entry', level: 'sealed-locked', entries: [addressOf(chosen!)] });
  const bystander = await world.file(
    'ZXS01',
    aBundle(
      {
        ...anAda(),
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000034' }],
        birthDate: '1991-01-01',
      },
      [aProblem('Somebody else’s')],
    ),
  );
  return [...hidden, ...speaking, ...bystander];
}

/** Entries that the person, and who acts for her, may not see. */
async function fileHiddenFromPeople(world: World, clinicPatient: string): Promise<string[]> {
  return world.file(
    'ZXS01',
    aBundleAbout(clinicPatient, [
      aProblem('Hidden from her', security('hidden-from-patient')),
      aResult('Haemoglobin', 99, security('not-released')),
      aProblem('Told by a neighbour', security('third-party')),
      aProblem('Safeguarding', security('safeguarding')),
      aProblem('Of an anonymous service', security('anonymous-service')),
    ]),
  );
}

const hiddenFromAll = {
  meta: { security: [...sensitive.meta.security, ...security('hidden-from-patient').meta.security] },
};

/**
 * A clinic that one world alone has heard of her from: by another name and at an address of its own, with entries that are hidden one and
 * all, the word of who sent them, and in a second record nothing at all but who she is.
 */
async function fileUnknownSource(world: World): Promise<string[]> {
  const known = {
    ...anAda(),
    identifier: [...anAda().identifier!, { system: 'https://quay.example/number', value: 'Q-1' }],
    name: [{ family: 'Finch', given: ['Ada'] }, { family: 'Quayside' }],
    telecom: [{ system: 'phone', value: '01632 960777' }],
    address: [{ line: ['7 Quay Street'], city: 'Quayside', postalCode: 'ZZ7 7ZZ' }],
  } satisfies Patient;
  const sent = {
    resourceType: 'Provenance',
    target: [subject],
    recorded: '2026-11-01T10:00:00Z',
    agent: [{ who: { display: 'Quay Clinic' } }],
  };
  return [
    ...(await world.file(
      'ZXS02',
      aBundle(known, [aProblem('Infection', hiddenFromAll), aResult('Haemoglobin', 97, hiddenFromAll), sent]),
    )),
    ...(await world.file('ZXS02', aBundle({ ...known, identifier: anAda().identifier! }, []))),
  ];
}

export interface TwinWorlds {
  readonly plain: World;
  readonly full: World;
  readonly shared: readonly string[];
  readonly hidden: readonly string[];
  readonly callers: readonly CallerName[];
  close(): Promise<void>;
}

function clinicPatientOf(shared: readonly string[]): string {
  return shared.filter((one) => one.startsWith('Patient/'))[2]!;
}

async function buildTwins(
  keysDirectory: string,
  differing: {
    readonly callers: readonly CallerName[];
    readonly places: readonly [string, string];
    readonly hide: (world: World, clinicPatient: string) => Promise<string[]>;
  },
): Promise<TwinWorlds> {
  const [plain, full] = [await buildWorld(keysDirectory), await buildWorld(keysDirectory)];
  const shared = await fileShared(plain, differing.places[0]);
  const sharedInFull = await fileShared(full, differing.places[1]);
  if (JSON.stringify(shared) !== JSON.stringify(sharedInFull)) throw new Error('the worlds did not begin alike');
  const hidden = await differing.hide(full, clinicPatientOf(shared));
  for (const world of [plain, full]) world.evenOut();
  const close = async (): Promise<void> => {
    await plain.close();
    await full.close();
  };
  return { plain, full, shared, hidden, callers: differing.callers, close };
}

export function twinsForStaff(keysDirectory: string): Promise<TwinWorlds> {
  return buildTwins(keysDirectory, {
    callers: ['gp', 'receptionist', 'nurse', 'pharmacist', 'privacyOfficer', 'hospitalSystem', 'practiceSystem'],
    places: ['North', 'South'],
    hide: fileHiddenFromStaff,
  });
}

export function twinsForPeople(keysDirectory: string): Promise<TwinWorlds> {
  return buildTwins(keysDirectory, {
    callers: ['ada', 'daughter'],
    places: ['North', 'South'],
    hide: fileHiddenFromPeople,
  });
}

/** Whoever does not belong to the clinic, and is a person: only one of the worlds knows that it knows her. */
export function twinsOfUnknownSource(keysDirectory: string): Promise<TwinWorlds> {
  return buildTwins(keysDirectory, {
    callers: ['gp', 'receptionist', 'nurse', 'pharmacist', 'ada', 'daughter'],
    places: ['North', 'North'],
    hide: fileUnknownSource,
  });
}

export const timedWorlds = ['plain', 'alike', 'longer', 'full'] as const;
export type TimedWorld = (typeof timedWorlds)[number];

export interface WorldsToTime {
  readonly worlds: Readonly<Record<TimedWorld, World>>;
  readonly shared: readonly string[];
  /** In the full world only; asked of all. */
  readonly hidden: readonly string[];
  close(): Promise<void>;
}

/**
 * Four worlds for the comparison of times: one with nothing hidden, its equal (what is told apart there, the measurement
 * tells apart), its equal that takes longer on purpose, and the one that holds what is hidden. `order` is that in which they
 * are built.
 */
export async function worldsToTime(
  keysDirectory: string,
  { order, longerByUs }: { readonly order: readonly TimedWorld[]; readonly longerByUs: number },
): Promise<WorldsToTime> {
  const built: Partial<Record<TimedWorld, World>> = {};
  let shared: string[] | undefined;
  let hidden: string[] = [];
  for (const name of order) {
    const world = await buildWorld(keysDirectory, name === 'longer' ? { instead: longerBy(longerByUs) } : {});
    built[name] = world;
    const filed = await fileShared(world, name === 'full' ? 'South' : 'North');
    shared ??= filed;
    if (JSON.stringify(shared) !== JSON.stringify(filed)) throw new Error('the worlds did not begin alike');
    if (name === 'full') hidden = await fileHiddenFromStaff(world, clinicPatientOf(filed));
    world.evenOut();
    // Else each would come to its statistics when its turn came, in the middle of what is timed.
    await world.database.owner`VACUUM ANALYZE`;
  }
  const worlds = built as Record<TimedWorld, World>;
  return {
    worlds,
    shared: shared ?? [],
    hidden,
    async close() {
      for (const name of order) await worlds[name].close();
    },
  };
}
