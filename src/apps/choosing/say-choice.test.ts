// Decision 88: a choice that came with a record is said as such, and names nobody whose record it may have been.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KeptChoice } from '#privacy';
import { choiceText, makerText, makingText } from './say-choice.ts';

const kept = {
  madeBy: { kind: 'person', issuer: 'https://issuer.example', id: 'p', name: 'Ada Finch' },
  evidence: 'Telephone 01632 960001',
  startsMs: Date.UTC(2026, 10, 28),
  carried: { chosenMs: Date.UTC(2026, 9, 3), source: 7 },
  ended: undefined,
} as unknown as KeptChoice;
const names = {
  audience: 'staff',
  placeName: (number: number) => (number === 7 ? 'Alderfen Surgery' : undefined),
  organisationName: () => 'Millgate Walk-in Centre',
} as const;

it('staff read with whose record a choice came and when it was made, and neither a name nor the evidence of whoever made it', () => {
  const said = makingText(kept, names);
  assert.match(
    said.carried?.text ?? '',
    /^It came with what Alderfen Surgery wrote, when that was found to be about the person\./,
  );
  assert.deepEqual([said.at, said.carried?.at], ['2026-10-03T00:00:00.000Z', '2026-11-28T00:00:00.000Z']);
  assert.doesNotMatch(JSON.stringify(said), /Ada|01632/);
});

it('attack 27: a place that the record’s door left out, of a choice that came or of an objection, is another place', () => {
  const came = { ...kept, carried: { chosenMs: 0, source: undefined } } as KeptChoice;
  assert.match(makingText(came, names).carried?.text ?? '', /^It came with what another place wrote,/);
  const objection = { kind: 'objection', scope: 'source', policy: 'absolute', aboutSource: undefined };
  assert.match(choiceText({ ...kept, ...objection } as KeptChoice, names), /^What another place wrote is kept/);
});

it('a choice that staff wrote down keeps their name, and one that stands as it was made keeps both', () => {
  const byStaff = { ...kept, madeBy: { ...kept.madeBy, kind: 'staff', name: 'Ruth Coyle' } } as KeptChoice;
  assert.match(makingText(byStaff, names).by, /^Ruth Coyle, Millgate Walk-in Centre/);
  const own = makingText({ ...kept, carried: undefined }, names);
  assert.deepEqual([own.by, own.evidence, own.carried], ['Ada Finch', 'Telephone 01632 960001', undefined]);
});

it('attack 27: staff of a place that the record’s door left out are staff of another place', () => {
  const by = { kind: 'staff-elsewhere' } as const;
  assert.equal(makingText({ ...kept, madeBy: by }, names).by, 'staff of another place, for the person');
  assert.equal(makerText(by, { ...names, audience: 'person' }), 'staff of another place, for you');
});

it('a choice that came and was taken back since is not offered to be taken back', () => {
  const ended = { atMs: 0, by: kept.madeBy, evidence: '' };
  assert.doesNotMatch(makingText({ ...kept, ended }, names).carried?.text ?? '', /taken back here/);
});
