// What a person chooses on their own pages (issue 4, items 3 and 4; story A8): said before it is made, held at once, taken
// back, and told in the history; discreet mode gives nothing away.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { OdsCode } from '#kernel/ods-code.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { aMemberOfStaff, aRequest } from '../../record/testing/a-region.ts';
import { aPatientApp, formTokenIn, type PatientAppForTests, type SignedIn } from './testing/a-patient-app.ts';
import {
  aPersonToChoose,
  makeChoice,
  nurse,
  type PersonWithProblems,
  takeBackChoice,
} from './testing/choosing-for-tests.ts';
import { aPatient, aProblem, someone } from './testing/someone.ts';

let world: PatientAppForTests;
const wholeFile = forWholeFile();
before(async () => {
  world = await aPatientApp(wholeFile);
});

function aPersonWith(...problems: readonly string[]): Promise<PersonWithProblems> {
  return aPersonToChoose(world, problems);
}
const choose = (person: SignedIn, address: string, form: Record<string, string>) =>
  makeChoice(world, person, { address, form });
const takeBack = (person: SignedIn, page: string) => takeBackChoice(world, person, page);

test('UK-8: stopping all sharing says what will happen, holds for the next look, and is taken back', async () => {
  const { person, nurseSees } = await aPersonWith('Asthma');
  assert.equal(await nurseSees('Asthma'), true);
  const { check, done } = await choose(person, '/my/choices/sharing-all', { policy: 'absolute' });
  assert.match(check, /Not even in an emergency\./);
  assert.match(check, /It holds within a minute, also on pages that are open now\./);
  assert.match(done.text, /Sharing of the whole record stopped, not even in an emergency\./);
  assert.equal(await nurseSees('Asthma'), false, 'the walk-in centre keeps only what it wrote itself');
  const confirm = await takeBack(person, done.text);
  assert.match(confirm, /Staff who give you care can look again/);
  assert.equal(await nurseSees('Asthma'), true);
  const { text } = await world.get('/my/choices', person);
  assert.match(text, /What you chose before[\s\S]*Sharing of the whole record stopped[\s\S]*Taken back by you/);
});

test('nothing is chosen by looking at what will happen', async () => {
  const { person, nurseSees } = await aPersonWith('Asthma');
  const shown = await world.get('/my/choices/sharing-all', person);
  await world.post('/my/choices/sharing-all', person, {
    formToken: formTokenIn(shown.text),
    step: 'check',
    policy: 'absolute',
  });
  assert.equal(await nurseSees('Asthma'), true);
  assert.match((await world.get('/my/choices', person)).text, /When you choose something, it stands here/);
});

test('one place’s entries, and one organisation, are kept apart from the rest', async () => {
  const one = await aPersonWith('Asthma');
  const form = await world.get('/my/choices/sharing-place', one.person);
  const place = /<option value="(\d+)"[^>]*>\s*Alderfen Surgery/.exec(form.text)?.[1] ?? '';
  await choose(one.person, '/my/choices/sharing-place', { place, policy: 'emergency-override' });
  assert.equal(await one.nurseSees('Asthma'), false);
  const other = await aPersonWith('Asthma');
  const { done } = await choose(other.person, '/my/choices/sharing-organisation', {
    organisation: 'ZX31',
    policy: 'absolute',
  });
  assert.equal(await other.nurseSees('Asthma'), false);
  assert.match(done.text, /Millgate Walk-in Centre stopped from looking/);
});

test('a form with mistakes keeps what was filled in, names each field, and chooses nothing', async () => {
  const { person } = await aPersonWith('Asthma');
  const formToken = formTokenIn((await world.get('/my/choices/hide-kinds', person)).text);
  const answer = await world.post('/my/choices/hide-kinds', person, { formToken, step: 'make', level: 'sealed' });
  assert.equal(answer.status, 400);
  assert.match(answer.text, /<title>Error: /);
  assert.match(answer.text, /href="#classes">\s*Choose what is to be hidden/);
  assert.match(answer.text, /value="sealed"[^>]* checked/);
  for (const [key, field] of [
    ['sharing-all', 'policy'],
    ['sharing-place', 'place'],
    ['sharing-organisation', 'organisation'],
    ['share-sensitive', 'labels'],
    ['safe-contact', 'words'],
  ]) {
    const wrong = await world.post(`/my/choices/${key}`, person, { formToken, step: 'make' });
    assert.equal(wrong.status, 400, key);
    assert.match(wrong.text, new RegExp(`href="#${field}"`), key);
  }
  for (const inherited of ['constructor', '__proto__', 'toString'])
    assert.equal((await world.get(`/my/choices/${inherited}`, person)).status, 404, `attack 37: ${inherited}`);
  for (const choice of ['1', '999999', 'constructor'])
    assert.equal((await world.get(`/my/choices/take-back?choice=${choice}`, person)).status, 404, choice);
  assert.match((await world.get('/my/choices', person)).text, /When you choose something, it stands here/);
});

test('"Hide this" beside an entry hides every entry that says it, from staff and not from the person', async () => {
  const ada = await aPersonWith('Asthma', 'Secret');
  const record = await world.get('/my/record', ada.person);
  const address = /href="(\/my\/choices\/hide-entry\?entry=[^"]+)">Hide this<span[^>]*>: Secret</.exec(
    record.text,
  )?.[1];
  assert.ok(address !== undefined, 'the link stands beside the entry');
  const { check } = await choose(ada.person, address, { level: 'sealed-locked', team: 'nobody' });
  assert.match(check, /see no gap and no count/);
  assert.equal(await ada.nurseSees('Secret'), false);
  assert.equal(await ada.nurseSees('Asthma'), true);
  assert.match((await world.get('/my/record', ada.person)).text, /Secret/);
});

test('nobody else’s entry and nobody else’s look can be named in a form', async () => {
  const ada = await aPersonWith('Secret');
  const ben = await aPersonWith('Asthma');
  const record = await world.get('/my/record', ada.person);
  const address = /href="(\/my\/choices\/hide-entry\?entry=[^"]+)"/.exec(record.text)?.[1] ?? '';
  assert.equal((await world.get(address, ada.person)).status, 200);
  assert.equal((await world.get(address, ben.person)).status, 404);
  assert.equal((await world.get('/my/choices/sharing-person?look=0', ben.person)).status, 404);
  assert.equal((await world.get('/my/choices/hide-entry', ada.person)).status, 404);
});

test('one member of staff is stopped from a line of the log', async () => {
  const ada = await aPersonWith('Asthma');
  assert.equal(await ada.nurseSees('Asthma'), true);
  await world.settle();
  const log = await world.get('/my/who-has-looked', ada.person);
  const address = /href="(\/my\/choices\/sharing-person\?look=\d+)">Stop this person/.exec(log.text)?.[1];
  assert.ok(address !== undefined);
  await choose(ada.person, address, { policy: 'absolute' });
  assert.equal(await ada.nurseSees('Asthma'), undefined);
});

test('D18: full protection is one switch over the teams that are named, and switching it off takes all of them back', async () => {
  const ada = await aPersonWith('Asthma');
  const { choices } = world.region.privacy;
  const practice = await choices.formTeam({ organisation: 'ZX11' as OdsCode, name: 'Usual doctors' });
  const walkIn = await choices.formTeam({ organisation: 'ZX31' as OdsCode, name: 'Nurses on duty' });
  const form = await world.get('/my/choices/protection', ada.person);
  assert.match(form.text, /Usual doctors, Alderfen Surgery/);
  const { check, done } = await choose(ada.person, '/my/choices/protection', { teams: String(practice) });
  assert.match(check, /Only Usual doctors, Alderfen Surgery, and of them only who gives care\./);
  assert.match(check, /two members of staff have to agree/);
  assert.equal(await ada.nurseSees('Asthma'), undefined);
  await takeBack(ada.person, done.text);
  assert.equal(await ada.nurseSees('Asthma'), true);
  // Two teams of two places: each of them is in.
  await choices.joinTeam(walkIn, nurse);
  const both = await world.get('/my/choices/protection', ada.person);
  const body = new URLSearchParams([
    ['formToken', formTokenIn(both.text)],
    ['step', 'make'],
    ['teams', String(practice)],
    ['teams', String(walkIn)],
  ]);
  const made = await world.app.inject({
    method: 'POST',
    url: '/my/choices/protection',
    headers: { cookie: ada.person.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: body.toString(),
  });
  assert.equal(made.statusCode, 303);
  assert.equal(await ada.nurseSees('Asthma'), true);
  const leaving = { team: walkIn, organisation: 'ZX31' as OdsCode, change: 'leave', staff: nurse } as const;
  await world.region.database.transaction((transaction) => choices.changeMembership(transaction, leaving));
  assert.equal(await ada.nurseSees('Asthma'), undefined);
  await takeBack(ada.person, (await world.get(String(made.headers['location']), ada.person)).text);
  assert.equal(await ada.nurseSees('Asthma'), true);
});

test('D18: whoever named a team reads that it has another name, and that it has ended with what to do; protection stays', async () => {
  const ada = await aPersonWith('Asthma');
  const { choices } = world.region.privacy;
  const [lead, team] = [
    aMemberOfStaff('R0260', 'ZX11', 'Nisha Patel'),
    await choices.formTeam({ organisation: 'ZX11' as OdsCode, name: 'First team' }),
  ];
  await choices.joinTeam(team, lead);
  await choose(ada.person, '/my/choices/protection', { teams: String(team) });
  const { record } = world.region;
  assert.ok((await record.renameTeam(aRequest(lead), { team, name: 'Second team' })).ok);
  const renamed = (await world.get('/my/choices', ada.person)).text;
  assert.match(renamed, /only First team \(now called Second team\) may open the record\./);
  assert.doesNotMatch(renamed, /Nobody is left/);
  assert.ok((await record.endTeam(aRequest(lead), team)).ok);
  const ended = (await world.get('/my/choices', ada.person)).text;
  assert.match(ended, /First team \(now called Second team; this team has ended\)/);
  assert.match(
    ended,
    /Nobody is left in the team that you named\. Your record is still protected[\s\S]*Name another team/,
  );
  assert.match((await world.get('/my', ada.person)).text, /Nobody is left in the team that you chose/);
  assert.doesNotMatch((await world.get('/my/choices/protection', ada.person)).text, /(?:First|Second) team/);
  assert.equal(await ada.nurseSees('Asthma'), undefined, 'it is open to nobody, not to everybody');
  await takeBack(ada.person, ended.slice(ended.indexOf('id="now"')));
  assert.equal(await ada.nurseSees('Asthma'), true);
  for (const address of ['/my', '/my/choices'])
    assert.doesNotMatch((await world.get(address, ada.person)).text, /Nobody is left/);
});

test('the national opt-outs are pointed to, and neither set nor shown here', async () => {
  const { person } = await aPersonWith('Asthma');
  const { text } = await world.get('/my/choices', person);
  assert.match(text, /href="https:\/\/www\.nhs\.uk\/your-nhs-data-matters\/"/);
  assert.match(text, /Type 1 opt-out: ask your GP surgery/);
  for (const key of ['opt-out', 'national-data-opt-out', 'type-1'])
    assert.equal((await world.get(`/my/choices/${key}`, person)).status, 404);
});

/** What a page says, without what differs between any two answers. */
const bare = (html: string): string =>
  html
    .replace(/nonce="[^"]+"/g, '')
    .replace(/name="formToken" value="[^"]+"/g, '')
    .replace(/\d{1,2}:\d{2}(?:am|pm)?|\d{1,2}(?:\.\d{2})?(?:am|pm)/g, 'TIME')
    .replace(/datetime="[^"]+"/g, '')
    // A hash of the ids of what is shown.
    .replace(/seen=[\w-]+/g, 'seen')
    .replace(/(?:before|look)=\d+/g, 'N')
    .replace(/\b\d{10}\b|\d{3} \d{3} \d{4}/g, 'NHS');

test('discreet mode: the log and the choices read as for somebody whose record nobody opened and who chose nothing', async () => {
  const maya = await aPersonWith('Asthma');
  const quiet = await aPersonWith('Asthma');
  // Looks, a choice and a look that is stopped: none of them may show.
  await maya.nurseSees('Asthma');
  await choose(maya.person, '/my/choices/safe-contact', { words: 'Only on weekday mornings. Leave no message.' });
  const turn = async (person: SignedIn, to: string) => {
    const { text } = await world.get('/my/choices/discreet', person);
    const done = await world.post('/my/choices/discreet', person, { formToken: formTokenIn(text), turn: to });
    return { page: text, location: String(done.headers['location']) };
  };
  assert.equal((await turn(maya.person, 'on')).location, '/my/choices/discreet?done=on');
  await maya.nurseSees('Asthma');
  await world.settle();
  // Both open the same pages, one after the other, from here on.
  const visits = async ({ person }: PersonWithProblems): Promise<string[]> => {
    const pages: string[] = [];
    for (const address of ['/my', '/my/choices', '/my/choices/discreet', '/my/acting', '/my/who-has-looked']) {
      pages.push(bare((await world.get(address, person)).text));
      await world.settle();
    }
    return pages;
  };
  const [hers, theirs] = [await visits(maya), await visits(quiet)];
  // What she herself opened before counts as hers: so only the last page may differ, and only by her own looks.
  assert.deepEqual(hers.slice(0, 4), theirs.slice(0, 4));
  const log = hers[4] ?? '';
  for (const told of ['Ruth Coyle', 'Millgate', 'nurse', 'a choice of yours', 'Stop this person'])
    assert.equal(log.includes(told), false, told);
  assert.match(log, /none missing/);
  const download = await world.get('/my/who-has-looked/download', maya.person);
  assert.equal(download.status, 503, 'the answer of anybody whose newest entries still wait');
  // Off only after signing in anew.
  const off = await turn(maya.person, 'off');
  assert.equal(off.location, '/my/choices/discreet?done=off');
  await world.settle();
  const told = await world.get('/my/who-has-looked', maya.person);
  assert.match(told.text, /Ruth Coyle[\s\S]*Ruth Coyle/);
  assert.match((await world.get('/my/choices', maya.person)).text, /Only on weekday mornings/);
});

test('discreet mode is not turned off by a sign-in that is old', async () => {
  const ada = someone();
  await world.file('ZX11', aPatient(ada, 'Ada'), [aProblem('Asthma')]);
  const person = await world.signIn({ ...ada, authenticatedMinutesAgo: 11 });
  const { text } = await world.get('/my/choices/discreet', person);
  await world.post('/my/choices/discreet', person, { formToken: formTokenIn(text), turn: 'on' });
  const off = await world.post('/my/choices/discreet', person, { formToken: formTokenIn(text), turn: 'off' });
  assert.equal(off.headers['location'], '/sign-in/next?kind=patient&returnTo=%2Fmy%2Fchoices%2Fdiscreet&again=yes');
});

test('a form that did not come from this page chooses nothing', async () => {
  const { person, nurseSees } = await aPersonWith('Asthma');
  for (const [address, form] of [
    ['/my/choices/sharing-all', { step: 'make', policy: 'absolute' }],
    ['/my/choices/discreet', { turn: 'on' }],
    ['/my/choices/take-back', { choice: '1' }],
    ['/my/acting/ask', {}],
    ['/my/acting/stop', { authority: '1' }],
  ] as const) {
    const answer = await world.post(address, person, { formToken: 'of another', ...form });
    assert.equal(answer.status, 403, address);
  }
  assert.equal(await nurseSees('Asthma'), true);
});
