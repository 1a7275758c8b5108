// UK-18: what staff keep from the person's own pages stays kept back, whoever of the wrong role or the screen's other reader asks.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRequest } from '../../record/testing/a-region.ts';
import { aPatientApp, formTokenIn, type PatientAppForTests } from './testing/a-patient-app.ts';
import { aPatient, aProblem, someone } from './testing/someone.ts';

let world: PatientAppForTests;
const wholeFile = forWholeFile();
before(async () => {
  world = await aPatientApp(wholeFile);
});

test('entries that staff keep from the person’s own pages cannot be brought back by the person, nor by a role that does not withhold', async () => {
  const ada = someone();
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Refuge')]);
  const midwife = aMemberOfStaff('R0680', 'ZX11', 'Rosie Hartley');
  const receptionist = aMemberOfStaff('R1730', 'ZX11', 'Sam Cole');
  const opening = await world.region.record.openForStaff(aRequest(midwife), compartment!);
  assert.ok(opening.ok && opening.value.isOpen);
  const { parseResourceId } = await import('#kernel/identity-number.ts');
  const entries = opening.value.record.entries
    .filter(({ resource }) => resource.resourceType === 'Condition')
    .map(({ id }) => parseResourceId(id)!);
  const choice = { kind: 'seal', scope: 'entry', level: 'hidden-from-own-pages', entries } as const;
  const evidence = 'Her partner has her phone';
  const own = await world.signIn(ada);
  const refused = await world.region.record.makeChoice(aRequest(receptionist), {
    compartment: compartment!,
    choice,
    evidence,
  });
  assert.ok(!refused.ok && refused.fault.code === 'PRIVACY-005');
  const made = await world.region.record.makeChoice(aRequest(midwife), { compartment: compartment!, choice, evidence });
  assert.ok(made.ok);
  const shownPage = await world.get('/my/choices', own);
  const back = await world.post('/my/choices/take-back', own, {
    formToken: formTokenIn((await world.get('/my/choices/discreet', own)).text),
    choice: String(made.value.choice),
  });
  assert.equal(back.status, 404);
  assert.doesNotMatch(shownPage.text, /take-back/);
  const byReception = await world.region.record.takeBackChoice(aRequest(receptionist), {
    compartment: compartment!,
    choice: made.value.choice,
    evidence: 'She asked',
  });
  assert.ok(!byReception.ok);
  assert.doesNotMatch((await world.get('/my/record', own)).text, /Refuge/);
});
