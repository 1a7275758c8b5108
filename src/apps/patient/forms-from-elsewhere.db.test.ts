/** Attack 82 on every form of a person's own pages: what a page elsewhere sends changes nothing and leaves no look in their log. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { fromElsewhere } from '../kit/testing/forms-from-elsewhere.ts';
import { aPatientApp, formTokenIn, type PatientAppForTests, type SignedIn } from './testing/a-patient-app.ts';

const file = forWholeFile();
const ada = { nhsNumber: '9990000018', birthDate: '1950-03-04' };
let my: PatientAppForTests;
let cookie: SignedIn['cookie'];
let formToken = '';

before(async () => {
  my = await aPatientApp(file);
  const patient = {
    resourceType: 'Patient' as const,
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: ada.nhsNumber }],
    name: [{ use: 'official' as const, family: 'Finch', given: ['Ada'] }],
    birthDate: ada.birthDate,
  };
  await my.file('ZX11', patient, []);
  const signedIn = await my.signIn(ada);
  cookie = signedIn.cookie;
  formToken = formTokenIn((await my.get('/my', signedIn)).text);
});

/** Nothing of it need be there: the form is refused before anything is looked for. */
const addressOf = (route: string): string => route.replace(/:[a-zA-Z]+/g, '1');

const entries = async (): Promise<number> =>
  Number((await my.region.database.owner`select count(*) as entries from audit.entry`)[0]?.['entries']);

describe('attack 82: a form of a person that was sent', () => {
  it('is looked for at every address that takes one, with a token that a page gave', () => {
    assert.ok(my.formRoutes.length >= 10, my.formRoutes.join(' '));
    assert.notEqual(formToken, '');
  });

  for (const [how, formOf] of Object.entries(fromElsewhere))
    it(`${how} is refused wherever it goes, before anything is opened or logged`, async () => {
      const { token, headers } = formOf(formToken);
      const there = await entries();
      for (const route of my.formRoutes) {
        const answer = await my.app.inject({
          method: 'POST',
          url: addressOf(route),
          headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
          payload: new URLSearchParams({ formToken: token }).toString(),
        });
        assert.equal(answer.statusCode, 403, route);
        assert.equal(await entries(), there, route);
        assert.equal(answer.headers['cache-control'], 'no-store', route);
      }
    });
});
