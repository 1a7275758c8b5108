// Each line of the access log as a plain sentence: who, what, why (story A8; decisions at the top of safety.md).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LookLine } from '#record';
import { foldOwnLooks } from './fold-own-looks.ts';
import { sayLook } from './say-look.ts';

function aLook(change: Partial<LookLine> = {}): LookLine {
  return {
    entry: 1,
    atMs: Date.UTC(2026, 4, 20, 15, 10),
    kind: 'disclosure',
    caller: { kind: 'staff', identifier: 'mc', name: 'Mary Coyle' },
    role: { code: 'R0610', name: 'Sister/Charge Nurse' },
    organisation: { code: 'ZX31', name: 'Millgate Walk-in Centre' },
    purpose: 'TREAT',
    route: 'GET /staff/people/:id',
    outcome: 'disclosed',
    decidedBy: ['D23'],
    relationship: 'urgent-care',
    kinds: [],
    ...change,
  };
}
const aPerson = { kind: 'patient' as const, identifier: 'p', name: 'Ada Finch' };

test('a look says who, which kinds of entries and why', () => {
  const said = sayLook(
    aLook({ kinds: ['MedicationRequest', 'MedicationStatement', 'DiagnosticReport', 'DocumentReference'] }),
    true,
  );
  assert.deepEqual(said, {
    who: 'Mary Coyle',
    role: 'senior nurse at Millgate Walk-in Centre',
    what: 'Opened your record: medicines, test results and letters.',
    why: 'Because you attended Millgate Walk-in Centre.',
    kind: 'usual',
  });
});

test('a look of which no kind may be told says no more than that the record was opened', () => {
  assert.equal(sayLook(aLook(), true).what, 'Opened your record.');
});

test('a role stands in place of a name where names are closed', () => {
  const said = sayLook(aLook(), false);
  assert.equal(said.who, 'A senior nurse at Millgate Walk-in Centre');
  assert.equal(JSON.stringify(said).includes('Coyle'), false);
});

test('a role that we have no words for is said in the organisation’s own', () => {
  assert.equal(
    sayLook(aLook({ role: { code: 'R9999', name: 'Arts Therapist' } }), false).who,
    'An arts therapist at Millgate Walk-in Centre',
  );
});

test('a choice that was refused is told as that, to whoever tried it and by whom it was tried, and never as one that was made', () => {
  const refused = { kind: 'choice', outcome: 'refused', detail: { takesBack: 7 } } as const;
  const byStaff = sayLook(aLook(refused), true);
  const own = sayLook(aLook({ ...refused, caller: aPerson }), true);
  for (const said of [byStaff, own]) {
    assert.equal(said.what, 'Tried to change a choice about your record.');
    assert.equal(said.outcome, 'This was refused, and nothing was changed.');
  }
  assert.equal(byStaff.kind, 'stopped');
});

test('a refusal says that they were stopped, and by which rule in words', () => {
  const said = sayLook(aLook({ kind: 'refusal', outcome: 'refused', decidedBy: ['D7'] }), true);
  assert.equal(said.kind, 'stopped');
  assert.equal(said.outcome, 'They were stopped and saw nothing.');
  assert.equal(said.why, 'We know of no care that they give you.');
});

test('a trace in place of a record that stayed closed is a stop, not a search', () => {
  const said = sayLook(
    aLook({ kind: 'search', relationship: 'demographic-trace', detail: { stopped: true, refusedBy: 'D5' } }),
    true,
  );
  assert.equal(said.kind, 'stopped');
  assert.equal(said.outcome, 'They were stopped. They saw only who you are: name, date of birth, NHS number.');
  assert.equal(said.why, 'You asked for your record not to be shared with them.');
});

test('a search says what it showed', () => {
  const said = sayLook(aLook({ kind: 'search', relationship: 'demographic-trace' }), false);
  assert.equal(
    `${said.who}, ${said.role}`,
    'Your name came up in a search, by a senior nurse at Millgate Walk-in Centre',
  );
  assert.match(said.what, /^They saw only what tells people apart/);
});

test('breaking glass and opening after it stand out and give the reason that was written', () => {
  const reason = 'Found on the floor, cannot answer';
  const opened = sayLook(aLook({ relationship: 'emergency-access', reason }), true);
  assert.equal(opened.kind, 'emergency');
  assert.equal(opened.why, `They said that it was an emergency. They wrote: “${reason}”`);
  const { relationship: _, ...withoutRelationship } = aLook({ kind: 'break-glass', outcome: 'done', reason });
  const broken = sayLook(withoutRelationship, true);
  assert.equal(broken.kind, 'emergency');
  assert.equal(broken.why, `They wrote: “${reason}”`);
});

test('a sending system is named by its organisation', () => {
  const said = sayLook(
    aLook({
      kind: 'write',
      outcome: 'done',
      caller: { kind: 'system', identifier: 'c' },
      relationship: 'own-contribution',
    }),
    false,
  );
  assert.equal(`${said.who}, ${said.role}`, 'Millgate Walk-in Centre, by its computer system');
  assert.match(said.what, /^Sent something to your record/);
});

test('what the region did of itself is this service’s, and names no place', () => {
  const {
    caller: _,
    organisation: __,
    role: ___,
    relationship: ____,
    ...ofNobody
  } = aLook({ kind: 'choice', outcome: 'done' });
  const said = sayLook({ ...ofNobody, detail: { carried: 'choices' } }, true);
  assert.deepEqual([said.who, said.role, said.why], ['This service', undefined, 'To keep your record safe.']);
  assert.match(said.what, /^Found that a record is about you/);
});

test('the person themself is "You", whatever they did', () => {
  assert.equal(sayLook(aLook({ caller: aPerson }), false).who, 'You');
  assert.equal(sayLook(aLook({ caller: aPerson, detail: { shown: 'accessLog' } }), false).what, 'Read this list.');
  const told = sayLook(
    aLook({
      caller: aPerson,
      kind: 'administration',
      outcome: 'done',
      detail: { concern: 'not-known', concernsEntry: 12 },
    }),
    false,
  );
  assert.equal(told.what, 'Told us that something looks wrong with entry 12.');
});

test('three looks of one’s own in a row on one day are one row, and nobody else’s look is ever folded', () => {
  const own = aLook({ caller: aPerson });
  const lines = [
    own,
    own,
    own,
    aLook(),
    own,
    own,
    aLook({ kind: 'refusal', outcome: 'refused' }),
    aLook(),
    aLook(),
    aLook(),
  ];
  const folded = foldOwnLooks(lines, () => true);
  assert.deepEqual(
    folded.map((one) => (one.kind === 'own-run' ? one.count : one.line.caller?.kind)),
    [3, 'staff', 'patient', 'patient', 'staff', 'staff', 'staff', 'staff'],
  );
  assert.equal(foldOwnLooks([own, own, own], () => false).length, 3, 'days are not folded together');
});

test('a change of a team that the person named says what it means for them', () => {
  const join = sayLook(
    aLook({ kind: 'administration', outcome: 'done', detail: { team: 4, membership: 'join' } }),
    true,
  );
  assert.match(join.what, /They can open your record from now on/);
  assert.match(join.why, /You chose that this team sees your record/);
  const leave = sayLook(
    aLook({ kind: 'administration', outcome: 'done', detail: { team: 4, membership: 'leave' } }),
    true,
  );
  assert.match(leave.what, /can no longer open your record/);
  for (const [teamChange, said] of [
    ['rename', /another name\. Both names are under “My choices”/],
    ['end', /Nobody can open your record by it any more\. Under “My choices” you can name another/],
  ] as const) {
    const told = sayLook(aLook({ kind: 'administration', outcome: 'done', detail: { team: 4, teamChange } }), true);
    assert.match(told.what, said);
    assert.match(told.why, /You chose that this team sees your record/);
  }
});

test('what is noted of a member of staff and the person says what it means for them, and not who it is (D17)', () => {
  for (const [connection, said] of [
    ['self', 'Noted that a member of staff is you. At work they can no longer open your record.'],
    [
      'relative',
      'Noted that a member of staff is a relative of yours, or close to you. We are told when they open your record.',
    ],
    ['neither', 'Noted that a member of staff is not you, and no relative of yours. Before, it was noted otherwise.'],
    ['constructor', 'Looked at who has looked at your record.'],
  ] as const) {
    const noted = { kind: 'administration', outcome: 'done', relationship: 'review' } as const;
    const told = sayLook(aLook({ ...noted, detail: { alert: 4, connection } }), true);
    assert.deepEqual([told.what, told.why], [said, 'To check whether others had a good reason to look.']);
  }
});
