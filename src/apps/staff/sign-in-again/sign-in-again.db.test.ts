// Pages of acts that ask for a sign-in of the last minutes (D1, PRIVACY-014), and a strong one where that is demanded
// (PRIVACY-015): they say so first, and lead back to themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { classesOfScopes } from '#privacy';
import { bundleOf, ofThePractice } from '../testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from '../testing/open-staff-app.ts';
import { askStaffApp, type FormFields, type StaffAppOptions, type TestRole } from '../testing/staff-app-for-tests.ts';

/** Of everybody's issuer. */
let demanded: ReturnType<NonNullable<StaffAppOptions['demandedSignInOf']>>;
const { staff, database, home } = await openStaffAppWithPerson({ demandedSignInOf: () => demanded }, [
  'ZX901',
  bundleOf('A1', ofThePractice, true),
]);

interface Who {
  readonly as: TestRole;
  /** Since they signed in. */
  readonly minutes: number;
  /** How, as the issuer said. */
  readonly acr?: string;
}

function ask(url: string, { as, minutes, acr }: Who, form?: FormFields) {
  const context = acr === undefined ? '' : `; acr=${acr}`;
  return askStaffApp(staff, { url, cookie: `as=${as}; minutes=${minutes}${context}`, form });
}

const aRequestOfKaren = () => {
  const person = { subject: 'karen', issuer: 'tests', name: 'Karen Rimmer', nhsNumber: '9990000093' as NhsNumber };
  const proved = { birthDate: '1985-02-17', identityProofing: 'P9', authenticatedAtMs: Date.now() } as const;
  const caller = { kind: 'patient', ...person, ...proved } as const;
  return { requestId: 'r1', caller, purpose: 'PATRQT', route: 'POST /my/acting/ask', atMs: Date.now() } as const;
};

const linkTo = (page: string): string =>
  `href="/sign-in/staff?${new URLSearchParams({ again: 'yes', returnTo: page })}"`.replaceAll('&', '&amp;');

const emergency = { reason: 'emergency', 'detail-emergency': 'Collapsed in the waiting room', checked: 'yes' };

test('the page that asks for a reason leads to a new sign-in and back; an emergency posted too late opens nothing and keeps what was typed', async () => {
  const page = `${home}/reason`;
  const late = { as: 'nurse', minutes: 16 } as const;
  const shown = await ask(page, late);
  assert.ok(shown.body.includes(linkTo(page)), shown.body);
  assert.match(shown.body, /more than 15 minutes ago/);
  assert.ok(!(await ask(page, { as: 'nurse', minutes: 14 })).body.includes('sign-in-again'));
  assert.ok(!(await ask(page, { as: 'pharmacist', minutes: 16 })).body.includes('sign-in-again'), 'breaks no glass');
  const posted = await ask(page, late, emergency);
  assert.equal(posted.statusCode, 400);
  assert.match(posted.body, /href="#sign-in-again"[^>]*>\s*Sign in again before you go on/);
  assert.match(posted.body, /Collapsed in the waiting room/);
  assert.equal((await ask(home, late)).statusCode, 403, 'nothing opened');
  assert.equal((await ask(page, { as: 'nurse', minutes: 0 }, emergency)).statusCode, 303);
});

test('where a strong sign-in is demanded, each page says which, and that the last one was not it', async () => {
  const weak = { as: 'otherNurse', minutes: 1, acr: 'weak' } as const;
  const strong = { ...weak, acr: 'strong' };
  const [reason, agree] = [`${home}/reason`, '/staff/second-person'];
  try {
    demanded = { acrValues: ['strong'], method: 'a smartcard' };
    for (const page of [reason, agree]) {
      const shown = (await ask(page, weak)).body;
      assert.match(shown, /sign in again first: you signed in, but not with a smartcard\. You come back to this page/);
      assert.ok(shown.includes(linkTo(page)), shown);
      assert.ok(!(await ask(page, strong)).body.includes('sign-in-again'));
    }
    const old = await ask(agree, { ...strong, minutes: 16 });
    assert.match(old.body, /more than 15 minutes ago\. Use a smartcard\. You come back/);
    const posted = await ask(reason, weak, emergency);
    assert.equal(posted.statusCode, 400);
    assert.match(posted.body, /href="#sign-in-again"[^>]*>\s*Sign in again before you go on/);
    assert.match(posted.body, /Collapsed in the waiting room/);
    assert.equal((await ask(home, weak)).statusCode, 403, 'nothing opened');
    assert.equal((await ask(agree, weak, { claim: 'EM-1' })).headers.location, `${agree}#sign-in-again`);
    demanded = { acrValues: ['strong'] };
    assert.match((await ask(agree, weak)).body, /but not with the stronger sign-in that this asks for\./);
    assert.equal((await ask(reason, strong, emergency)).statusCode, 303);
  } finally {
    demanded = undefined;
  }
});

test('sealed entries are shown only after a new sign-in', async () => {
  const page = `${home}/sealed`;
  const given = { reason: 'explicit-consent', detail: 'She asked me to read what the clinic wrote' };
  const posted = await ask(page, { as: 'gp', minutes: 16 }, given);
  assert.equal(posted.statusCode, 400);
  assert.ok(posted.body.includes(linkTo(page)), posted.body);
  assert.equal((await ask(page, { as: 'gp', minutes: 1 }, given)).statusCode, 303);
});

test('what opens a record further for somebody who is not there needs a new sign-in; what closes it does not', async () => {
  const evidence = 'In person, passport seen';
  const late = { as: 'receptionist', minutes: 16 } as const;
  const now = { ...late, minutes: 1 };
  const stop = { organisation: 'ZX902', policy: 'absolute', evidence, step: 'make' };
  const closes = `${home}/choices/sharing-organisation`;
  assert.ok(!(await ask(closes, late)).body.includes('sign-in-again'));
  assert.equal((await ask(closes, late, stop)).statusCode, 303);
  const list = await ask(`${home}/choices`, late);
  const takeBack = /href="([^"]+take-back\?choice=\d+)"/.exec(list.body)?.[1] ?? '';
  const share = { labels: 'fertility', evidence, step: 'make' };
  for (const [page, form] of [[takeBack, { evidence }] as const, [`${home}/choices/share-sensitive`, share] as const]) {
    const shown = await ask(page, late);
    assert.ok(shown.body.includes(linkTo(page)), shown.body);
    const posted = await ask(page, late, form);
    assert.equal(posted.statusCode, 400);
    assert.match(posted.body, /href="#sign-in-again"[\s\S]*In person, passport seen/, 'what was typed stays');
    assert.ok(!(await ask(page, now)).body.includes('sign-in-again'));
    assert.equal((await ask(page, now, form)).statusCode, 303, page);
  }
});

test('who acts for somebody is decided after a new sign-in, and refused without one', async () => {
  const asked = await staff.record.askToAct(aRequestOfKaren(), {
    ...{ nhsNumber: '9990000026' as NhsNumber, birthDate: '1941-07-30', organisation: 'ZX901' as OdsCode },
    ...{ legalBasis: 'consent', classes: classesOfScopes(['record']), evidence: 'A letter that she signed' },
  });
  assert.ok(asked.ok);
  const late = { as: 'gp', minutes: 16 } as const;
  const waiting = await ask('/staff/acting', late);
  const page = /href="(\/staff\/people\/[^"]+\/acting\?about=\d+)"/.exec(waiting.body)?.[1] ?? '';
  const shown = await ask(page, late);
  assert.ok(shown.body.includes(linkTo(page)), shown.body);
  const action = /action="([^"]+\/acting\/\d+)"/.exec(shown.body)?.[1] ?? '';
  const terms = { basis: 'consent', scopes: 'record', evidence: 'Register checked' };
  const posted = await ask(action, late, { ...terms, step: 'approved' });
  assert.equal(posted.statusCode, 400);
  assert.match(posted.body, /href="#sign-in-again"[\s\S]*Register checked/);
  assert.equal((await ask(action, late, { ...terms, step: 'refused' })).statusCode, 303);
  assert.ok(!(await ask(page, late)).body.includes('sign-in-again'), 'nothing is left to let');
});

test('a second person agrees only after a new sign-in', async () => {
  await database.owner`insert into privacy.choice (choice, person, kind, team, made_by_kind, made_by_issuer, made_by_id,
    made_by_name, evidence, starts_ms) select 1, person, 'protection', 1, 'patient', '', '', '', '', 0
    from patient_index.source_patient limit 1`;
  const page = '/staff/second-person';
  const reference = /EM-[0-9A-Z]+/.exec((await ask(page, { as: 'otherNurse', minutes: 0 })).body)?.[0] ?? '';
  assert.notEqual(reference, '');
  const late = { as: 'otherNurse', minutes: 16 } as const;
  assert.ok((await ask(page, late)).body.includes(linkTo(page)));
  const posted = await ask(page, late, { claim: reference });
  assert.equal(posted.headers.location, `${page}#sign-in-again`);
  assert.ok((await ask(page, late)).body.includes(reference), 'still waits');
  const agreed = await ask(page, { as: 'otherNurse', minutes: 1 }, { claim: reference });
  assert.equal(agreed.headers.location, `${page}?done=agreed`);
});

test('evidence is given only after a new sign-in', async () => {
  const officer = { as: 'emergencyOfficer', minutes: 16 } as const;
  const list = await ask('/staff/access-review', officer);
  const page = /\/staff\/access-review\/alerts\/PO-[0-9A-Z]+/.exec(list.body)?.[0] ?? '';
  assert.ok((await ask(page, officer)).body.includes(linkTo(page)));
  const refused = await ask(`${page}/evidence`, officer, {});
  assert.equal(refused.headers.location, `${page}#sign-in-again`);
  const given = await ask(`${page}/evidence`, { ...officer, minutes: 1 }, {});
  // No proofs are opened in this region: it came as far as asking for them.
  assert.match(given.body, /AUDIT-00[567]/);
});

test('how staff are connected to a person is noted at once, and taken back only after a new sign-in', async () => {
  const officer = { as: 'emergencyOfficer', minutes: 16 } as const;
  const list = await ask('/staff/access-review', officer);
  const page = /\/staff\/access-review\/alerts\/PO-[0-9A-Z]+/.exec(list.body)?.[0] ?? '';
  const note = (connection: string, minutes = 16) => ask(`${page}/connection`, { ...officer, minutes }, { connection });
  assert.equal((await note('relative')).headers.location, `${page}?done=noted`);
  const shown = await ask(page, officer);
  assert.match(shown.body, /To take back what is noted, or to download the evidence, sign in again first/);
  assert.equal(shown.body.split('id="sign-in-again"').length, 2, 'said once');
  assert.equal((await note('neither')).headers.location, `${page}#sign-in-again`);
  assert.match((await ask(page, officer)).body, /Noted now: <strong>They are a relative, or somebody close/);
  assert.equal((await note('neither', 1)).headers.location, `${page}?done=noted`);
  assert.match((await ask(page, officer)).body, /Your organisation has noted nothing/);
});
