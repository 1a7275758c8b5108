/**
 * The log's entry of a sign-in says how strongly the person was authenticated: `acr` of the ID token that was checked (OpenID
 * Connect Core 1.0, 2 and 3.1.3.7), and nothing where the issuer gave none. The issuer is the demo's own, over real sockets.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Audit, createAudit } from '#audit';
import { systemClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import { fieldOf, openBrowser } from './interfaces/web-sign-in/testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './interfaces/web-sign-in/testing/region-for-sign-in.ts';
import { callbackOf, signIn } from './interfaces/web-sign-in/testing/steps.ts';
import { signInLogger } from './log-sign-ins.ts';

const withSmartcard = 'urn:goldthread:demo:smartcard';
const withoutSmartcard = 'urn:goldthread:demo:no-smartcard';

const file = forWholeFile();
let database: TestDatabase;
let audit: Audit;
let region: RegionForSignIn;

before(async () => {
  database = await databaseForTests(file);
  audit = createAudit({ database, clock: systemClock, log: createLog({ level: 'silent' }) });
  region = await regionForSignIn(database, undefined, undefined, signInLogger(audit));
  file.after(region.close);
});

interface LoggedSignIn {
  readonly route: string;
  readonly caller?: { readonly identifier: string };
  readonly detail: Readonly<Record<string, unknown>>;
}

async function newest(): Promise<LoggedSignIn> {
  const [row] = await database.owner<{ body: string }[]>`select body from audit.entry order by position desc limit 1`;
  const { route, caller, detail } = JSON.parse(row?.body ?? '{}') as LoggedSignIn;
  return { route, detail, ...(caller === undefined ? {} : { caller }) };
}

const strength = async (): Promise<unknown> => (await newest()).detail['authenticationContextClass'];

test('a sign-in is logged with the level that the ID token gives, whatever the address says', async () => {
  const browser = openBrowser(region.publicUrl);
  await signIn(browser, 'staff', 'gp');
  const entry = await newest();
  assert.deepEqual([entry.route, entry.caller?.identifier], ['GET /sign-in/callback/:issuer', 'gp']);
  assert.deepEqual(entry.detail, { authenticationContextClass: withSmartcard });
  const again = '/sign-in/staff?again=yes';
  const callback = await callbackOf(browser, again, { account: 'gp', 'without-smartcard': 'yes' });
  await browser.get(`${callback}&acr=${withSmartcard}&acr_values=${withSmartcard}`);
  assert.equal(await strength(), withoutSmartcard);
});

test('so is the choice of a role, which is where the entry first names who came in', async () => {
  const browser = openBrowser(region.publicUrl);
  const formToken = fieldOf(await signIn(browser, 'staff', 'two-roles'), 'formToken');
  assert.deepEqual([(await newest()).caller, await strength()], [undefined, withSmartcard]);
  await browser.post('/sign-in/choose-role', { formToken, role: 'ZXT01.R0001', returnTo: '/staff' });
  const entry = await newest();
  assert.deepEqual([entry.route, entry.caller?.identifier], ['POST /sign-in/choose-role', 'two-roles']);
  assert.equal(await strength(), withSmartcard);
});

test('an issuer that does not say leaves nothing in the entry, and a sign-out says nothing of it', async () => {
  const browser = openBrowser(region.publicUrl);
  await signIn(browser, 'patient', 'patient');
  assert.deepEqual([(await newest()).route, (await newest()).detail], ['GET /sign-in/callback/:issuer', {}]);
  const staff = openBrowser(region.publicUrl);
  await signIn(staff, 'staff', 'gp');
  await region.signIn.signOut('staff', `goldthread-staff=${staff.cookies.get('goldthread-staff')}`);
  assert.deepEqual([(await newest()).route, (await newest()).detail], ['POST /sign-out', {}]);
});
