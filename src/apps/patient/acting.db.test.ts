// Who acts for somebody, on the pages (issue 4, item 5; story A7; UK-18, UK-19; attacks 53, 61): asked for without telling
// who is known, seen as far as agreed, logged as themself on behalf of, and nothing hidden can be told from nothing.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Compartment } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRequest } from '../../record/testing/a-region.ts';
import { aPatientApp, formTokenIn, type PatientAppForTests, type SignedIn } from './testing/a-patient-app.ts';
import { aLetter, anAppointment, aPatient, aProblem, aResult, type Someone, someone } from './testing/someone.ts';

let world: PatientAppForTests;
const wholeFile = forWholeFile();
before(async () => {
  world = await aPatientApp(wholeFile);
});

const gp = aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel');

function askForm(person: Someone, over: Record<string, string | string[]> = {}): [string, string][] {
  const [year, month, day] = person.birthDate.split('-') as [string, string, string];
  const form: Record<string, string | string[]> = {
    called: 'Dad',
    relationship: 'Daughter',
    nhsNumber: person.nhsNumber,
    day,
    month,
    year,
    practice: 'ZX11',
    basis: 'consent',
    scopes: ['record', 'results'],
    evidence: 'A letter that he signed',
    ...over,
  };
  return Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
}

async function postForm(address: string, person: SignedIn, form: readonly (readonly [string, string])[]) {
  const { text } = await world.get('/my/acting/ask', person);
  const answer = await world.app.inject({
    method: 'POST',
    url: address,
    headers: { cookie: person.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams([
      ['formToken', formTokenIn(text)] as [string, string],
      ...form.map(([name, value]): [string, string] => [name, value]),
    ]).toString(),
  });
  return { status: answer.statusCode, text: answer.body, location: answer.headers['location'] };
}

interface Acting {
  readonly arthur: Someone;
  readonly karen: SignedIn;
  readonly home: string;
  readonly compartment: Compartment;
  readonly authority: number;
}

const shown = [aProblem('Asthma'), aResult('Haemoglobin', 131, '2026-03-01'), aLetter('Clinic letter', 'Dear Arthur')];

async function approve(compartment: Compartment): Promise<number> {
  const waiting = await world.region.record.listActingToDecide(aRequest(gp));
  assert.ok(waiting.ok, JSON.stringify(waiting));
  const found = waiting.value.find(
    ({ person, authority }) => authority.standing === 'asked' && person?.compartment === compartment,
  );
  assert.ok(found !== undefined, 'the practice sees the request, with whom it is about');
  const decided = await world.region.record.decideActing(aRequest(gp), {
    authority: found.authority.authority,
    compartment,
    step: 'approved',
    evidence: 'Seen with Arthur, who agrees',
  });
  assert.ok(decided.ok, JSON.stringify(decided));
  return found.authority.authority;
}

async function someoneActedFor(
  resources: readonly object[] = shown,
  over: Record<string, string | string[]> = {},
  arthur = someone(),
): Promise<Acting> {
  const [compartment] = await world.file('ZX11', aPatient(arthur, 'Arthur'), resources);
  const karen = await world.signIn(someone());
  const asked = await postForm('/my/acting/ask', karen, askForm(arthur, over));
  assert.equal(asked.location, '/my/acting?done=asked', asked.text.slice(0, 3000));
  const authority = await approve(compartment!);
  return { arthur, karen, home: `/my/acting/${authority}`, compartment: compartment!, authority };
}

test('attack 53: asking about somebody who is known and about nobody gives the same answers, then and afterwards', async () => {
  const known = someone();
  await world.file('ZX11', aPatient(known, 'Arthur'), shown);
  const pages = [];
  for (const asked of [known, someone()]) {
    const karen = await world.signIn(someone());
    const answer = await postForm('/my/acting/ask', karen, askForm(asked));
    const list = await world.get('/my/acting', karen);
    pages.push([
      answer.status,
      answer.location,
      list.text.replace(/nonce="[^"]+"|name="formToken" value="[^"]+"/g, ''),
    ]);
  }
  assert.deepEqual(pages[0], pages[1]);
});

test('a form with mistakes names each field and keeps what was filled in', async () => {
  const karen = await world.signIn(someone());
  const answer = await postForm('/my/acting/ask', karen, [
    ['called', 'Dad'],
    ['nhsNumber', '999 000 0000'],
    ['day', '31'],
    ['month', '2'],
    ['year', '1957'],
  ]);
  assert.equal(answer.status, 400);
  for (const field of ['relationship', 'nhsNumber', 'day', 'basis', 'scopes', 'practice', 'evidence'])
    assert.match(answer.text, new RegExp(`href="#${field}"`), field);
  assert.match(answer.text, /value="Dad"/);
});

test('a request opens nothing; an approval opens what was agreed, says whose pages they are, and no more', async () => {
  const { karen, home } = await someoneActedFor();
  const start = await world.get(home, karen);
  assert.equal(start.status, 200, start.text.slice(0, 500));
  assert.match(start.text, /You act for <strong>Dad<\/strong>/);
  const record = await world.get(`${home}/record`, karen);
  assert.match(record.text, /Asthma/);
  assert.match(record.text, /You act for <strong>Dad<\/strong>/);
  assert.doesNotMatch(record.text, /Hide this|Something is wrong/);
  const results = await world.get(`${home}/results`, karen);
  const result = new RegExp(`href="(${home}/results/[^"]+)"`).exec(results.text)?.[1];
  const one = await world.get(result ?? '', karen);
  assert.equal(one.status, 200);
  for (const { text } of [record, results, one]) assert.match(text, /“you” and “your” mean Dad\./, 'not Karen');
  for (const closed of ['/letters', '/appointments', '/who-has-looked', '/choices'])
    assert.equal((await world.get(`${home}${closed}`, karen)).status, 404, closed);
  const stranger = await world.signIn(someone());
  const theirs = await world.get(`${home}/record`, stranger);
  assert.equal(theirs.status, 404, 'another person’s permission is nobody else’s');
});

test('D16: each part that was agreed to has its pages, and no other part has', async () => {
  const all = [...shown, anAppointment('Diabetes clinic')];
  const pages = { record: '/record', results: '/results', letters: '/letters', appointments: '/appointments' } as const;
  for (const scope of Object.keys(pages) as (keyof typeof pages)[]) {
    const { karen, home } = await someoneActedFor(all, { scopes: [scope] });
    for (const [other, path] of Object.entries(pages))
      assert.equal((await world.get(`${home}${path}`, karen)).status, other === scope ? 200 : 404, `${scope}: ${path}`);
  }
});

test('the medicines without the record: the page has medicines and allergies, and says nothing of problems', async () => {
  const { karen, home } = await someoneActedFor(shown, { scopes: ['prescriptions'] });
  const { text } = await world.get(`${home}/record`, karen);
  assert.match(text, /id="medicines"/);
  assert.doesNotMatch(text, /id="problems"|Asthma/);
});

/** What the pages of somebody who acts say, link by link, without what differs between any two answers. */
async function everythingSeen({ karen, home }: Acting): Promise<string[]> {
  const pages: string[] = [];
  const waiting = [home, `${home}/record`, `${home}/results`, `${home}/letters`, `${home}/appointments`];
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const { text, status, headers } = await world.get(address, karen);
    const bare = text
      .replace(/nonce="[^"]+"|name="formToken" value="[^"]+"|datetime="[^"]+"/g, '')
      .replace(/\/my\/acting\/\d+/g, 'HOME')
      .replace(/seen=[\w-]+/g, 'seen')
      .replace(/(results|letters)\/[\w.-]+/g, '$1/ID');
    pages.push(`${status} ${String(headers['content-length'] === undefined)} ${bare}`);
    for (const [, href = ''] of text.matchAll(new RegExp(`href="(${home}/(?:results|letters)/[^"]+)"`, 'g')))
      waiting.push(href.replaceAll('&amp;', '&'));
  }
  return pages;
}

test('A7, UK-18: what staff or the person hide cannot be told from what never was, by whoever acts for them', async () => {
  const scopes = { scopes: ['record', 'results', 'letters', 'appointments'] };
  const extra = [
    aProblem('Refuge'),
    aResult('Pregnancy test', 1, '2026-02-02'),
    aLetter('Letter from the refuge', 'Dear'),
  ];
  const hiding = await someoneActedFor([...shown, ...extra], scopes);
  const without = await someoneActedFor(shown, scopes);
  assert.notDeepEqual(await everythingSeen(hiding), await everythingSeen(without), 'there is something to hide');
  const midwife = aMemberOfStaff('R0680', 'ZX11', 'Rosie Hartley');
  const opening = await world.region.record.openForStaff(aRequest(midwife), hiding.compartment);
  assert.ok(opening.ok && opening.value.isOpen);
  const { parseResourceId } = await import('#kernel/identity-number.ts');
  const entries = opening.value.record.entries
    .filter(({ resource }) => /Refuge|Pregnancy test|refuge/.test(JSON.stringify(resource)))
    .map(({ id }) => parseResourceId(id)!);
  assert.equal(entries.length, 3);
  for (const level of ['hidden-from-proxies', 'hidden-from-own-pages'] as const) {
    const own = await world.signIn(hiding.arthur);
    const choices = async (): Promise<string> =>
      (await world.get('/my/choices', own)).text.replace(/nonce="[^"]+"|name="formToken" value="[^"]+"/g, '');
    const before = await choices();
    const caller = level === 'hidden-from-proxies' ? gp : midwife;
    const made = await world.region.record.makeChoice(aRequest(caller), {
      compartment: hiding.compartment,
      choice: { kind: 'seal', scope: 'entry', level, entries },
      evidence: 'At risk from her partner, who has her phone',
    });
    assert.ok(made.ok, JSON.stringify(made));
    assert.deepEqual(await everythingSeen(hiding), await everythingSeen(without), level);
    const { text } = await world.get('/my/record', own);
    assert.equal(text.includes('Refuge'), level === 'hidden-from-proxies', `${level} on her own pages`);
    const still = await world.region.record.openForStaff(aRequest(midwife), hiding.compartment);
    assert.ok(still.ok && still.value.isOpen && JSON.stringify(still.value.record.entries).includes('Refuge'));
    assert.equal((await choices()) === before, level === 'hidden-from-own-pages', `${level} on her list of choices`);
    const back = await world.region.record.takeBackChoice(aRequest(caller), {
      compartment: hiding.compartment,
      choice: made.value.choice,
      evidence: 'No longer at risk',
    });
    assert.ok(back.ok, JSON.stringify(back));
  }
  await world.settle();
  const log = await world.get('/my/who-has-looked', await world.signIn(hiding.arthur));
  assert.match(log.text, /Did work to keep your record in order\./);
  assert.doesNotMatch(log.text, /At risk/);
});

test('the person sees who acts for them and each of their looks, and stops it at once', async () => {
  const { arthur, karen, home } = await someoneActedFor();
  await world.get(`${home}/record`, karen);
  await world.settle();
  const own = await world.signIn(arthur);
  const log = await world.get('/my/who-has-looked', own);
  assert.match(log.text, /acting for you/);
  const list = await world.get('/my/acting', own);
  assert.match(list.text, /Acting now[\s\S]*the record in plain words, test results/);
  const authority = /name="authority" value="(\d+)"/.exec(list.text)?.[1] ?? '';
  const stopped = await world.post('/my/acting/stop', own, { formToken: formTokenIn(list.text), authority });
  assert.equal(stopped.headers['location'], '/my/acting?done=stopped');
  const closed = await world.get(`${home}/record`, karen);
  assert.equal(closed.status, 403);
  assert.match(closed.text, /You cannot see this record at the moment/);
  assert.doesNotMatch(closed.text, /Asthma/);
  assert.match((await world.get('/my/acting', own)).text, /Nobody acts for you/);
});

test('nobody stops a permission that is another person’s', async () => {
  const { authority, karen, home } = await someoneActedFor();
  const ben = someone();
  await world.file('ZX11', aPatient(ben, 'Ben'), shown);
  const his = await world.signIn(ben);
  const { text } = await world.get('/my/acting', his);
  const answer = await world.post('/my/acting/stop', his, {
    formToken: formTokenIn(text),
    authority: String(authority),
  });
  assert.equal(answer.status, 404);
  assert.equal((await world.get(home, karen)).status, 200);
});

const bornYearsAgo = (years: number, days = 0): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear() - years, now.getUTCMonth(), now.getUTCDate() + days))
    .toISOString()
    .slice(0, 10);
};

test('UK-19: at 11 the page of a parent closes until the practice has decided, at 16 for good, in the same words for every child', async () => {
  const parental = { basis: 'parental-responsibility', called: 'Tom' };
  const tom = await someoneActedFor(shown, parental, { ...someone(), birthDate: bornYearsAgo(10) });
  const open = await world.get(`${tom.home}/record`, tom.karen);
  assert.match(open.text, /Asthma/);
  const closedAt: string[] = [];
  for (const years of [11, 16]) {
    // The child turns it today: the source sends the date of birth that makes it so.
    await world.region.database.owner`update patient_index.source_patient set birth_date = ${bornYearsAgo(years)}
      where compartment = ${tom.compartment}`;
    const closed = await world.get(`${tom.home}/record`, tom.karen);
    assert.equal(closed.status, 403, String(years));
    assert.doesNotMatch(closed.text, /Asthma/);
    const waiting = await world.region.record.listActingToDecide(aRequest(gp));
    assert.ok(waiting.ok);
    const isAsked = waiting.value.some(({ authority }) => authority.authority === tom.authority);
    assert.equal(isAsked, years === 11, 'the birthday itself asks the practice to look at it again');
    closedAt.push(closed.text.replace(/nonce="[^"]+"|name="formToken" value="[^"]+"|PRIVACY-013 [\w-]+/g, ''));
    const renewed = await world.region.record.decideActing(aRequest(gp), {
      authority: tom.authority,
      compartment: tom.compartment,
      step: 'renewed',
      evidence: 'Seen with Tom, who agrees',
    });
    assert.equal(renewed.ok, years === 11, JSON.stringify(renewed));
    if (years === 11)
      assert.equal((await world.get(`${tom.home}/record`, tom.karen)).status, 200, 'the practice agreed');
  }
  assert.equal(closedAt[0], closedAt[1]);
  assert.match((await world.get('/my/acting', tom.karen)).text, /Tom[\s\S]*Ended/);
});
