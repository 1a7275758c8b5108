/** The staff pages over a real record and log: issue 2, items 8 and 9; decisions D7 and D22; attacks on forms and files. */
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { FhirResource } from 'fhir/r4.js';
import { bundleOf, denial, ofThePractice, pdfText } from './testing/bundles-for-tests.ts';
import { openStaffAppWithPerson } from './testing/open-staff-app.ts';
import { formToken, type TestRole } from './testing/staff-app-for-tests.ts';

/** `home` is the address of the person whom everybody here looks for. */
const { staff, home } = await openStaffAppWithPerson(
  {},
  ['ZX901', bundleOf('A1', ofThePractice, true)],
  ['ZX902', bundleOf('W1', [denial], false)],
);

interface Sent {
  readonly as?: TestRole | 'nobody';
  readonly form?: Readonly<Record<string, string>>;
}

function ask(url: string, sent: Sent = {}) {
  const cookie = sent.as === undefined ? {} : { cookie: `as=${sent.as}` };
  if (sent.form === undefined) return staff.app.inject({ method: 'GET', url, headers: cookie });
  return staff.app.inject({
    method: 'POST',
    url,
    headers: { ...cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ formToken, ...sent.form }).toString(),
  });
}

describe('finding a person', () => {
  it('without a session one is sent to sign in and back; without a role to choose one', async () => {
    const out = await ask('/staff');
    assert.deepEqual([out.statusCode, out.headers.location], [302, '/sign-in/staff?returnTo=%2Fstaff']);
    const roleless = await ask(`${home}/journal?words=x`, { as: 'nobody' });
    assert.equal(
      roleless.headers.location,
      `/sign-in/choose-role?returnTo=${encodeURIComponent(`${home}/journal?words=x`)}`,
    );
  });

  it('a mistake costs nobody their typing and stands beside its field; nothing is searched', async () => {
    const page = await ask('/staff/find', {
      as: 'gp',
      form: { familyName: 'Hawthorn', bornDay: '31', bornMonth: '2', bornYear: '1941' },
    });
    assert.equal(page.statusCode, 400);
    assert.match(page.body, /Date of birth must be a real date/);
    assert.match(page.body, /value="Hawthorn"/);
    assert.match(page.body, /<title>\s*Error: /);
  });

  it('name and date of birth find the person; the address of the answer names nobody', async () => {
    const form = { familyName: 'hawthorn', bornDay: '30', bornMonth: 'july', bornYear: '1941' };
    const page = await ask('/staff/find', { as: 'gp', form });
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /HAWTHORN/);
    assert.equal(page.headers['cache-control'], 'no-store');
  });

  it('a form without the token of the session is not taken', async () => {
    const forged = await ask('/staff/find', { as: 'gp', form: { formToken: 'guess', nhsNumber: '9990000026' } });
    assert.equal(forged.statusCode, 403);
    assert.doesNotMatch(forged.body, /HAWTHORN/);
  });

  it('a role that may not trace finds only people whom its team looks after, and nobody else by trying', async () => {
    const own = await ask('/staff/find', { as: 'homeCarer', form: { nhsNumber: '9990000026' } });
    assert.match(own.body, /HAWTHORN/);
    const other = await ask('/staff/find', { as: 'otherCarer', form: { nhsNumber: '9990000026' } });
    assert.doesNotMatch(other.body, /HAWTHORN/i);
    const officer = await ask('/staff/find', { as: 'privacyOfficer', form: { nhsNumber: '9990000026' } });
    assert.equal(officer.statusCode, 403);
  });
});

describe('the record', () => {
  it('shows the GP the allergy, and beside it the source that denies it', async () => {
    const page = await ask(home, { as: 'gp' });
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /Known allergies/);
    assert.match(page.body, /Sources disagree/);
    assert.match(page.body, /Millgate Walk-in[^<]* states “No known allergies”, \d\d-\w{3}-\d{4}\./);
    assert.doesNotMatch(page.body, /<strong>[^<]*No known/, 'what denies is never what stands out');
    assert.match(page.body, /<strong>Go by the allergies until the person has been asked\.<\/strong>/);
    assert.match(page.body, /Adult concern open/);
    assert.match(page.body, /Information may have been withheld/);
    assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
  });

  it('a home carer gets a summary with the sections of the role: no consultation, no safeguarding, no other page', async () => {
    const page = await ask(home, { as: 'homeCarer' });
    assert.equal(page.statusCode, 200);
    assert.match(page.body, /I like the radio on/);
    assert.match(page.body, /Penicillin/);
    assert.doesNotMatch(page.body, /Adult concern|Safeguarding|Knee|\/journal|\/results|\/documents/);
    for (const section of ['journal', 'results', 'medicines', 'documents'])
      assert.equal((await ask(`${home}/${section}`, { as: 'homeCarer' })).statusCode, 404, section);
  });

  it('a receptionist and a ward clerk see nothing clinical, not even in the banner', async () => {
    for (const role of ['receptionist', 'wardClerk'] as const) {
      const page = await ask(home, { as: role });
      assert.equal(page.statusCode, 200, role);
      assert.match(page.body, /HAWTHORN/);
      assert.doesNotMatch(page.body, /[Aa]llerg|Penicillin|Knee|radio/, role);
    }
  });

  it('a document’s file comes as it was sent, in a sandbox, and is kept nowhere', async () => {
    const list = await ask(`${home}/documents`, { as: 'gp' });
    const href = /\/staff\/people\/[0-9a-z]+\/documents\/[0-9a-z]+/.exec(list.body)?.[0] ?? '';
    assert.match((await ask(href, { as: 'gp' })).body, /This document is a file/);
    const file = await ask(`${href}/file`, { as: 'gp' });
    assert.equal(file.body, pdfText);
    assert.equal(file.headers['content-type'], 'application/pdf');
    assert.match(String(file.headers['content-security-policy']), /sandbox/);
    assert.equal(file.headers['cache-control'], 'no-store');
    const other = await ask(`${home}/documents/${'0'.repeat(22)}/file`, { as: 'gp' });
    assert.equal(other.statusCode, 404);
  });

  it('every page of it renders for the roles that have it', async () => {
    for (const section of ['', '/journal', '/results', '/medicines', '/documents', '/sources'])
      assert.equal((await ask(home + section, { as: 'gp' })).statusCode, 200, section);
  });

  it('an address that is none is not found, whatever it looks like', async () => {
    for (const id of ['0', 'x'.repeat(11), '00000000001', `${home.slice(-11)}0`, '%27%3B--'])
      assert.equal((await ask(`/staff/people/${id}`, { as: 'gp' })).statusCode, 404, id);
  });

  it('nothing opens while the log takes nothing', async () => {
    staff.logState.isDown = true;
    try {
      const page = await ask(home, { as: 'gp' });
      assert.equal(page.statusCode, 503);
      assert.match(page.body, /Nothing can be shown now/);
      assert.doesNotMatch(page.body, /HAWTHORN|Penicillin/i);
    } finally {
      staff.logState.isDown = false;
    }
  });
});

describe('where no relationship is known', () => {
  it('the reason page names the person by identifiers only, and says nothing of what is there', async () => {
    const page = await ask(home, { as: 'pharmacist' });
    assert.equal(page.statusCode, 403);
    assert.match(page.body, /Why do you need to open this record/);
    assert.match(page.body, /HAWTHORN/);
    assert.doesNotMatch(page.body, /[Pp]enicillin|Known allergies|Emergency: delay/);
  });

  it('a missing or empty reason and an unticked check stand beside their fields; nothing opens', async () => {
    const page = await ask(`${home}/reason`, { as: 'pharmacist', form: { reason: 'present', 'detail-present': ' ' } });
    assert.equal(page.statusCode, 400);
    assert.match(page.body, /Say why you are seeing them/);
    assert.match(page.body, /Check you have the right person/);
    const thin = { reason: 'present', 'detail-present': 'aaaaaaaaaaaaaaaaaaaa', checked: 'yes' };
    const refused = await ask(`${home}/reason`, { as: 'pharmacist', form: thin });
    assert.equal(refused.statusCode, 400);
    assert.match(refused.body, /in at least 15 letters/);
    assert.equal((await ask(home, { as: 'pharmacist' })).statusCode, 403);
  });

  it('a reason that the role may not give is none', async () => {
    const form = { reason: 'emergency', 'detail-emergency': 'Collapsed in the shop just now', checked: 'yes' };
    const page = await ask(`${home}/reason`, { as: 'pharmacist', form });
    assert.equal(page.statusCode, 400);
    assert.match(page.body, /Select your reason/);
  });

  it('a role that opens nothing is refused and offered nothing', async () => {
    const page = await ask(home, { as: 'privacyOfficer' });
    assert.equal(page.statusCode, 403);
    assert.doesNotMatch(page.body, /HAWTHORN|What is your reason/i);
  });

  it('a claim is in the log with its reason, and then the record opens for this person alone', async () => {
    const reason = 'Here at the counter with a new prescription';
    const form = { reason: 'present', 'detail-present': reason, checked: 'yes' };
    const claimed = await ask(`${home}/reason`, { as: 'pharmacist', form });
    assert.deepEqual([claimed.statusCode, claimed.headers.location], [303, home]);
    const opened = await ask(home, { as: 'pharmacist' });
    assert.equal(opened.statusCode, 200);
    assert.match(opened.body, /Penicillin/);
    assert.ok((await staff.logged('claim')).some(({ body }) => body.includes(reason)));
  });
});

describe('the stream of changes', () => {
  const listening: { address?: string } = {};

  /** As the page of this reader leads to it. */
  async function follows(as: TestRole) {
    listening.address ??= await staff.app.listen({ host: '127.0.0.1', port: 0 });
    const page = (await ask(home, { as })).body;
    const events = /data-live-events="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? 'no events';
    const closing = new AbortController();
    const answer = await fetch(listening.address + events, { headers: { cookie: `as=${as}` }, signal: closing.signal });
    const stream = { type: answer.headers.get('content-type'), said: '', close: () => closing.abort() };
    const read = async (): Promise<void> => {
      for await (const chunk of answer.body ?? []) stream.said += Buffer.from(chunk).toString('utf8');
    };
    void read().catch(() => undefined);
    return stream;
  }

  async function untilTold(stream: { readonly said: string }): Promise<void> {
    const startMs = performance.now();
    while (!stream.said.includes('event: changed') && performance.now() - startMs < 2_000) await pause(20);
    assert.match(stream.said, /^retry: \d+\n\nid: [\w-]{16}\nevent: changed\ndata:\n\n$/);
  }

  it('says that something changed, never what, within two seconds of the filing', async () => {
    const stream = await follows('gp');
    assert.equal(stream.type, 'text/event-stream; charset=utf-8');
    await staff.file('ZX902', bundleOf('W1', [{ ...denial, recordedDate: '2026-05-07' } as FhirResource], false));
    await untilTold(stream);
    stream.close();
  });

  // UK-18, attack 53: what is kept from a reader must not show by the moment at which it comes.
  it('says nothing to whoever does not see what was filed, and each look is in the log as an opening', async () => {
    const [doctor, carer] = [await follows('gp'), await follows('homeCarer')];
    const before = (await staff.logged('disclosure')).length;
    const letter = ofThePractice.filter(({ resourceType }) => resourceType === 'DocumentReference');
    await staff.file('ZX901', bundleOf('A1', letter, true));
    await untilTold(doctor);
    await pause(1_000);
    assert.match(carer.said, /^retry: \d+\n\n$/, 'a letter is not for a home carer');
    const looks = (await staff.logged('disclosure')).slice(before);
    assert.equal(looks.length, 2);
    for (const { body } of looks) assert.match(body, /\/staff\/people\/:id\/events/);
    await staff.file('ZX902', bundleOf('W1', [{ ...denial, recordedDate: '2026-05-08' } as FhirResource], false));
    await untilTold(carer);
    for (const stream of [doctor, carer]) stream.close();
  });

  it('what could not be looked at, since the log was down, is not told: nothing shows that it came', async () => {
    const stream = await follows('gp');
    staff.logState.isDown = true;
    await staff.file('ZX902', bundleOf('W1', [{ ...denial, recordedDate: '2026-05-09' } as FhirResource], false));
    await pause(1_000);
    staff.logState.isDown = false;
    assert.match(stream.said, /^retry: \d+\n\n$/);
    await staff.file('ZX902', bundleOf('W1', [{ ...denial, recordedDate: '2026-05-10' } as FhirResource], false));
    await untilTold(stream);
    stream.close();
  });

  it('is closed to whoever may not open the record, and tells the browser to stop asking', async () => {
    assert.equal((await ask(`${home}/events`, { as: 'nurse' })).statusCode, 204);
    assert.equal((await ask(`${home}/events`)).statusCode, 204);
  });

  it('a HEAD follows nothing: it has its headers, and is over', async () => {
    listening.address ??= await staff.app.listen({ host: '127.0.0.1', port: 0 });
    const signal = AbortSignal.timeout(10_000);
    const init = { method: 'HEAD', headers: { cookie: 'as=gp', connection: 'close' }, signal };
    const answer = await fetch(`${listening.address}${home}/events`, init);
    assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(await answer.text(), '');
  });

  it('follows on four pages of one session: a fifth is told so, and asks again in a minute', async () => {
    const open = [await follows('gp'), await follows('gp'), await follows('gp'), await follows('gp')];
    const fifth = await follows('gp');
    const startMs = performance.now();
    while (!fifth.said.includes('full') && performance.now() - startMs < 10_000) await pause(20);
    assert.equal(fifth.said, 'retry: 60000\nevent: full\ndata:\n\n');
    for (const stream of open) stream.close();
  });

  // The last of all: whoever is logged out here stays so.
  it('attack 13: ends at once when the session was ended, and long before its next heartbeat', async () => {
    const { port } = staff.app.server.address() as AddressInfo;
    const stream = await fetch(`http://127.0.0.1:${port}${home}/events`, { headers: { cookie: 'as=pharmacist' } });
    assert.equal(stream.status, 200);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    const startMs = performance.now();
    staff.endSession('pharmacist');
    assert.equal((await reader.read()).done, true);
    assert.ok(performance.now() - startMs < 2_000);
  });
});
