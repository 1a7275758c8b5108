// A person's own pages over a real database and real sessions (issue 2, items 8 and 10; D1, D15; safety.md: the access
// log never gives a hidden thing away).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Patient } from 'fhir/r4.js';
import { nhsNumberCheckDigit } from '#kernel/nhs-number.ts';
import { aMemberOfStaff, aRequest } from '../../record/testing/a-region.ts';
import {
  aboutPatient,
  aPatientApp,
  formTokenIn,
  type PatientAppForTests,
  type SignedIn,
} from './testing/a-patient-app.ts';

interface Someone {
  readonly nhsNumber: string;
  readonly birthDate: string;
}

let world: PatientAppForTests;
const closing: (() => Promise<void>)[] = [];
before(async () => {
  world = await aPatientApp({ after: (callback) => closing.push(callback) });
});
after(async () => {
  for (const close of closing.reverse()) await close();
});

let people = 0;

/** Somebody whom no other test has met. */
function someone(): Someone {
  for (;;) {
    people += 1;
    const firstNine = `999${String(100_000 + people)}`;
    const digit = nhsNumberCheckDigit(firstNine);
    if (digit !== undefined)
      return {
        nhsNumber: `${firstNine}${digit}`,
        birthDate: new Date(Date.UTC(1950, 0, people)).toISOString().slice(0, 10),
      };
  }
}

function aPatient(person: Someone, given: string): Patient {
  return {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: person.nhsNumber }],
    name: [{ family: 'Finch', given: [given] }],
    birthDate: person.birthDate,
  };
}

const visibility = (code: string) => ({
  meta: { security: [{ system: 'https://goldthread.example/CodeSystem/visibility', code }] },
});
const laboratory = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
];
const active = {
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
};
const aProblem = (text: string) => ({
  resourceType: 'Condition',
  subject: aboutPatient,
  code: { text },
  recordedDate: '2026-03-01',
  ...active,
});
const aResult = (text: string, value: number, day: string) => ({
  resourceType: 'Observation',
  status: 'final',
  category: laboratory,
  code: { text },
  subject: aboutPatient,
  effectiveDateTime: `${day}T09:00:00Z`,
  valueQuantity: { value, unit: 'g/L' },
  referenceRange: [{ low: { value: 115 }, high: { value: 165 } }],
});
const aLetter = (title: string, text: string) => ({
  resourceType: 'DocumentReference',
  status: 'current',
  type: { text: title },
  subject: aboutPatient,
  date: '2026-03-02T10:00:00Z',
  content: [
    { attachment: { contentType: 'application/pdf', title, data: Buffer.from(`%PDF-1.4 ${text}`).toString('base64') } },
  ],
});
const anAppointment = (text: string) => ({
  resourceType: 'Appointment',
  status: 'booked',
  serviceType: [{ text }],
  start: new Date(Date.now() + 5 * 86_400_000).toISOString(),
  end: new Date(Date.now() + 5 * 86_400_000 + 900_000).toISOString(),
  participant: [{ actor: aboutPatient, status: 'accepted' }],
});

const lists = [
  '/my',
  '/my/record',
  '/my/results',
  '/my/appointments',
  '/my/letters',
  '/my/who-has-looked',
  '/my/wrong',
];

/** Every page that can be reached from the lists. */
async function everyPage(world: PatientAppForTests, person: SignedIn): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const waiting = [...lists];
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    if (pages.has(address)) continue;
    const answer = await world.get(address, person);
    assert.equal(answer.status, 200, `${address}: ${answer.text.slice(0, 300)}`);
    pages.set(address, answer.text);
    for (const [, href = ''] of answer.text.matchAll(/href="(\/my\/(?:results|letters)\/[^"]+)"/g))
      waiting.push(href.replaceAll('&amp;', '&'));
  }
  return pages;
}

test('unreleased, hidden, third-party, safeguarding and misfiled entries are on no page, in no title, in no address', async () => {
  const ada = someone();
  const canary = (name: string): string => `canary${name}`;
  const labels = ['not-released', 'hidden-from-patient', 'third-party', 'safeguarding', 'wrong-person'];
  const hidden = labels.flatMap((label, index) => {
    const name = canary(label.replaceAll('-', ''));
    return [
      { ...aProblem(`${name}problem`), ...visibility(label) },
      { ...aResult(`${name}result`, 100 + index, '2026-03-03'), ...visibility(label) },
      { ...aLetter(`${name}letter`, `${name}text`), ...visibility(label) },
      { ...anAppointment(`${name}appointment`), ...visibility(label) },
      {
        resourceType: 'DiagnosticReport',
        status: 'final',
        category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'LAB' }] }],
        code: { text: `${name}report` },
        subject: aboutPatient,
        effectiveDateTime: '2026-03-03T09:00:00Z',
        conclusion: `${name}conclusion`,
        ...visibility(label),
      },
    ];
  });
  const shown = [aProblem('Asthma'), aResult('Haemoglobin', 131, '2026-03-01'), aLetter('Clinic letter', 'Dear Ada')];
  await world.file('ZX41', aPatient(ada, 'Ada'), [...shown, ...hidden]);
  // A source that holds nothing but hidden entries is not named either.
  await world.file('ZX31', aPatient(ada, 'Ada'), [
    { ...aProblem('canaryelsewhere'), ...visibility('hidden-from-patient') },
  ]);
  const person = await world.signIn(ada);
  const pages = await everyPage(world, person);
  const all = [...pages].flat().join('\n');
  assert.ok(
    all.includes('Asthma') && all.includes('Haemoglobin') && all.includes('Clinic letter'),
    'what is released is there',
  );
  assert.ok([...pages.keys()].some((address) => address.startsWith('/my/letters/') && address.endsWith('/file')));
  assert.doesNotMatch(all, /canary/i);
  assert.doesNotMatch(all, /Millgate Walk-in Centre/, 'a place all of whose entries are hidden is not named');
});

test('a hidden letter is not told by the log: kinds that the person cannot see are not named', async () => {
  const ada = someone();
  const hiddenLetter = { ...aLetter('Hidden', 'x'), ...visibility('hidden-from-patient') };
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma'), hiddenLetter]);
  assert.ok(compartment !== undefined);
  const practice = aMemberOfStaff('R0260', 'ZX11', 'Dr Nisha Patel');
  const opened = await world.region.record.openForStaff(aRequest(practice), compartment);
  assert.ok(
    opened.ok &&
      opened.value.isOpen &&
      opened.value.record.entries.some(({ resource }) => resource.resourceType === 'DocumentReference'),
  );
  const person = await world.signIn(ada);
  const before = await world.get('/my/who-has-looked', person);
  assert.match(before.text, /Opened your record: health problems\./);
  await world.file('ZX11', aPatient(ada, 'Ada'), [aLetter('Shown', 'y')]);
  const after = await world.get('/my/who-has-looked', person);
  assert.match(after.text, /Opened your record: health problems and letters\./);
});

test('who has looked: looks, searches and stopped people in plain sentences, numbered without a gap', async () => {
  const ada = someone();
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  assert.ok(compartment !== undefined);
  const { record } = world.region;
  await record.openForStaff(aRequest(aMemberOfStaff('R0260', 'ZX11', 'Dr Nisha Patel')), compartment);
  await record.openForStaff(aRequest(aMemberOfStaff('R1780', 'ZX72', 'Somebody Else')), compartment);
  const demographics = { familyName: 'Finch', birthDate: ada.birthDate };
  await record.findPeople(aRequest(aMemberOfStaff('R1730', 'ZX11', 'Sandra Holt')), { demographics });
  const person = await world.signIn(ada);
  await world.settle();
  await world.get('/my/who-has-looked', person);
  await world.settle();
  const { text } = await world.get('/my/who-has-looked', person);
  assert.match(text, /<strong>Dr Nisha Patel<\/strong>, GP at Alderfen Surgery/);
  assert.match(text, /Because you are registered with Alderfen Surgery\./);
  assert.match(text, /Tried to open your record\. <strong>They were stopped/);
  assert.match(
    text,
    /<strong>Your name came up in a search<\/strong>, by Sandra Holt, receptionist at Alderfen Surgery/,
  );
  assert.match(text, /Numbered 1 to [45], none missing/);
  assert.match(text, /Showing 5 of 5\./);
});

test('names show for ten minutes after signing in; then roles stand in their place', async () => {
  const ada = someone();
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  assert.ok(compartment !== undefined);
  await world.region.record.openForStaff(aRequest(aMemberOfStaff('R0260', 'ZX11', 'Dr Nisha Patel')), compartment);
  const person = await world.signIn({ ...ada, authenticatedMinutesAgo: 11 });
  const { text } = await world.get('/my/who-has-looked', person);
  assert.doesNotMatch(text, /Nisha/);
  assert.match(text, /<strong>A GP at Alderfen Surgery<\/strong>/);
  assert.match(text, /href="\/sign-in\/patient\?returnTo=%2Fmy%2Fwho-has-looked"/);
});

test('a number that is missing from the log is said in words, never a tick', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const person = await world.signIn(ada);
  for (let visit = 0; visit < 4; visit++) await world.get('/my/record', person);
  await world.settle();
  await world.region.database.owner`delete from audit.leaf where person_sequence = 2 and person =
    (select person from patient_index.source_patient where nhs_number = ${ada.nhsNumber})`;
  const { text } = await world.get('/my/who-has-looked', person);
  assert.match(text, /This log is not complete/);
  assert.match(text, /every number from 1 to (\d), and it has only (\d) entries/);
  assert.doesNotMatch(text, /none missing/);
});

test('older looks are on further pages, each line once', async () => {
  const ada = someone();
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  assert.ok(compartment !== undefined);
  for (let look = 0; look < 30; look++)
    await world.region.record.openForStaff(aRequest(aMemberOfStaff('R0260', 'ZX11')), compartment);
  await world.settle();
  const person = await world.signIn(ada);
  const first = await world.get('/my/who-has-looked', person);
  const older = /href="(\/my\/who-has-looked\?before=\d+)"/.exec(first.text)?.[1];
  assert.ok(older !== undefined);
  await world.settle();
  const second = await world.get(older, person);
  const numbers = [...`${first.text}${second.text}`.matchAll(/id="entry-(\d+)"/g)].map(([, number]) => Number(number));
  assert.deepEqual(
    numbers.filter((number) => number <= 30),
    Array.from({ length: 30 }, (_, index) => 30 - index),
  );
  assert.match(second.text, /none missing/);
});

test('nobody sees another person’s pages: their letter, result and log line are not there', async () => {
  const ada = someone();
  const [compartment] = await world.file('ZX41', aPatient(ada, 'Ada'), [
    aResult('Haemoglobin', 131, '2026-03-01'),
    aLetter('Clinic letter', 'x'),
  ]);
  assert.ok(compartment !== undefined);
  const ben = someone();
  await world.file('ZX11', aPatient(ben, 'Ben'), [aProblem('Asthma')]);
  await world.region.record.openForStaff(aRequest(aMemberOfStaff('R0260', 'ZX11')), compartment);
  const hers = await everyPage(world, await world.signIn(ada));
  await world.settle();
  const his = await world.signIn(ben);
  const addresses = [...hers.keys()].filter((address) => /^\/my\/(?:results|letters)\//.test(address));
  assert.ok(addresses.length >= 3);
  const absent = await world.get('/my/results/none', his);
  for (const address of [...addresses, '/my/who-has-looked/0/wrong']) {
    const answer = await world.get(address, his);
    assert.equal(answer.status, 404, address);
    const withoutReference = (html: string): string =>
      html
        .replace(/MY-001 [\w-]+/, '')
        .replace(/nonce="[^"]+"/g, '')
        .replace(/name="formToken" value="[^"]+"/g, '');
    assert.equal(withoutReference(answer.text), withoutReference(absent.text), 'the same answer as for what never was');
  }
});

test('an account without full proof of identity (P5) is refused on every page, and the refusal is logged', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const weak = await world.signIn({ ...ada, identityProofing: 'P5' });
  for (const address of lists.filter((one) => one !== '/my/wrong')) {
    const answer = await world.get(address, weak);
    assert.equal(answer.status, 403, address);
    assert.match(answer.text, /You need to prove who you are first/);
    assert.doesNotMatch(answer.text, /Asthma/);
  }
  await world.settle();
  const { text } = await world.get('/my/who-has-looked', await world.signIn(ada));
  assert.match(text, /Tried to open your own record\./);
});

test('without a session, after 30 minutes without use and after 12 hours, pages lead to the sign-in page', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const none = await world.get('/my/results?x=1');
  assert.equal(none.status, 303);
  assert.equal(none.headers['location'], '/my/sign-in?returnTo=%2Fmy%2Fresults%3Fx%3D1');
  for (const over of [{ seenMinutesAgo: 31 }, { endsInMinutes: -1 }]) {
    const ended = await world.get('/my/record', await world.signIn({ ...ada, ...over }));
    assert.equal(ended.headers['location'], '/my/sign-in?returnTo=%2Fmy%2Frecord&ended=yes');
  }
  const page = await world.get('/my/sign-in?returnTo=https://elsewhere.example&ended=yes');
  assert.match(page.text, /We logged you out/);
  assert.match(page.text, /href="\/sign-in\/patient\?returnTo=%2Fmy"/);
  const stillThere = await world.get('/my/record', await world.signIn({ ...ada, seenMinutesAgo: 29 }));
  assert.equal(stillThere.status, 200);
});

test('every page is kept nowhere and runs nothing from elsewhere; a letter’s file runs nothing at all', async () => {
  const ada = someone();
  await world.file('ZX41', aPatient(ada, 'Ada'), [aLetter('Clinic letter', 'Dear Ada')]);
  const person = await world.signIn(ada);
  for (const address of [...(await everyPage(world, person)).keys(), '/my/help', '/my/sign-in', '/my/nowhere']) {
    const { headers } = await world.get(address, person);
    assert.equal(headers['cache-control'], 'no-store', address);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/, address);
    if (address.endsWith('/file')) {
      assert.match(String(headers['content-security-policy']), /^sandbox; /);
      assert.equal(headers['content-type'], 'application/pdf');
    }
  }
});

test('"This looks wrong" needs a choice and the page’s own form, and stands in the log afterwards', async () => {
  const ada = someone();
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  assert.ok(compartment !== undefined);
  await world.region.record.openForStaff(aRequest(aMemberOfStaff('R0260', 'ZX11')), compartment);
  await world.settle();
  const person = await world.signIn(ada);
  const log = await world.get('/my/who-has-looked', person);
  const address = /href="(\/my\/who-has-looked\/\d+\/wrong)"/.exec(log.text)?.[1] ?? '';
  const form = await world.get(address, person);
  assert.match(form.text, /Entry 1\./);
  const formToken = formTokenIn(form.text);
  const without = await world.post(address, person, { about: 'not-known' });
  assert.equal(without.status, 403, 'a form from elsewhere');
  const empty = await world.post(address, person, { formToken });
  assert.equal(empty.status, 400);
  assert.match(empty.text, /<title>\s*Error: /);
  assert.match(empty.text, /Choose what looks wrong/);
  const sent = await world.post(address, person, { formToken, about: 'not-known' });
  assert.equal(sent.status, 200);
  assert.match(sent.text, /Entry 1\. It now stands in the log/);
  const after = await world.get('/my/who-has-looked', person);
  assert.match(after.text, /Told us that something looks wrong with entry 1\./);
});

test('logging out ends the session on the server', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const person = await world.signIn(ada);
  const page = await world.get('/my', person);
  const out = await world.post('/my/sign-out', person, { formToken: formTokenIn(page.text) });
  assert.equal(out.headers['location'], '/my/sign-in?left=yes');
  assert.equal((await world.get('/my', person)).status, 303);
});

test('home names no illness, medicine or test, nor a place whose name would', async () => {
  const ada = someone();
  const resources = [aProblem('Asthma'), aResult('Haemoglobin', 131, '2026-03-01'), anAppointment('Lung clinic')];
  await world.file('ZX41', aPatient(ada, 'Ada'), resources);
  const { text } = await world.get('/my', await world.signIn(ada));
  assert.match(text, /Your next appointment/);
  assert.doesNotMatch(text, /Asthma|Haemoglobin|Lung/);
});

test('a section without entries names who answered and never says that there is nothing', async () => {
  const ada = someone();
  const none = {
    resourceType: 'AllergyIntolerance',
    patient: aboutPatient,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { text: 'No known allergies', coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
  };
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma'), none]);
  const { text } = await world.get('/my/record', await world.signIn(ada));
  assert.match(text, /Alderfen Surgery \([^)]*\): “No known allergies”/);
  assert.doesNotMatch(text, /(?<!“)No known|You have no|none/i);
});
