// Story A7: whoever acts for somebody is told on their open page within 5 seconds that an appointment changed, without what it is
// for; and nothing else that happens to the record shows by the moment at which it happens (UK-18, attack 53).
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { classesOfScopes } from '#privacy';
import { aMemberOfStaff, aPatientCaller, aRequest } from '../../record/testing/a-region.ts';
import { aPatientApp, formTokenIn, type PatientAppForTests, type SignedIn } from './testing/a-patient-app.ts';
import { anAppointment, aPatient, aProblem, type Someone, someone } from './testing/someone.ts';

let world: PatientAppForTests;
let origin: string;
const wholeFile = forWholeFile();
before(async () => {
  world = await aPatientApp(wholeFile);
  origin = await world.app.listen({ port: 0, host: '127.0.0.1' });
  wholeFile.after(async () => {
    for (const one of streams) one.abort();
  });
});
const streams: AbortController[] = [];

const told = 5_000;
/** Longer than the gathering and the look together take. */
const quietMs = 1_500;

interface Stream {
  /** What was said so far. */
  text: string;
  readonly status: number;
  /** The server has ended it. */
  isOver: boolean;
  close(): void;
}

async function open(address: string, { cookie }: SignedIn): Promise<Stream> {
  const control = new AbortController();
  streams.push(control);
  const answer = await fetch(`${origin}${address}`, {
    headers: { cookie, accept: 'text/event-stream' },
    signal: control.signal,
    redirect: 'manual',
  });
  const stream: Stream = { text: '', status: answer.status, isOver: false, close: () => control.abort() };
  const read = async (): Promise<void> => {
    for await (const chunk of answer.body ?? []) stream.text += Buffer.from(chunk).toString('utf8');
    stream.isOver = true;
  };
  if (answer.status === 200) read().catch(() => undefined);
  return stream;
}

const waited = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function untilToldOf(stream: Stream): Promise<void> {
  for (const until = Date.now() + told; Date.now() < until && !stream.text.includes('event: changed'); )
    await waited(20);
  assert.match(stream.text, /event: changed/);
}

async function files(person: Someone, resource: object): Promise<void> {
  world.region.record.changes.announce(await world.file('ZX51', aPatient(person, 'Arthur'), [resource]));
}

const eventsOf = (html: string): string =>
  /data-live-events="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? 'no events';

test('A7: an open page is told of a changed visit and of nothing else, and shows its time without what it is for', async () => {
  const arthur = someone();
  await files(arthur, anAppointment('Wound dressing'));
  const his = await world.signIn(arthur);
  const page = await world.get('/my/appointments', his);
  const stream = await open(eventsOf(page.text), his);
  assert.equal(stream.status, 200);
  await files(arthur, aProblem('Something new'));
  await waited(quietMs);
  assert.doesNotMatch(stream.text, /event/, 'a problem is no appointment');
  await files(arthur, anAppointment('Another visit'));
  await untilToldOf(stream);
  assert.doesNotMatch(stream.text, /visit|data: ?\S/i, 'it says nothing of what changed');
  stream.close();
});

test('who acts follows only where appointments were agreed to, and until it ends', async () => {
  const arthur = someone();
  await files(arthur, anAppointment('Wound dressing'));
  const who = someone();
  const karen = await world.signIn(who);
  const caller = aPatientCaller(who.nhsNumber, who.birthDate);
  const person = await world.region.patientIndex.personOfPatient(arthur.nhsNumber as never, arthur.birthDate);
  assert.ok(person !== undefined);
  const agreed = async (classes: readonly number[]): Promise<number> => {
    const asked = await world.region.privacy.proxies.request(caller, {
      person: person.person,
      legalBasis: 'consent',
      classes: classes as never,
      organisation: 'ZX11' as never,
      evidence: 'A letter',
    });
    assert.ok(asked.ok);
    await world.region.database.owner`update privacy.proxy_authority set starts_ms = 0, review_ms = ${Date.now() + 1e9},
      called = 'Dad' where authority = ${asked.value.authority}`;
    return asked.value.authority;
  };
  const lettersOnly = await agreed(classesOfScopes(['letters']));
  const closed = await open(`/my/acting/${lettersOnly}/events`, karen);
  assert.equal(closed.status, 404);
  await world.region.database.owner`update privacy.proxy_authority set ends_ms = 1`;
  const both = await agreed(classesOfScopes(['appointments']));
  const home = await world.get(`/my/acting/${both}`, karen);
  assert.match(home.text, /Coming up/);
  assert.doesNotMatch(home.text, /Wound dressing/);
  const stream = await open(eventsOf(home.text), karen);
  await files(arthur, anAppointment('Catheter'));
  await untilToldOf(stream);
  await world.region.database.owner`update privacy.proxy_authority set ends_ms = 1`;
  stream.text = '';
  await files(arthur, aProblem('Any'));
  await untilToldOf(stream);
  assert.equal((await world.get(`/my/acting/${both}`, karen)).status, 403);
  stream.close();
});

test('every page of a record follows what its reader sees of it, and nothing that is kept from them', async () => {
  const arthur = someone();
  await files(arthur, aProblem('Gout'));
  const his = await world.signIn(arthur);
  const pages = ['/my', '/my/record', '/my/results', '/my/letters'];
  const addresses = await Promise.all(
    pages.map(async (page) => {
      const { text } = await world.get(page, his);
      assert.match(text, /data-live="/, `${page} has a part that is put in its place`);
      return eventsOf(text);
    }),
  );
  assert.equal(new Set(addresses).size, 1, 'they follow one thing');
  const stream = await open(addresses[0]!, his);
  assert.equal(stream.status, 200);
  const security = [{ system: 'https://goldthread.example/CodeSystem/visibility', code: 'hidden-from-patient' }];
  await files(arthur, { ...aProblem('Kept from him'), meta: { security } });
  await waited(quietMs);
  assert.doesNotMatch(stream.text, /event/);
  await files(arthur, aProblem('Asthma'));
  await untilToldOf(stream);
  assert.doesNotMatch(stream.text, /asthma|data: ?\S/i);
  stream.close();
  assert.notEqual(eventsOf((await world.get('/my/record', his)).text), addresses[0], 'seen: it follows from there');
});

// UK-9: effective within 60 seconds, open pages included, whoever ends it.
for (const change of ['ends what it agreed to', 'agrees to less'] as const)
  test(`the practice ${change}: the open page of who acts is told at once, and shows no more`, async () => {
    const arthur = someone();
    await files(arthur, anAppointment('Wound dressing'));
    const surgery = { identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'ZX11' } };
    await world.file('ZX11', { ...aPatient(arthur, 'Arthur'), generalPractitioner: [surgery] }, []);
    const who = someone();
    const karen = await world.signIn(who);
    const { record, patientIndex, privacy } = world.region;
    const person = await patientIndex.personOfPatient(arthur.nhsNumber as never, arthur.birthDate);
    const compartment = person?.records[0]?.compartment;
    assert.ok(person !== undefined && compartment !== undefined);
    const asked = await privacy.proxies.request(aPatientCaller(who.nhsNumber, who.birthDate), {
      person: person.person,
      legalBasis: 'consent',
      classes: classesOfScopes(['appointments', 'letters']),
      organisation: 'ZX11' as never,
      evidence: 'A letter',
    });
    assert.ok(asked.ok);
    const decision = { authority: asked.value.authority, compartment, evidence: 'Seen' };
    const practice = () => aRequest(aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'));
    assert.ok((await record.decideActing(practice(), { ...decision, step: 'approved' })).ok);
    const home = `/my/acting/${decision.authority}`;
    const stream = await open(eventsOf((await world.get(home, karen)).text), karen);
    const less = { ...decision, step: 'renewed', classes: classesOfScopes(['letters']) } as const;
    const isEnd = change === 'ends what it agreed to';
    const done = isEnd ? await record.stopActing(practice(), decision) : await record.decideActing(practice(), less);
    assert.ok(done.ok);
    await untilToldOf(stream);
    const left = await world.get(home, karen);
    assert.equal(left.status, isEnd ? 403 : 200);
    assert.doesNotMatch(left.text, /Coming up/);
    stream.close();
  });

test('without the log an open page is not told, not even that something was filed', async (t) => {
  const arthur = someone();
  await files(arthur, anAppointment('Wound dressing'));
  const his = await world.signIn(arthur);
  const page = await world.get('/my/appointments', his);
  const stream = await open(eventsOf(page.text), his);
  const { owner } = world.region.database;
  await owner`revoke insert (at_ms, request_id, kind, persons, body) on audit.entry from goldthread_app`;
  t.after(() => owner`grant insert (at_ms, request_id, kind, persons, body) on audit.entry to goldthread_app`);
  assert.equal((await world.get('/my/appointments', his)).status, 503);
  await files(arthur, anAppointment('Another visit'));
  await waited(quietMs);
  assert.equal(stream.status, 200);
  assert.doesNotMatch(stream.text, /event/);
  stream.close();
});

test('a fifth page of one session does not follow, one of another does; and what pages ask by themselves is no activity (UK-20)', async () => {
  const arthur = someone();
  await files(arthur, anAppointment('Wound dressing'));
  const [his, elsewhere] = [await world.signIn(arthur), await world.signIn(arthur)];
  const page = await world.get('/my/appointments', his);
  const longAgo = new Date(Date.now() - 600_000);
  const { sql } = world.region.database;
  await sql`update sign_in.session set last_seen_at = ${longAgo} where nhs_number = ${arthur.nhsNumber}`;
  const all: Stream[] = [];
  for (let opened = 0; opened < 4; opened++) all.push(await open(eventsOf(page.text), his));
  const [fifth, other] = [await open(eventsOf(page.text), his), await open(eventsOf(page.text), elsewhere)];
  for (const until = Date.now() + told; Date.now() < until && !fifth.isOver; ) await waited(20);
  assert.match(fifth.text, /^retry: 60000\nevent: full\n/);
  assert.deepEqual(
    [...all, other].map(({ isOver, text }) => isOver || text.includes('full')),
    [false, false, false, false, false],
  );
  const seen = await sql<{ seen: Date }[]>`select last_seen_at as seen from sign_in.session
    where nhs_number = ${arthur.nhsNumber}`;
  assert.deepEqual(
    seen.map((one) => one.seen.getTime()),
    [longAgo.getTime(), longAgo.getTime()],
  );
  for (const one of [...all, other]) one.close();
});

test('an open page is told of nothing once its session has ended; the stream of another browser goes on (attack 17)', async () => {
  const arthur = someone();
  await files(arthur, anAppointment('Wound dressing'));
  const [his, elsewhere] = [await world.signIn(arthur), await world.signIn(arthur)];
  const page = await world.get('/my/appointments', his);
  const [stream, other] = [await open(eventsOf(page.text), his), await open(eventsOf(page.text), elsewhere)];
  const longAgo = new Date(Date.now() - 600_000);
  await world.region.database.sql`update sign_in.session set last_seen_at = ${longAgo}
    where nhs_number = ${arthur.nhsNumber}`;
  await world.post('/my/sign-out', his, { formToken: formTokenIn(page.text) });
  for (const until = Date.now() + told; Date.now() < until && !stream.isOver; ) await waited(20);
  assert.equal(stream.isOver, true);
  await files(arthur, anAppointment('Another visit'));
  await untilToldOf(other);
  assert.doesNotMatch(stream.text, /event/);
  const again = await fetch(`${origin}${eventsOf(page.text)}`, {
    headers: { cookie: his.cookie, accept: 'text/event-stream' },
  });
  assert.equal(again.status, 204, 'a browser that asks again is told to stop');
  const headers = { cookie: elsewhere.cookie, 'sec-fetch-dest': 'empty' };
  assert.equal((await fetch(`${origin}/my/appointments`, { headers })).status, 200);
  const [left] = await world.region.database.sql<{ seen: Date }[]>`select last_seen_at as seen from sign_in.session
    where nhs_number = ${arthur.nhsNumber}`;
  assert.equal(
    left?.seen.getTime(),
    longAgo.getTime(),
    'an open stream, and what its page fetches, is no activity (UK-20)',
  );
  other.close();
});
