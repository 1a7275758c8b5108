// Who has looked, over a real database (stories A8 and A9; safety.md: the access log never gives a hidden thing away).
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { verifyLogFile } from '#audit';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRequest } from '../../record/testing/a-region.ts';
import { aPatientApp, formTokenIn, type PatientAppForTests } from './testing/a-patient-app.ts';
import { aLetter, aPatient, aProblem, someone, visibility } from './testing/someone.ts';

let world: PatientAppForTests;
const wholeFile = forWholeFile();
before(async () => {
  world = await aPatientApp(wholeFile);
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
  assert.match(text, /href="\/sign-in\/patient\?again=yes&amp;returnTo=%2Fmy%2Fwho-has-looked"/);
});

test('older looks are on further pages, each line once', async () => {
  const ada = someone();
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  assert.ok(compartment !== undefined);
  for (let look = 0; look < 60; look++)
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
    numbers.filter((number) => number <= 60),
    Array.from({ length: 60 }, (_, index) => 60 - index),
  );
  assert.match(second.text, /none missing/);
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
  const unoffered = await world.post(address, person, { formToken, about: 'constructor' });
  assert.equal(unoffered.status, 400, 'attack 37: the log takes no word that was not offered');
  const sent = await world.post(address, person, { formToken, about: 'not-known' });
  assert.equal(sent.status, 200);
  assert.match(sent.text, /Entry 1\. It now stands in the log/);
  const after = await world.get('/my/who-has-looked', person);
  assert.match(after.text, /Told us that something looks wrong with entry 1\./);
});

test('AU-10: a row that the list leaves out is said, also the newest, also when the list counts without it', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const person = await world.signIn(ada);
  for (let visit = 0; visit < 4; visit++) await world.get('/my/record', person);
  await world.settle();
  const { audit } = world.region;
  const honest = audit.listForPersons;
  for (const left of [1, 2, 3, 4]) {
    audit.listForPersons = async (persons, page) => {
      const list = await honest(persons, page);
      if (!list.ok) return list;
      const lines = list.value.lines.filter(({ personSequence = 0 }) => personSequence !== left && personSequence <= 4);
      return { ok: true, value: { ...list.value, lines, total: lines.length } };
    };
    const { text } = await world.get('/my/who-has-looked', person);
    assert.match(text, /This log is not complete/, `without entry ${left}`);
  }
  audit.listForPersons = honest;
  assert.match((await world.get('/my/who-has-looked', person)).text, /none missing/);
});

test('the log is downloaded with its proofs, and whoever has the key can check it', async () => {
  const ada = someone();
  const hiddenLetter = { ...aLetter('Hidden', 'x'), ...visibility('hidden-from-patient') };
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma'), hiddenLetter]);
  assert.ok(compartment !== undefined);
  const practice = aMemberOfStaff('R0260', 'ZX11', 'Dr Nisha Patel');
  await world.region.record.openForStaff(aRequest(practice), compartment);
  const page = await world.get('/my/who-has-looked', await world.signIn(ada));
  assert.match(page.text, /href="\/my\/who-has-looked\/download"/);
  const first = await world.get('/my/who-has-looked/download', await world.signIn(ada));
  assert.equal(first.status, 200, first.text.slice(0, 300));
  assert.match(String(first.headers['content-disposition']), /^attachment; filename="who-has-looked-[\d-]+\.json"$/);
  const later = await world.get(
    '/my/who-has-looked/download',
    await world.signIn({ ...ada, authenticatedMinutesAgo: 11 }),
  );
  const trustedKeys = world.region.audit.publication!.keys;
  const report = await verifyLogFile({ text: later.text, earlierText: first.text, trustedKeys });
  assert.equal(report.verdict, 'complete', report.findings.map(({ says }) => says).join(' '));
  assert.match(first.text, /Dr Nisha Patel/);
  assert.doesNotMatch(later.text, /Nisha/, 'names close ten minutes after signing in');
  assert.doesNotMatch(first.text, /\\"types\\"|\\"items\\"/, 'nothing that tells of the hidden letter');
  const listed = await world.get('/my/who-has-looked', await world.signIn(ada));
  assert.match(listed.text, /Downloaded this list\./);
});

test('the page that checks a log comes with the region’s keys, and asks nobody for anything', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const { text, headers } = await world.get('/my/who-has-looked/check', await world.signIn(ada));
  assert.match(String(headers['content-disposition']), /^attachment; filename="check-my-log\.html"$/);
  assert.ok(text.includes(world.region.audit.publication!.keys[0]!));
  assert.match(text, /default-src 'none'/);
});

// Last, since a log that was tampered with is not sealed any more.
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
