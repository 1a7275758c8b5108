// A person's own pages over a real database and real sessions (issue 2, items 8 and 10; D1, D15; safety.md: the access
// log never gives a hidden thing away).
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRequest } from '../../record/testing/a-region.ts';
import {
  aboutPatient,
  aPatientApp,
  formTokenIn,
  type PatientAppForTests,
  type SignedIn,
} from './testing/a-patient-app.ts';
import { aLetter, anAppointment, aPatient, aProblem, aResult, someone, visibility } from './testing/someone.ts';

let world: PatientAppForTests;
const wholeFile = forWholeFile();
before(async () => {
  world = await aPatientApp(wholeFile);
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

test('attack 78: every page is kept nowhere and runs nothing from elsewhere; a letter’s file runs nothing at all', async () => {
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

test('logging out ends the session on the server', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const person = await world.signIn(ada);
  const page = await world.get('/my', person);
  const out = await world.post('/my/sign-out', person, { formToken: formTokenIn(page.text) });
  assert.equal(out.headers['location'], '/my/sign-in?left=yes');
  assert.equal((await world.get('/my', person)).status, 303);
  const again = await world.post('/my/sign-out', person, { formToken: formTokenIn(page.text) });
  assert.deepEqual([again.status, again.headers['location']], [303, '/my/sign-in?left=yes'], 'a second time');
});

test('home names no illness, medicine or test, nor a place whose name would', async () => {
  const ada = someone();
  const resources = [aProblem('Asthma'), aResult('Haemoglobin', 131, '2026-03-01'), anAppointment('Lung clinic')];
  await world.file('ZX41', aPatient(ada, 'Ada'), resources);
  const { text } = await world.get('/my', await world.signIn(ada));
  assert.match(text, /Your next appointment/);
  assert.doesNotMatch(text, /Asthma|Haemoglobin|Lung/);
});

const active = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
};

test('a section without entries names who answered and never says that there is nothing', async () => {
  const ada = someone();
  const none = {
    resourceType: 'AllergyIntolerance',
    patient: aboutPatient,
    clinicalStatus: active,
    code: { text: 'No known allergies', coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
  };
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma'), none]);
  const { text } = await world.get('/my/record', await world.signIn(ada));
  assert.match(text, /Alderfen Surgery \([^)]*\): “No known allergies”/);
  assert.doesNotMatch(text, /(?<!“)No known|You have no|none/i);
  const penicillin = { ...none, code: { text: 'Penicillin' } };
  await world.file('ZX31', aPatient(ada, 'Ada'), [penicillin]);
  const both = (await world.get('/my/record', await world.signIn(ada))).text;
  assert.match(
    both,
    /<h3[^>]*>Penicillin<\/h3>[\s\S]*Alderfen Surgery wrote “No known allergies”\. Go by the list above/,
  );
  assert.doesNotMatch(both, /<h3[^>]*>[^<]*No known/, 'it is no entry of the list');
});

test('no known drug allergies beside an allergy to food stand below the list, and places agree', async () => {
  const ada = someone();
  const allergy = { resourceType: 'AllergyIntolerance', patient: aboutPatient, clinicalStatus: active };
  await world.file('ZX11', aPatient(ada, 'Ada'), [{ ...allergy, code: { text: 'No known drug allergies' } }]);
  await world.file('ZX31', aPatient(ada, 'Ada'), [{ ...allergy, code: { text: 'Peanut' } }]);
  const { text } = await world.get('/my/record', await world.signIn(ada));
  assert.match(text, /<h3[^>]*>Peanut<\/h3>[\s\S]*Alderfen Surgery wrote “No known drug allergies”\.\s*<\/p>/);
  assert.doesNotMatch(text, /Places do not agree|Go by the list above/);
});
