// The privacy officer's workbench over a real record and log (A8; safety 2.1 break-glass; UK-12, UK-13).
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { bundleOf, ofThePractice } from '../testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from '../testing/open-staff-app.ts';

const { staff, database, ask, home } = await openStaffAppWithPerson({}, ['ZX901', bundleOf('A1', ofThePractice, true)]);

/** Words of the record that no page of the workbench may hold. */
const clinical = /Penicillin|Knee swollen|I like the radio on|Adult concern/;
const officer = 'emergencyOfficer';
const queue = '/staff/access-review';
/** Days are London's, and midnight may pass between a look and the question for it. */
const londonDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });
const startedMs = Date.now();

async function alertTitled(title: string): Promise<string> {
  const list = await ask(queue, officer);
  const [, href = ''] = new RegExp(`href="(${queue}/alerts/PO-[0-9A-Z]+)">${title}`).exec(list.body) ?? [];
  assert.notEqual(href, '', list.body);
  return href;
}

before(async () => {
  const opened = await ask(`${home}/reason`, 'nurse', {
    reason: 'emergency',
    'detail-emergency': 'Collapsed in the waiting room and cannot speak',
    checked: 'yes',
  });
  assert.equal(opened.statusCode, 303, opened.body);
  assert.equal((await ask(home, 'nurse')).statusCode, 200);
});

describe('the queue', () => {
  it('is where an officer begins; a broken glass stands in it at once, with its reason, and names nobody', async () => {
    const start = await ask('/staff', officer);
    assert.deepEqual([start.statusCode, start.headers.location], [302, queue]);
    const list = await ask(queue, officer);
    assert.equal(list.statusCode, 200);
    assert.match(list.body, /Glass broken in an emergency/);
    assert.match(list.body, /Emergency: delay could cause serious harm/);
    assert.doesNotMatch(list.body, /HAWTHORN|Hawthorn|9990000026|999 000 0026|nurse Tester/);
    assert.match(String(list.headers['cache-control']), /no-store/);
  });

  it('can be narrowed to a kind, and to what is closed', async () => {
    assert.match((await ask(`${queue}?about=emergency`, officer)).body, /Glass broken/);
    assert.match((await ask(`${queue}?about=patterns`, officer)).body, /No alert is in this list/);
    assert.match((await ask(`${queue}?state=closed`, officer)).body, /No alert is in this list/);
  });

  it('is nobody else’s: another role and another organisation see nothing of it', async () => {
    const href = await alertTitled('Glass broken in an emergency');
    assert.equal((await ask(queue, 'gp')).statusCode, 403);
    assert.equal((await ask(href, 'nurse')).statusCode, 403);
    assert.doesNotMatch((await ask(queue, 'privacyOfficer')).body, /Glass broken/);
    assert.equal((await ask(href, 'privacyOfficer')).statusCode, 404);
    assert.equal((await ask(`${queue}/alerts/PO-nonsense`, officer)).statusCode, 404);
  });

  it('says which days of the log do not verify', async () => {
    assert.doesNotMatch((await ask(queue, officer)).body, /does not verify/);
    await database.owner`insert into audit.compromised_day values ('2026-11-25', 1, 'Leaf 7 is missing.')`;
    const list = await ask(queue, officer);
    assert.match(list.body, /The access log does not verify/);
    assert.match(list.body, /25-Nov-2026/);
    await database.owner`delete from audit.compromised_day`;
  });
});

describe('a case', () => {
  it('shows whom it is about, what was shown and by which rows, and no clinical content', async () => {
    const page = await ask(await alertTitled('Glass broken in an emergency'), officer);
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /HAWTHORN, Edna/);
    assert.match(page.body, /Dr nurse Tester/);
    assert.match(page.body, /Collapsed in the waiting room and cannot speak/);
    assert.match(page.body, /entries: (?:[\w ]+, )*allergy intolerance/);
    assert.match(page.body, /Row D22/);
    assert.doesNotMatch(page.body, clinical);
  });

  it('is asked about; the member of staff reads the question, answers, and the officer reads the answer', async () => {
    const href = await alertTitled('Glass broken in an emergency');
    const empty = await ask(`${href}/ask`, officer, { question: '' });
    assert.equal(empty.statusCode, 400);
    assert.match(empty.body, /Say what you want to know/);
    assert.equal((await ask(`${href}/ask`, officer, { question: 'Who found her?' })).statusCode, 303);
    assert.match((await ask('/staff', 'nurse')).body, /The privacy officer asks something of you/);
    const questions = await ask('/staff/questions', 'nurse');
    assert.match(questions.body, /Who found her\?/);
    assert.doesNotMatch(questions.body, /HAWTHORN|999 000 0026/);
    assert.doesNotMatch((await ask('/staff/questions', 'gp')).body, /Who found her\?/);
    const alert = /PO-[0-9A-Z]+$/.exec(href)?.[0] ?? '';
    const blank = await ask('/staff/questions', 'nurse', { alert, answer: ' ' });
    assert.match(blank.body, /Write your answer/);
    assert.equal((await ask('/staff/questions', 'nurse', { alert, answer: 'The porter did' })).statusCode, 303);
    assert.match((await ask(href, officer)).body, /The porter did/);
  });

  it('D17: says how the two are connected: noted, said by whom and since when, and taken back', async () => {
    const href = await alertTitled('Glass broken in an emergency');
    const empty = await ask(`${href}/connection`, officer, { connection: 'friend' });
    assert.equal(empty.statusCode, 400);
    assert.match(empty.body, /Select how they are connected/);
    assert.match(empty.body, /Your organisation has noted nothing/);
    assert.doesNotMatch(empty.body, /no longer holds/);
    assert.equal((await ask(`${href}/connection`, officer, { connection: 'self' })).statusCode, 303);
    assert.equal((await ask(home, 'nurse')).statusCode, 403);
    const noted = (await ask(`${href}?done=noted`, officer)).body;
    assert.match(noted, /It is noted as you chose/);
    assert.match(noted, /Noted now: <strong>They are the person<\/strong> \(Dr emergencyOfficer Tester, since </);
    assert.match(noted, /noted that they are the person/);
    assert.match(noted, /value="self" checked/);
    assert.equal((await ask(`${href}/connection`, 'privacyOfficer', { connection: 'neither' })).statusCode, 404);
    assert.equal((await ask(`${href}/connection`, officer, { connection: 'neither' })).statusCode, 303);
    assert.match((await ask(href, officer)).body, /noted that they are neither/);
    assert.equal((await ask(home, 'nurse')).statusCode, 200);
  });

  it('closes with a finding and why, and with nothing less', async () => {
    const href = await alertTitled('Glass broken in an emergency');
    const empty = await ask(`${href}/close`, officer, { words: '' });
    assert.equal(empty.statusCode, 400);
    assert.match(empty.body, /Select what you found/);
    assert.match(empty.body, /Say why/);
    assert.equal(
      (await ask(`${href}/close`, officer, { finding: 'justified', words: 'She did collapse' })).statusCode,
      303,
    );
    const page = await ask(href, officer);
    assert.match(page.body, /found: justified/);
    assert.doesNotMatch(page.body, /Send the question/);
    assert.match((await ask(`${queue}?state=closed`, officer)).body, /Glass broken/);
  });

  it('takes no form from elsewhere', async () => {
    const href = await alertTitled('Glass broken in an emergency').catch(async () => {
      const closed = await ask(`${queue}?state=closed`, officer);
      return new RegExp(`${queue}/alerts/PO-[0-9A-Z]+`).exec(closed.body)?.[0] ?? '';
    });
    for (const act of ['ask', 'close', 'connection', 'evidence'])
      assert.equal((await ask(`${href}/${act}`, officer, { formToken: 'guess' })).statusCode, 403, act);
  });
});

describe('look-ups', () => {
  it('by person show the own organisation’s looks, the stopped too; a wrong number is said beside its field', async () => {
    const found = await ask(`${queue}/person`, officer, { nhsNumber: '999 000 0026' });
    assert.equal(found.statusCode, 200, found.body);
    assert.match(found.body, /HAWTHORN, Edna/);
    assert.match(found.body, /Opened the record/);
    assert.match(found.body, /Stopped/);
    assert.doesNotMatch(found.body, /Dr gp Tester/, 'another organisation');
    assert.doesNotMatch(found.body, clinical);
    assert.match((await ask(`${queue}/person`, officer, { nhsNumber: '999' })).body, /too short/);
    assert.match((await ask(`${queue}/person`, officer, { nhsNumber: '9990000018' })).body, /Nobody is known/);
  });

  it('by member of staff number the people; asking who one is, is a look of its own in their log', async () => {
    const [begun, today] = [londonDay.format(startedMs), londonDay.format()];
    const found = await ask(`${queue}/staff`, officer, { staffId: 'nurse', from: begun, until: today });
    assert.match(found.body, /Person 1/);
    assert.doesNotMatch(found.body, /HAWTHORN/);
    const person = /name="person" value="(\d+)"/.exec(found.body)?.[1] ?? '';
    const named = await ask(`${queue}/person`, officer, { person });
    assert.match(named.body, /HAWTHORN, Edna/);
    const wrong = await ask(`${queue}/staff`, officer, { staffId: '', from: '2026-02-31', until: today });
    assert.match(wrong.body, /Enter the identifier/);
    assert.match(wrong.body, /must be a real date/);
  });

  it('of a past moment say what opened at the look, by which rows, as counts; and nothing where nobody looked', async () => {
    const inLondon = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    const [day, time] = inLondon.format(Date.now()).split(' ') as [string, string];
    const asked = { nhsNumber: '9990000026', staffId: 'nurse', day, time };
    const then = await ask(`${queue}/moment`, officer, asked);
    assert.match(then.body, /The record would have opened/, then.body);
    assert.match(then.body, /Sister \(R0610\)/);
    assert.doesNotMatch(then.body, clinical);
    const without = [
      { ...asked, day: '2026-01-15', time: '10:00' },
      { ...asked, staffId: 'otherNurse' },
      { ...asked, nhsNumber: '9990000018' },
    ];
    for (const one of without) {
      const page = await ask(`${queue}/moment`, officer, { ...one, roleCode: 'R0610' });
      assert.match(page.body, /The log holds no look by this member of staff/);
      assert.doesNotMatch(page.body, /would (?:not )?have opened|Nobody is known/);
    }
    const ahead = await ask(`${queue}/moment`, officer, { ...asked, day: '2199-01-01' });
    assert.match(ahead.body, /must be in the past/);
  });

  it('are the officer’s only, and each stands in the log with its purpose', async () => {
    for (const page of ['person', 'staff', 'moment'])
      assert.equal(
        (await ask(`${queue}/${page}`, 'gp', { nhsNumber: '9990000026', staffId: 'x' })).statusCode === 200,
        false,
      );
    const looks = await staff.logged('HCOMPL');
    assert.ok(looks.some(({ body }) => body.includes('look-up by person')));
    assert.ok(looks.some(({ body }) => body.includes('look-up by member of staff')));
    assert.ok(looks.some(({ body }) => body.includes('explanation of access')));
  });
});

it('an address that leads nowhere is said on a page, with the way on of whoever asks', async () => {
  const [doctor, reviewer] = [await ask('/staff/nothing/here', 'gp'), await ask(`${queue}/alerts/PO-ZZZZ`, officer)];
  for (const nowhere of [doctor, reviewer]) {
    assert.equal(nowhere.statusCode, 404);
    assert.match(nowhere.body, /<h1[^>]*>This page cannot be found/);
  }
  assert.match(doctor.body, /<a href="\/staff">Find a person<\/a>/);
  assert.match(reviewer.body, /<a href="\/staff\/access-review">Alerts<\/a>/);
});
