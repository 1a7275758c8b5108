/** What an app may do again when a request of its came to nothing, and what a stop outruns: RFC 6749, 6; RFC 8414; RFC 9700. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import { attempt, codeFor, exchange, patientApp, post, refresh, staffApp, tokensFor } from './testing/an-app.ts';
import { type Browser, fieldOf, openBrowser } from './testing/browser.ts';
import { type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { cookieHeaderOf, signIn } from './testing/steps.ts';

const file = forWholeFile();
let region: RegionForSignIn;
let person: Browser;

before(async () => {
  region = await regionForSignIn(await databaseForTests(file));
  file.after(region.close);
  for (const app of [patientApp, staffApp]) assert.equal((await region.signIn.apps.register(app)).ok, true);
  person = openBrowser(region.publicUrl);
  await signIn(person, 'patient', 'patient');
});

const isLive = async (token: string): Promise<boolean> => (await region.signIn.verifyAccessToken(token)).ok;

describe('a request that came to nothing', () => {
  it('RFC 6749, 6: an app that asks for too much at a refresh keeps its refresh token', async () => {
    const asked = attempt(region, { scope: 'launch/patient offline_access patient/Observation.rs' });
    const { refresh_token: token } = await tokensFor(region, person, asked);
    const other = await refresh(region, token, { scope: 'patient/Condition.rs' });
    assert.deepEqual([other.status, other.body.error], [400, 'invalid_scope']);
    const again = await refresh(region, token);
    assert.deepEqual([again.status, again.body.error], [200, undefined]);
  });

  it('RFC 6749, 3.2: a parameter that is there twice is no request, and spends nothing', async () => {
    const first = await tokensFor(region, person, attempt(region));
    const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token, client_id: patientApp.clientId };
    const twice: [string, string][] = [
      ...Object.entries(form),
      ['scope', 'patient/Observation.r'],
      ['scope', 'patient/*.rs'],
    ];
    for (const path of ['token', 'revoke', 'introspect']) {
      const body = new URLSearchParams([...twice, ['token', first.refresh_token]]);
      const answer = await fetch(`${region.publicUrl}/oauth2/${path}`, { method: 'POST', body });
      assert.deepEqual([answer.status, ((await answer.json()) as { error: string }).error], [400, 'invalid_request']);
    }
    assert.equal((await refresh(region, first.refresh_token)).status, 200);
  });

  it('while the log takes nothing a refresh is answered 503, and the same token is good for the next try (attack 11)', async () => {
    const first = await tokensFor(region, person, attempt(region));
    const failed = await region.withoutLog(() => refresh(region, first.refresh_token));
    assert.deepEqual([failed.status, failed.body.error], [503, 'temporarily_unavailable']);
    const again = await refresh(region, first.refresh_token);
    assert.deepEqual([again.status, again.body.error], [200, undefined]);
    assert.equal(await isLive(first.access_token), true, 'what it had stands');
    const stolen = await refresh(region, first.refresh_token);
    assert.equal(stolen.body.error, 'invalid_grant', 'the control: twice is still once too often');
    assert.equal(await isLive(again.body.access_token), false);
  });

  it('so is a code', async () => {
    const asked = attempt(region);
    const code = await codeFor(person, asked);
    assert.equal((await region.withoutLog(() => exchange(region, asked, code))).status, 503);
    assert.equal((await exchange(region, asked, code)).status, 200);
    assert.equal((await exchange(region, asked, code)).body.error, 'invalid_grant');
  });
});

it('7.4.1: what an app of the session holds opens nothing from the moment of signing out, or of another role', async () => {
  const browser = openBrowser(region.publicUrl);
  const asked = attempt(region, { client_id: staffApp.clientId, scope: 'user/Patient.rs' });
  await signIn(browser, 'staff', 'two-roles');
  for (const change of [
    (roleId: string) => region.signIn.chooseRole({ cookieHeader: cookieHeaderOf(browser), roleId }),
    () => region.signIn.signOut('staff', cookieHeaderOf(browser)),
  ]) {
    const page = await browser.get('/sign-in/choose-role');
    await browser.post('/sign-in/choose-role', { formToken: fieldOf(page, 'formToken'), role: 'ZXG01.R0260' });
    const { access_token: token } = await tokensFor(region, browser, asked);
    assert.equal(await isLive(token), true);
    const session = await region.signIn.findSession('staff', cookieHeaderOf(browser));
    assert.ok(session.ok);
    const { roleChoices, chosenRoleId } = session.value;
    await change(roleChoices.find(({ id }) => id !== chosenRoleId)?.id ?? '');
    assert.equal(await isLive(token), false);
    browser.cookies.clear();
    await signIn(browser, 'staff', 'two-roles');
  }
});

/** A look at this token stands still in the middle until `meanwhile` is over. */
async function lookWhile(token: string, meanwhile: () => Promise<unknown>): Promise<boolean> {
  const { owner } = region.database;
  await owner.unsafe(`
    create function hold_use() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(890090); return null; end $$;
    create trigger hold before update of last_used_at on sign_in.app_grant for each statement execute function hold_use()`);
  let looking: Promise<boolean> | undefined;
  await owner.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(890090)`;
    looking = isLive(token);
    while ((await sql`select 1 from pg_locks where objid = 890090 and not granted`).length === 0);
    await meanwhile();
  });
  const found = await looking!;
  await owner.unsafe('drop trigger hold on sign_in.app_grant; drop function hold_use');
  return found;
}

it('attack 13: a token that was being looked at while its app was stopped opens nothing, then or later', async () => {
  const { access_token: token, refresh_token: again } = await tokensFor(region, person, attempt(region));
  const looked = await lookWhile(token, async () => {
    assert.equal((await post(region, 'revoke', { token: again, client_id: patientApp.clientId })).status, 200);
  });
  assert.equal(looked, false);
  assert.equal(await isLive(token), false);
});

it('attack 13: a token that is looked at while its app is being stopped opens nothing from the moment that it is', async () => {
  const { access_token: token, refresh_token: again } = await tokensFor(region, person, attempt(region));
  const { owner } = region.database;
  await owner.unsafe(`
    create function hold_end() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(890091); return null; end $$;
    create trigger hold_end before update of ended_at on sign_in.app_grant for each statement execute function hold_end()`);
  let stopping: ReturnType<typeof post> | undefined;
  await owner.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(890091)`;
    stopping = post(region, 'revoke', { token: again, client_id: patientApp.clientId });
    while ((await sql`select 1 from pg_locks where objid = 890091 and not granted`).length === 0);
    assert.equal(await isLive(token), true, 'nothing is stopped yet');
  });
  assert.equal((await stopping!).status, 200);
  assert.equal(await isLive(token), false);
  await owner.unsafe('drop trigger hold_end on sign_in.app_grant; drop function hold_end');
});

it('attack 17: a token that was being looked at while its session ended opens nothing later', async () => {
  const browser = openBrowser(region.publicUrl);
  await signIn(browser, 'staff', 'gp');
  const asked = attempt(region, { client_id: staffApp.clientId, scope: 'user/Patient.rs' });
  const { access_token: token } = await tokensFor(region, browser, asked);
  await lookWhile(token, () => region.signIn.signOut('staff', cookieHeaderOf(browser)));
  assert.equal(await isLive(token), false);
});

it('RFC 8414, 3: the metadata stand where the standard looks for them, and name this issuer', async () => {
  const answer = await fetch(`${region.publicUrl}/.well-known/oauth-authorization-server`);
  const found = (await answer.json()) as Record<string, unknown>;
  assert.deepEqual([answer.status, found['issuer']], [200, region.publicUrl]);
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'response_types_supported'])
    assert.notEqual(found[name], undefined, name);
});
