/** Attack 82 on every form of staff: what a page elsewhere sends opens nothing, and leaves nobody under suspicion (HZ18). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromElsewhere } from '../kit/testing/forms-from-elsewhere.ts';
import { bundleOf, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from './testing/open-staff-app.ts';
import { formToken, type TestRole } from './testing/staff-app-for-tests.ts';

const { staff, database, home } = await openStaffAppWithPerson({}, ['ZX901', bundleOf('A1', ofThePractice, true)]);

/** Of the officer's alerts none need be there: the form is refused before anything is looked for. */
const addressOf = (route: string): string =>
  route
    .replace('/staff/people/:id', home)
    .replace(':authority', '1')
    .replace(':key', 'safe-contact')
    .replace(':reference', '1');

const entries = async (): Promise<number> =>
  Number((await database.owner`select count(*) as entries from audit.entry`)[0]?.['entries']);

async function send(url: string, as: TestRole, { token, headers }: { token: string; headers: object }) {
  return staff.app.inject({
    method: 'POST',
    url,
    headers: { cookie: `as=${as}`, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ formToken: token }).toString(),
  });
}

describe('attack 82: a form of staff that was sent', () => {
  it('is looked for at every address that takes one', () => {
    assert.ok(staff.formRoutes.length >= 20, staff.formRoutes.join(' '));
    assert.ok(staff.formRoutes.includes('/staff/people/:id/choices/:key'));
  });

  for (const [how, formOf] of Object.entries(fromElsewhere)) {
    it(`${how} is refused wherever it goes, before a record is opened or a look is logged`, async () => {
      const form = formOf(formToken);
      const before = await entries();
      for (const route of staff.formRoutes)
        for (const as of ['gp', 'privacyOfficer'] as const) {
          const answer = await send(addressOf(route), as, form);
          assert.equal(answer.statusCode, 403, `${as} ${route}`);
          assert.equal(await entries(), before, `${as} ${route}`);
          assert.equal(answer.headers['cache-control'], 'no-store', route);
        }
    });
  }
});
