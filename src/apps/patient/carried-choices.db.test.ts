// Decisions 86 and 88: what the person reads when the index found that records are another person's than it took them for.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Patient } from 'fhir/r4.js';
import { type Compartment, numberText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aPatientApp, type PatientAppForTests } from './testing/a-patient-app.ts';
import { makeChoice, takeBackChoice } from './testing/choosing-for-tests.ts';
import { aPatient, aProblem, type Someone, someone } from './testing/someone.ts';

const file = forWholeFile();
let world: PatientAppForTests;
before(async () => {
  world = await aPatientApp(file);
});

const named = (somebody: Someone, family: string, more: Partial<Patient> = {}): Patient => ({
  ...aPatient(somebody, 'Ada'),
  name: [{ family, given: ['Ada'] }],
  ...more,
});

/** The practice and the walk-in centre know her as Finch; either may be told of her new name. */
async function aMarriage() {
  const ada = someone();
  const [practice] = await world.file('ZX11', named(ada, 'Finch'), [aProblem('Asthma')]);
  const [walkIn] = await world.file('ZX31', named(ada, 'Finch'), [aProblem('Sprain')]);
  const tell = (organisation: string, compartment: Compartment) =>
    world.file(organisation, named(ada, 'Hale', { id: numberText(compartment) }), []);
  return {
    ada,
    person: await world.signIn(ada),
    practiceHears: () => tell('ZX11', practice!),
    walkInHears: () => tell('ZX31', walkIn!),
  };
}

test('a choice that came with a record is said as such among the person’s choices and in their log, and can be taken back', async () => {
  const { person, practiceHears, walkInHears } = await aMarriage();
  await makeChoice(world, person, { address: '/my/choices/sharing-all', form: { policy: 'absolute' } });
  assert.doesNotMatch((await world.get('/my/choices', person)).text, /It came with/);
  await practiceHears();
  await walkInHears();
  const { text } = await world.get('/my/choices', person);
  assert.match(text, /Sharing of the whole record stopped/);
  assert.match(text, /Chosen by the person whom that record was taken to be of/);
  assert.match(
    text,
    /It came with what Alderfen Surgery wrote, when that was found to be about you\. It closes, so it was kept\. It can be taken back here\. That was \w+day \d/,
  );
  const log = await world.get('/my/who-has-looked', person);
  assert.match(
    log.text,
    /This service[\s\S]*Found that a record is about you[\s\S]*My choices[\s\S]*To keep your record safe/,
  );
  await takeBackChoice(world, person, text);
  assert.match(
    (await world.get('/my/choices', person)).text,
    /What you chose before[\s\S]*Sharing of the whole record/,
  );
});

test('in discreet mode neither the choices nor the log tell that anything came with a record', async () => {
  const { person, practiceHears, walkInHears } = await aMarriage();
  await makeChoice(world, person, { address: '/my/choices/sharing-all', form: { policy: 'absolute' } });
  const { text: form } = await world.get('/my/choices/discreet', person);
  const formToken = /name="formToken" value="([^"]+)"/.exec(form)?.[1] ?? '';
  await world.post('/my/choices/discreet', person, { formToken, turn: 'on' });
  await practiceHears();
  await walkInHears();
  for (const address of ['/my/choices', '/my/who-has-looked']) {
    const { status, text } = await world.get(address, person);
    assert.equal(status, 200, address);
    assert.doesNotMatch(text, /came with|record is about you|Sharing of the whole/);
  }
});

test('whoever has two persons in the index reads that nothing can be shown now, why, and what to do: never that there is none', async () => {
  const { ada, person, practiceHears, walkInHears } = await aMarriage();
  // Two records in one of them: which was found first said who they were.
  await world.file('ZX41', named(ada, 'Finch'), [aProblem('Fracture')]);
  await practiceHears();
  for (const address of ['/my', '/my/record', '/my/choices', '/my/who-has-looked', '/my/results']) {
    const { status, text } = await world.get(address, person);
    assert.equal(status, 409, address);
    assert.match(text, /We cannot show your record at the moment/);
    assert.match(text, /This does not mean that there are none/);
    assert.doesNotMatch(text, /Asthma|Sprain|Fracture|cannot find a record/);
  }
  const acting = await world.get('/my/acting', person);
  assert.equal(acting.status, 200);
  assert.doesNotMatch(acting.text, /Nobody acts for you/);
  await walkInHears();
  assert.equal((await world.get('/my', person)).status, 409, 'the hospital has not heard');
});
