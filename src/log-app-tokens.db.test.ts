/**
 * Decision 97: what an app is given and the log's entry are one transaction. Attack 11 must not be made by us: a refresh token that
 * was spent for nothing looks stolen at the next try, and ends everything. The log is the real one, and so is what befalls it. One
 * connection serves all, so that work within a transaction that asks beside it would wait for ever.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createAudit } from '#audit';
import { systemClock } from '#kernel/clock.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createLog, databaseForTests, type TestDatabase } from '#platform';
import {
  ask,
  attempt,
  codeFor,
  consent,
  exchange,
  newVerifier,
  patientApp,
  post,
  refresh,
  sentBack,
  staffApp,
  tokensFor,
} from './interfaces/web-sign-in/testing/an-app.ts';
import { type Browser, openBrowser } from './interfaces/web-sign-in/testing/browser.ts';
import {
  ownPatient,
  type RegionForSignIn,
  regionForSignIn,
} from './interfaces/web-sign-in/testing/region-for-sign-in.ts';
import { cookieHeaderOf, signIn } from './interfaces/web-sign-in/testing/steps.ts';
import { signInLogger } from './log-sign-ins.ts';

const file = forWholeFile();
let database: TestDatabase;
let region: RegionForSignIn;
let person: Browser;
let staff: Browser;

before(async () => {
  database = await databaseForTests(file, { poolSize: 1 });
  const audit = createAudit({ database, clock: systemClock, log: createLog({ level: 'silent' }) });
  region = await regionForSignIn(database, undefined, undefined, signInLogger(audit));
  file.after(region.close);
  for (const app of [patientApp, staffApp]) assert.equal((await region.signIn.apps.register(app)).ok, true);
  person = openBrowser(region.publicUrl);
  await signIn(person, 'patient', 'patient');
  staff = openBrowser(region.publicUrl);
  await signIn(staff, 'staff', 'gp');
});

const isLive = async (token: string): Promise<boolean> => (await region.signIn.verifyAccessToken(token)).ok;

/** How many entries hold these words, and rows of what apps hang on. */
async function standing(words: string) {
  const [found] = await database.owner`
    select (select count(*)::int from audit.entry where body like ${`%${words}%`}) as entries,
      (select count(*)::int from sign_in.app_grant where ended_at is null) as grants,
      (select count(*)::int from sign_in.refresh_token) as tokens,
      (select count(*)::int from sign_in.launch) as launches`;
  return found as { entries: number; grants: number; tokens: number; launches: number };
}
const issued = 'POST /oauth2/token';
const refused = 'SIGN-IN-022';

/** The log's storage takes nothing. */
async function withoutEntries<T>(work: () => Promise<T>): Promise<T> {
  await database.owner.unsafe('revoke insert on audit.entry from goldthread_app');
  try {
    return await work();
  } finally {
    await database.owner.unsafe('grant insert on audit.entry to goldthread_app');
  }
}

const gate = 970_097;

/** While an entry that is on its way waits and does not come to its end. */
async function whileEntriesHang<T>(work: (hasBegun: () => Promise<void>) => Promise<T>): Promise<T> {
  const { owner } = database;
  await owner.unsafe(`
    create function hold_entry() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(${gate}); return null; end $$;
    create trigger hold before insert on audit.entry for each statement execute function hold_entry()`);
  await owner`select pg_advisory_lock(${gate})`;
  try {
    return await work(async () => {
      while ((await owner`select 1 from pg_locks where objid = ${gate} and not granted`).length === 0) await delay(5);
    });
  } finally {
    await owner`select pg_advisory_unlock(${gate})`;
    await owner.unsafe('drop trigger hold on audit.entry; drop function hold_entry');
  }
}

/** The region loses its database while an entry is on its way there, and has it back when the work is over. */
async function cutOffAtTheEntry<T>(work: () => Promise<T>): Promise<T> {
  const { owner } = database;
  const name = new URL(database.ownerUrl).pathname.slice(1);
  const { working } = await whileEntriesHang(async (hasBegun) => {
    const begun = work();
    await hasBegun();
    await owner.unsafe(`alter database ${name} connection limit 0`);
    await owner`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and usename = 'goldthread_app'`;
    // A statement that is asked meanwhile waits until the database is back.
    await Promise.race([begun, delay(2_000)]);
    await owner.unsafe(`alter database ${name} connection limit -1`);
    return { working: begun };
  });
  return working;
}

for (const [trouble, during] of [
  ['the log takes nothing', withoutEntries],
  ['the database is lost between what is spent and its entry', cutOffAtTheEntry],
] as const)
  describe(`while ${trouble}`, () => {
    it('attack 11: a refresh gives nothing, leaves nothing, and the same token is good afterwards; used twice it ends all', async () => {
      const first = await tokensFor(region, person, attempt(region));
      const asItWas = await standing(issued);
      const failed = await during(() => refresh(region, first.refresh_token));
      assert.deepEqual(
        [failed.status, failed.body.access_token, failed.body.refresh_token],
        [503, undefined, undefined],
      );
      assert.deepEqual(await standing(issued), asItWas);
      const again = await refresh(region, first.refresh_token);
      assert.equal(again.status, 200, JSON.stringify(again.body));
      const { entries, tokens } = await standing(issued);
      assert.deepEqual([entries, tokens], [asItWas.entries + 1, asItWas.tokens + 1]);
      const stolen = await refresh(region, first.refresh_token);
      assert.equal(stolen.body.error, 'invalid_grant');
      assert.equal(await isLive(again.body.access_token), false);
      assert.equal((await refresh(region, again.body.refresh_token)).body.error, 'invalid_grant');
    });

    it('attack 8: so with a code', async () => {
      const asked = attempt(region);
      const code = await codeFor(person, asked);
      const asItWas = await standing(issued);
      const failed = await during(() => exchange(region, asked, code));
      assert.deepEqual([failed.status, failed.body.access_token], [503, undefined]);
      assert.deepEqual(await standing(issued), asItWas);
      const first = await exchange(region, asked, code);
      assert.equal(first.status, 200, JSON.stringify(first.body));
      assert.equal((await exchange(region, asked, code)).body.error, 'invalid_grant');
      assert.equal(await isLive(first.body.access_token), false);
    });

    it('attack 14: nothing is allowed, and the launch is still good for the person who answers again', async () => {
      const opened = await region.signIn.apps.openFrom({
        kind: 'staff',
        cookieHeader: cookieHeaderOf(staff),
        clientId: staffApp.clientId,
        patient: ownPatient,
      });
      assert.ok(opened.ok);
      const launch = new URL(opened.value).searchParams.get('launch') ?? '';
      const asked = attempt(region, { client_id: staffApp.clientId, scope: 'launch patient/*.rs', launch });
      const page = await ask(staff, asked);
      const asItWas = await standing('"appEvent":"allowed"');
      const answer = await during(() => consent(staff, page));
      assert.equal(new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code'), null);
      assert.deepEqual(await standing('"appEvent":"allowed"'), asItWas);
      assert.equal((await exchange(region, asked, sentBack(await consent(staff, page)).get('code') ?? '')).status, 200);
      const { entries, grants, launches } = await standing('"appEvent":"allowed"');
      assert.deepEqual([entries, grants, launches], [asItWas.entries + 1, asItWas.grants + 1, asItWas.launches - 1]);
    });
  });

describe('what takes away', () => {
  const stopped = '"appEvent":"stopped"';
  const revoke = (token: string) => post(region, 'revoke', { token, client_id: patientApp.clientId });

  it('ends with its entry or stays: after the database was lost a revocation can be asked for again, and is logged once', async () => {
    const { access_token: token, refresh_token: again } = await tokensFor(region, person, attempt(region));
    assert.equal(await isLive(token), true);
    const asItWas = await standing(stopped);
    assert.equal((await cutOffAtTheEntry(() => revoke(again))).status, 503);
    assert.deepEqual(await standing(stopped), asItWas);
    assert.equal((await revoke(again)).status, 200);
    assert.equal((await revoke(again)).status, 200);
    assert.equal(await isLive(token), false);
    const { entries, grants } = await standing(stopped);
    assert.deepEqual([entries, grants], [asItWas.entries + 1, asItWas.grants - 1]);
  });

  it('never waits for a log that takes nothing: an app that was stopped, or whose token was used twice, is dead', async () => {
    const [given, stolen, guessed] = [
      await tokensFor(region, person, attempt(region)),
      await tokensFor(region, person, attempt(region)),
      attempt(region),
    ];
    const second = await refresh(region, stolen.refresh_token);
    const code = await codeFor(person, guessed);
    await withoutEntries(async () => {
      assert.equal((await revoke(given.refresh_token)).status, 503, 'which says that the log does not have it');
      assert.equal((await refresh(region, stolen.refresh_token)).body.error, 'invalid_grant');
      const wrong = await exchange(region, guessed, code, { code_verifier: newVerifier() });
      assert.equal(wrong.body.error, 'invalid_grant');
    });
    for (const token of [given.access_token, stolen.access_token, second.body.access_token])
      assert.equal(await isLive(token), false);
    assert.equal((await refresh(region, second.body.refresh_token)).body.error, 'invalid_grant');
    assert.equal((await exchange(region, guessed, code)).body.error, 'invalid_grant');
  });

  it('never waits for a log that hangs: the family of a token that was used twice ends meanwhile', {
    timeout: 60_000,
  }, async () => {
    const first = await tokensFor(region, person, attempt(region));
    await refresh(region, first.refresh_token);
    const { grants } = await standing(stopped);
    await whileEntriesHang(async (hasBegun) => {
      const answer = refresh(region, first.refresh_token);
      await hasBegun();
      for (let waits = 0; (await standing(stopped)).grants === grants; waits++) {
        assert.ok(waits < 150, 'the grant outlives the log’s hanging');
        await delay(100);
      }
      return { answer };
    }).then(async ({ answer }) => assert.equal((await answer).body.error, 'invalid_grant'));
  });

  it('attack 11: the end of a family is committed with its entry, though the answer is a fault', async () => {
    const first = await tokensFor(region, person, attempt(region));
    await refresh(region, first.refresh_token);
    const [ends, refusals] = [await standing(stopped), await standing(refused)];
    assert.equal((await refresh(region, first.refresh_token)).body.error, 'invalid_grant');
    const { entries, grants } = await standing(stopped);
    assert.deepEqual([entries, grants], [ends.entries + 1, ends.grants - 1]);
    assert.equal((await standing(refused)).entries, refusals.entries + 1);
  });
});
