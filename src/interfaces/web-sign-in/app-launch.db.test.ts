/**
 * SMART App Launch 2.2 against a running token and authorization endpoint: the section of the guide stands in each name.
 * Whose record an app then sees is tested at the API.
 */
import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import {
  ask,
  attempt,
  codeFor,
  consent,
  exchange,
  fieldsOf,
  patientApp,
  post,
  refresh,
  sentBack,
  staffApp,
  tokensFor,
} from './testing/an-app.ts';
import { type Browser, openBrowser } from './testing/browser.ts';
import { ownPatient, type RegionForSignIn, regionForSignIn } from './testing/region-for-sign-in.ts';
import { cookieHeaderOf, signIn } from './testing/steps.ts';

let region: RegionForSignIn;
let person: Browser;
let staff: Browser;
const file = forWholeFile();

before(async () => {
  const database = await databaseForTests(file);
  region = await regionForSignIn(database);
  file.after(region.close);
  for (const app of [patientApp, staffApp]) assert.equal((await region.signIn.apps.register(app)).ok, true);
  person = openBrowser(region.publicUrl);
  await signIn(person, 'patient', 'patient');
  staff = openBrowser(region.publicUrl);
  await signIn(staff, 'staff', 'gp');
});
beforeEach(() => {
  region.clock.nowMs = 0;
  region.events.length = 0;
});

const verified = async (token: string) => {
  const outcome = await region.signIn.verifyAccessToken(token);
  return outcome.ok ? outcome.value : undefined;
};

describe('standalone launch', () => {
  it('"Obtain access token": a code with its PKCE secret becomes tokens with the patient in context', async () => {
    const asked = attempt(region, { nonce: 'n-1' });
    const page = await ask(person, asked);
    const back = sentBack(await consent(person, page));
    assert.equal(back.get('state'), 'state-of-the-app');
    assert.equal(back.get('iss'), region.publicUrl, 'RFC 9207: who answers');
    const { status, body, headers } = await exchange(region, asked, back.get('code') ?? '');
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(body['patient'], ownPatient.id);
    assert.equal(body.scope, 'openid fhirUser launch/patient offline_access patient/*.rs');
    const token = await verified(body.access_token);
    assert.equal(token?.caller.kind === 'patient' && token.caller.nhsNumber, '9990000018');
    assert.deepEqual(token?.caller.kind !== 'system' && token?.caller.app, {
      clientId: patientApp.clientId,
      name: patientApp.name,
    });
    assert.deepEqual([token?.scopes, token?.scopeContext], [['patient/*.rs'], 'patient']);
  });

  it('"Scopes for requesting identity data": the ID token is signed, for this app, with nonce and fhirUser', async () => {
    const body = await tokensFor(region, person, attempt(region, { nonce: 'n-2' }));
    const keys = createRemoteJWKSet(new URL(`${region.publicUrl}/oauth2/jwks`));
    const { payload } = await jwtVerify(String(body['id_token']), keys, {
      issuer: region.publicUrl,
      audience: patientApp.clientId,
    });
    assert.deepEqual(
      [payload['nonce'], payload['fhirUser']],
      ['n-2', `${region.publicUrl}/fhir/Patient/${ownPatient.id}`],
    );
    assert.equal(await verified(String(body['id_token'])), undefined, 'attack 4: an ID token opens nothing');
  });

  it('nothing about the person stands in an access token: neither name, NHS number nor date of birth', async () => {
    const { access_token: token } = await tokensFor(region, person, attempt(region));
    const text = JSON.stringify(decodeJwt(token));
    for (const secret of ['9990000018', 'Finch', '1950-03-04']) assert.ok(!text.includes(secret), secret);
  });

  it('"Refresh access token": the token rotates, and fewer scopes may be asked for, never more (attack 12)', async () => {
    const first = await tokensFor(
      region,
      person,
      attempt(region, { scope: 'launch/patient offline_access patient/Observation.rs' }),
    );
    const wider = await refresh(region, first.refresh_token, { scope: 'patient/*.cruds user/*.rs system/*.cruds' });
    assert.equal(wider.body.scope, 'patient/Observation.rs');
    assert.notEqual(wider.body.refresh_token, first.refresh_token);
    const narrower = await refresh(region, wider.body.refresh_token, { scope: 'patient/Observation.r' });
    assert.deepEqual((await verified(narrower.body.access_token))?.scopes, ['patient/Observation.r']);
    const other = await refresh(region, narrower.body.refresh_token, { scope: 'patient/Condition.rs' });
    assert.deepEqual([other.status, other.body.error], [400, 'invalid_scope']);
  });

  it('"Scopes for requesting FHIR resources": version 1 words are granted in the words of version 2, filters are kept', async () => {
    const laboratory = 'patient/DiagnosticReport.rs?category=http://terminology.hl7.org/CodeSystem/v2-0074|LAB';
    const asked = attempt(region, { scope: `patient/Observation.read ${laboratory} patient/Patient.write` });
    const body = await tokensFor(region, person, asked);
    assert.deepEqual(body.scope.split(' ').sort(), [laboratory, 'patient/Observation.rs'].sort());
    assert.equal(body.refresh_token, undefined, 'nobody asked for one');
    assert.equal(body['expires_in'], 3600);
  });

  it('the person leaves out what they want: each line of the screen by itself', async () => {
    const asked = attempt(region);
    const page = await ask(person, asked);
    const boxes = fieldsOf(page).filter(([name]) => name === 'allow');
    assert.ok(boxes.some(([, key]) => key === 'medicines') && boxes.some(([, key]) => key === 'offline'));
    const leave = ['medicines', 'offline', 'identity'];
    const code = sentBack(await consent(person, page, { leave })).get('code') ?? '';
    const { body } = await exchange(region, asked, code);
    assert.doesNotMatch(body.scope, /Medication|offline|openid|fhirUser|\*/);
    assert.match(body.scope, /patient\/AllergyIntolerance\.rs/);
    assert.deepEqual([body.refresh_token, body['id_token']], [undefined, undefined]);
  });

  it('who says no sends the app away with access_denied and nothing else; who ticks nothing is asked again', async () => {
    const page = await ask(person, attempt(region));
    const back = sentBack(await consent(person, page, { decision: 'decline' }));
    assert.deepEqual([back.get('error'), back.get('code')], ['access_denied', null]);
    assert.equal(region.events.at(-1)?.kind, 'app-declined');
    const all = fieldsOf(page).flatMap(([name, value]) => (name === 'allow' ? [value] : []));
    assert.equal((await consent(person, page, { leave: all })).status, 400);
  });

  it('"Discovery": smart-configuration and openid-configuration name what answers', async () => {
    for (const path of ['/.well-known/smart-configuration', '/fhir/.well-known/smart-configuration']) {
      const smart = (await (await fetch(`${region.publicUrl}${path}`)).json()) as Record<string, unknown>;
      assert.deepEqual(smart['code_challenge_methods_supported'], ['S256']);
      assert.ok((smart['capabilities'] as string[]).includes('launch-standalone'));
    }
    const openid = (await (await fetch(`${region.publicUrl}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    for (const [name, address] of Object.entries(openid).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name))) {
      const answer = await fetch(String(address), { redirect: 'manual' });
      const posted = await fetch(String(address), { method: 'POST', redirect: 'manual', body: new URLSearchParams() });
      assert.ok(answer.status !== 404 || posted.status !== 404, name);
    }
  });

  it('who is not signed in signs in first, and comes back to the same question', async () => {
    const stranger = openBrowser(region.publicUrl);
    const asked = attempt(region);
    const page = await signIn(
      stranger,
      'patient',
      'patient',
      `/oauth2/authorize?${new URLSearchParams(asked.parameters)}`,
    );
    assert.equal(page.url.pathname, '/oauth2/authorize');
    assert.match(page.text, /Tarn Health Diary/);
  });
});

describe('launch from a record', () => {
  const open = async (browser: Browser, kind: 'staff' | 'patient', clientId: string) => {
    const patient = { id: '0000000000009xyz', person: 77 };
    const outcome = await region.signIn.apps.openFrom({
      kind,
      cookieHeader: cookieHeaderOf(browser),
      clientId,
      patient,
    });
    assert.equal(outcome.ok, true);
    return new URL(outcome.ok ? outcome.value : '');
  };

  it('"EHR launch": iss and an opaque launch come to the app, and the token is about that patient alone', async () => {
    const url = await open(staff, 'staff', staffApp.clientId);
    assert.deepEqual([...url.searchParams.keys()], ['iss', 'launch']);
    assert.equal(url.searchParams.get('iss'), `${region.publicUrl}/fhir`);
    const asked = attempt(region, {
      client_id: staffApp.clientId,
      launch: url.searchParams.get('launch') ?? '',
      scope: 'launch openid online_access patient/*.rs user/*.rs',
    });
    const body = await tokensFor(region, staff, asked);
    assert.equal(body['patient'], '0000000000009xyz');
    assert.equal(body.scope, 'openid launch online_access patient/*.rs', 'attack 68: one context, not the union');
    const token = await verified(body.access_token);
    assert.deepEqual([token?.scopeContext, token?.patient?.person], ['patient', 77]);
  });

  it('attack 14: a launch is used once, in the session that opened it, by its app, within five minutes', async () => {
    const scope = 'launch patient/*.rs';
    const asking = (url: URL, client: string = staffApp.clientId) =>
      attempt(region, { client_id: client, scope, launch: url.searchParams.get('launch') ?? '' });
    const refused = async (browser: Browser, asked: ReturnType<typeof attempt>, why: string) =>
      assert.equal(sentBack(await ask(browser, asked)).get('error'), 'invalid_request', why);

    const once = await open(staff, 'staff', staffApp.clientId);
    await codeFor(staff, asking(once));
    await refused(staff, asking(once), 'used');
    const colleague = openBrowser(region.publicUrl);
    await signIn(colleague, 'staff', 'gp');
    await refused(colleague, asking(await open(staff, 'staff', staffApp.clientId)), 'another session');
    await region.signIn.apps.register({ ...staffApp, clientId: 'another-staff-app' });
    await refused(staff, asking(await open(staff, 'staff', staffApp.clientId), 'another-staff-app'), 'another app');
    const late = await open(staff, 'staff', staffApp.clientId);
    region.clock.nowMs = 301_000;
    await refused(staff, asking(late), 'late');
  });

  it('staff apps end with the session: signing out, or another role, and never get offline access', async () => {
    const busy = openBrowser(region.publicUrl);
    await signIn(busy, 'staff', 'gp');
    const asked = attempt(region, {
      client_id: staffApp.clientId,
      scope: 'openid fhirUser offline_access online_access user/Patient.rs',
    });
    const body = await tokensFor(region, busy, asked);
    assert.equal(body.scope, 'openid online_access user/Patient.rs');
    assert.equal((await verified(body.access_token))?.scopeContext, 'user');
    await region.signIn.signOut('staff', cookieHeaderOf(busy));
    region.clock.nowMs = 60_000;
    assert.equal(await verified(body.access_token), undefined);
    const late = await refresh(region, body.refresh_token, { client_id: staffApp.clientId });
    assert.equal(late.body.error, 'invalid_grant');
  });
});

describe('stopping an app', () => {
  it('a person sees what they allowed, stops it, and its tokens and refresh token are dead at once', async () => {
    const { access_token: token, refresh_token: again } = await tokensFor(region, person, attempt(region));
    const caller = (await verified(token))?.caller;
    assert.ok(caller?.kind === 'patient');
    const [newest] = await region.signIn.apps.connected(caller);
    assert.deepEqual([newest?.name, newest?.isLive], [patientApp.name, true]);
    assert.equal((await region.signIn.apps.stop(caller, newest?.grantId ?? '')).ok, true);
    assert.equal(await verified(token), undefined);
    assert.equal((await refresh(region, again)).body.error, 'invalid_grant');
    const [stopped] = await region.signIn.apps.connected(caller);
    assert.deepEqual([stopped?.isLive, stopped?.ended?.by], [false, 'person']);
    const event = region.events.find(({ kind }) => kind === 'app-stopped');
    assert.deepEqual([event?.person, event?.appName], [ownPatient.person, patientApp.name]);
  });

  it('nobody stops or sees what another person allowed', async () => {
    const { access_token: token } = await tokensFor(region, person, attempt(region));
    const mine = (await verified(token))?.caller;
    assert.ok(mine?.kind === 'patient');
    const other = { ...mine, subject: 'somebody-else' };
    assert.deepEqual(await region.signIn.apps.connected(other), []);
    const [grant] = await region.signIn.apps.connected(mine);
    const stopped = await region.signIn.apps.stop(other, grant?.grantId ?? '');
    assert.equal(stopped.ok ? '' : stopped.fault.code, 'SIGN-IN-024');
    assert.notEqual(await verified(token), undefined);
  });

  it('RFC 7009: an app gives its own tokens back; another app’s are answered alike and stay', async () => {
    const { access_token: token, refresh_token: again } = await tokensFor(region, person, attempt(region));
    const other = await post(region, 'revoke', { token: again, client_id: staffApp.clientId });
    assert.equal(other.status, 200);
    assert.notEqual(await verified(token), undefined);
    assert.equal((await post(region, 'revoke', { token: again, client_id: patientApp.clientId })).status, 200);
    assert.equal(await verified(token), undefined);
  });

  it('an app that the operator disables is out within a minute, whatever it was allowed', async () => {
    const app = { ...patientApp, clientId: 'short-lived' };
    await region.signIn.apps.register(app);
    const { access_token: token } = await tokensFor(region, person, attempt(region, { client_id: app.clientId }));
    assert.notEqual(await verified(token), undefined);
    await region.signIn.apps.keepOnly([patientApp.clientId, staffApp.clientId]);
    region.clock.nowMs = 60_000;
    assert.equal(await verified(token), undefined);
  });

  it('what was allowed ends by itself: an hour, or 90 days where it may be renewed', async () => {
    const brief = await tokensFor(region, person, attempt(region, { scope: 'patient/*.rs' }));
    const long = await tokensFor(region, person, attempt(region));
    region.clock.nowMs = 3_631_000;
    assert.equal(await verified(brief.access_token), undefined);
    const renewed = await refresh(region, long.refresh_token);
    assert.equal(renewed.status, 200);
    region.clock.nowMs = 91 * 24 * 3_600_000;
    assert.equal((await refresh(region, renewed.body.refresh_token)).body.error, 'invalid_grant');
  });
});
