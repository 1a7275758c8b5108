/**
 * Story A9, on a region of its own, since its log is broken at the end: the database's administrator, who has even stolen the
 * signing key, takes one entry out and makes leaves, tree and root again. The person's verifier says so, the region that
 * witnesses refuses, the privacy officer is alerted, and the day is marked.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { createAudit, openLogProofs, verifyLogFile } from '#audit';
import type { PersonNumber } from '#disclosure';
import { systemClock } from '#kernel/clock.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { createLog, type Database } from '#platform';
import { freePort, openBehind, type RegionProcess, spawnRegion } from '../../tools/prove/region-process.ts';
import { checkoutRoot } from '../../tools/run-program.ts';
import { assertAccessible } from './steps/accessibility.ts';
import { openOverHttp } from './steps/http-steps.ts';
import type { Visit, Way } from './steps/journey.ts';
import { signInToOwnRecordAs } from './steps/patient-steps.ts';
import { people } from './steps/people.ts';
import { testChromium } from './steps/region-under-test.ts';
import { chooseAccount, pageShows } from './steps/staff-steps.ts';

const readyWithinMs = 240_000;
const alertedWithinMs = 60_000;
const log = createLog({ level: 'silent' });
const alex = people.alexOrdinary;
const londonDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });
const startedMs = Date.now();

let folder: string;
let region: RegionProcess;
let behind: Database;
let browser: Browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldthread-a9-'));
  const [httpPort, mllpPort] = [await freePort(), await freePort()];
  const place = { dataDirectory: join(folder, 'data'), logFile: join(folder, 'region.log'), httpPort, mllpPort };
  region = spawnRegion({ ...place, demoPeople: 0 });
  assert.ok(await region.untilReady(readyWithinMs), region.lastLines());
  await alexIsKnown();
  behind = openBehind(place.dataDirectory, 4);
  browser = await chromium.launch({ executablePath: testChromium(), args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  await behind?.close();
  await region?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The region is empty: a connector files the one person whom this is about. */
async function alexIsKnown(): Promise<void> {
  const { dataDirectory, httpPort } = region.place;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(checkoutRoot, 'bin/goldthread.mjs'), 'token', '--client', 'demo-system'],
    { env: { PATH: process.env['PATH'], GOLDTHREAD_DATA_DIR: dataDirectory, GOLDTHREAD_HTTP_PORT: String(httpPort) } },
  );
  const patient = {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: alex.nhsNumber.replaceAll(' ', '') }],
    name: [{ use: 'official', family: alex.familyName, given: [alex.givenName] }],
    birthDate: alex.birthDate,
  };
  const filed = await fetch(`http://127.0.0.1:${httpPort}/fhir/Patient`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stdout.trim()}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(patient),
  });
  assert.equal(filed.status, 201, await filed.text());
}

function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.fault.code);
  return outcome.value;
}

async function visitAt(way: Way): Promise<Visit> {
  const { httpPort, mllpPort } = region.place;
  const context = await browser.newContext({
    baseURL: `http://127.0.0.1:${httpPort}`,
    viewport: { width: way.width, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  context.setDefaultTimeout(30_000);
  return { region: { url: `http://127.0.0.1:${httpPort}`, mllpPort }, way, context, page: await context.newPage() };
}

interface Downloaded {
  readonly log: string;
  readonly keys: readonly string[];
  readonly page: string;
}

async function save(page: Page, link: string, file: string): Promise<string> {
  const [downloaded] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ]);
  const path = join(folder, file);
  await downloaded.saveAs(path);
  return path;
}

async function alexDownloads(visit: Visit): Promise<Downloaded> {
  await openOverHttp(visit.region, 'gp', alex.nhsNumber);
  await signInToOwnRecordAs(visit, 'patient-protected');
  await visit.page.goto('/my/who-has-looked');
  const log = await save(visit.page, 'Download this log', 'earlier.json');
  const page = await save(visit.page, 'Download the page that checks it', 'check.html');
  const published = await fetch(`${visit.region.url}/.well-known/goldthread-log`);
  const { keys } = (await published.json()) as { keys: string[] };
  return { log, keys, page };
}

const keysDirectory = (): string => join(region.place.dataDirectory, 'keys');

/** A region beside it, which signs what only grew. */
async function witnessOf(keys: readonly string[]) {
  const directory = await mkdtemp(join(folder, 'witness-'));
  const peers = [{ url: 'http://127.0.0.1:1', logKeys: keys, witnessKeys: [] }];
  const proofs = succeeded(await openLogProofs({ keysDirectory: directory, origin: 'other.example/log', peers }));
  return createAudit({ database: behind, clock: systemClock, log, proofs }).publication!;
}

async function newestNote(): Promise<string> {
  const [row] = await behind.sql`select note from audit.checkpoint order by size desc limit 1`;
  return String(row?.['note']);
}

/** Takes one entry about Alex out, and makes everything behind it again with the region's own key. */
async function anEntryIsTakenOut(
  origin: string,
): Promise<{ person: PersonNumber; forger: ReturnType<typeof createAudit> }> {
  const { sql } = behind;
  const number = alex.nhsNumber.replaceAll(' ', '');
  const [row] = await sql`select person from patient_index.source_patient where nhs_number = ${number} limit 1`;
  const person = Number(row?.['person']) as PersonNumber;
  const [leaf] = await sql`select entry from audit.leaf where person = ${person} order by person_sequence limit 1`;
  await sql`delete from audit.leaf where entry = ${String(leaf?.['entry'])}`;
  await sql`delete from audit.entry where position = ${String(leaf?.['entry'])}`;
  await sql`truncate audit.leaf, audit.sealing, audit.heads, audit.head_place, audit.head_bucket, audit.subtree,
    audit.checkpoint, audit.cosignature`;
  const stolen = await mkdtemp(join(folder, 'stolen-'));
  await copyKeys(stolen);
  const proofs = succeeded(await openLogProofs({ keysDirectory: stolen, origin, peers: [] }));
  const forger = createAudit({ database: behind, clock: systemClock, log, proofs });
  succeeded(await forger.seal());
  return { person, forger };
}

async function copyKeys(to: string): Promise<void> {
  for (const name of await readdir(keysDirectory()))
    if (/^access-log-.*\.(?:pem|vkey)$/.test(name)) await copyFile(join(keysDirectory(), name), join(to, name));
}

/** What the administrator would give Alex: signed with the true key, all proofs in order. */
async function forgedFile({ person, forger }: Awaited<ReturnType<typeof anEntryIsTakenOut>>): Promise<string> {
  const [row] = await behind.sql`select max(entry) as entry from audit.leaf where person = ${person}`;
  const asked = { person, entry: Number(row?.['entry']), atMs: Date.now(), isDownload: () => false };
  return JSON.stringify(succeeded(await forger.provePerson({ ...asked, opens: () => ['body', 'caller'] })));
}

async function officerIsAlerted(visit: Visit): Promise<void> {
  const { page } = visit;
  await page.goto('/staff');
  await chooseAccount(visit, 'privacy-officer');
  await page.waitForURL('**/staff/access-review');
  for (const until = Date.now() + alertedWithinMs; ; await pause(1_000)) {
    await page.reload();
    // A day is marked first and alerted of a moment later.
    const [marked, alerted] = [page.locator('#compromised'), page.getByText('is not what was signed')];
    if ((await marked.count()) > 0 && (await alerted.count()) > 0) break;
    assert.ok(Date.now() < until, 'nobody was alerted within a minute');
  }
  // Midnight may have passed since the entry was made.
  const days = [...new Set([startedMs, Date.now()].map((moment) => londonDay.format(moment)))];
  const marked = days.map((day) => `time[datetime="${day}"]`).join(', ');
  assert.ok((await page.locator(marked).count()) > 0, `${days.join(' or ')} is marked`);
  await pageShows(visit, ['The access log does not verify', 'Looks of', 'is not what was signed']);
}

test('A9: an entry taken out and signed again is noticed by the person, the witness and the officer', async () => {
  const desk: Way = { name: 'at a desk', width: 1280, hasScript: true };
  const visit = await visitAt(desk);
  const earlier = await alexDownloads(visit);
  const earlierText = await readFile(earlier.log, 'utf8');
  const honest = await verifyLogFile({ text: earlierText, trustedKeys: earlier.keys });
  assert.equal(honest.verdict, 'complete', JSON.stringify(honest.findings));
  const witness = await witnessOf(earlier.keys);
  assert.equal((await witness.addCheckpoint(`old 0\n\n${await newestNote()}`)).status, 200);

  const origin = (await newestNote()).split('\n')[0] ?? '';
  const forgery = await anEntryIsTakenOut(origin);
  const text = await forgedFile(forgery);
  await alexChecksBoth(visit, earlier, text);
  const answer = await witness.addCheckpoint(`old 0\n\n${await newestNote()}`);
  assert.ok([409, 422].includes(answer.status), `the witness signs nothing that shrank or changed: ${answer.status}`);

  await visit.context.clearCookies();
  await officerIsAlerted(visit);
  await assertAccessible(visit);
  await onAPhone(visit.context);
});

/** Signed by the true key, the new file fits together by itself; beside the earlier one it does not. */
async function alexChecksBoth(visit: Visit, earlier: Downloaded, text: string): Promise<void> {
  const page = await visit.context.newPage();
  await page.goto(`file://${earlier.page}`);
  const file = { name: 'later.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.getByLabel('Your log file').setInputFiles(file);
  await page.getByLabel(/An earlier file/).setInputFiles(earlier.log);
  await page.getByRole('button', { name: 'Check my log' }).click();
  await page.locator('#outcome').waitFor();
  const said = await page.locator('body').innerText();
  assert.match(said, /This log is not complete, or it was changed/);
  assert.match(said, /Entries 1, .* of the earlier file are not in this one as they were sealed then/);
  await page.close();
}

async function onAPhone(signedIn: BrowserContext): Promise<void> {
  const visit = await visitAt({ name: 'at 320 px', width: 320, hasScript: true });
  await visit.context.addCookies(await signedIn.cookies());
  await visit.page.goto('/staff/access-review');
  await pageShows(visit, ['The access log does not verify']);
  await assertAccessible(visit);
  await visit.context.close();
}
