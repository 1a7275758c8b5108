/** A person in the records of a practice and a walk-in centre, and what they do on the pages of their choices. */
import assert from 'node:assert/strict';
import { aMemberOfStaff, aRequest } from '../../../record/testing/a-region.ts';
import { aboutPatient, formTokenIn, type PatientAppForTests, type SignedIn } from './a-patient-app.ts';
import { aLetter, aPatient, aProblem, someone } from './someone.ts';

/** At a walk-in centre that the person attended within the hour. */
export const nurse = aMemberOfStaff('R0620', 'ZX31', 'Ruth Coyle');
const attendance = () => ({
  resourceType: 'Encounter',
  status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
  subject: aboutPatient,
  period: {
    start: new Date(Date.now() - 3_600_000).toISOString(),
    end: new Date(Date.now() - 3_000_000).toISOString(),
  },
});

export interface PersonWithProblems {
  readonly person: SignedIn;
  /** Whether a nurse of the walk-in centre sees a problem of this name; undefined: the record does not open. */
  nurseSees(text: string): Promise<boolean | undefined>;
}

export async function aPersonToChoose(
  world: PatientAppForTests,
  problems: readonly string[],
): Promise<PersonWithProblems> {
  const ada = someone();
  const [compartment] = await world.file('ZX11', aPatient(ada, 'Ada'), [
    ...problems.map(aProblem),
    aLetter('Clinic letter', 'Dear Ada'),
  ]);
  await world.file('ZX31', aPatient(ada, 'Ada'), [attendance()]);
  return {
    person: await world.signIn(ada),
    async nurseSees(text) {
      const opening = await world.region.record.openForStaff(aRequest(nurse), compartment!);
      assert.ok(opening.ok, JSON.stringify(opening));
      if (!opening.value.isOpen) return undefined;
      return opening.value.record.entries.some(({ resource }) => JSON.stringify(resource).includes(text));
    },
  };
}

/** Fills in a form, reads what will happen, and makes the choice. Gives both pages. */
export async function makeChoice(
  world: PatientAppForTests,
  person: SignedIn,
  { address, form }: { readonly address: string; readonly form: Record<string, string> },
) {
  const shown = await world.get(address, person);
  assert.equal(shown.status, 200, shown.text.slice(0, 400));
  const formToken = formTokenIn(shown.text);
  const check = await world.post(address, person, { formToken, step: 'check', ...form });
  const made = await world.post(address, person, { formToken, step: 'make', ...form });
  assert.equal(made.status, 303, made.text.slice(0, 2000));
  return { form: shown.text, check: check.text, done: await world.get(String(made.headers['location']), person) };
}

/** Follows the first way back on the page; gives what stands there before it is taken. */
export async function takeBackChoice(world: PatientAppForTests, person: SignedIn, page: string): Promise<string> {
  const address = /href="(\/my\/choices\/take-back[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const shown = await world.get(address, person);
  const choice = /name="choice" value="(\d+)"/.exec(shown.text)?.[1] ?? '';
  const back = await world.post('/my/choices/take-back', person, { formToken: formTokenIn(shown.text), choice });
  assert.equal(back.headers['location'], '/my/choices?done=ended');
  return shown.text;
}
