/** Safety I10 and story A9: `doctor` says of the access log what is wrong, by what it knows exactly, and until when it was looked at. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogState, logFinding } from './log-finding.ts';

const good: LogState = {
  isTaking: true,
  entries: 800_000_000,
  oldestUnderivedMs: 0,
  durable: true,
  compared: 10_000,
  reconciled: true,
  missingEntries: 0,
  missingLeaves: 0,
  surplusLeaves: 0,
  brokenSequences: 0,
  markedDays: [],
};
const inspected = { isWhole: true, isLate: false, atMs: Date.UTC(2026, 10, 28, 3, 10) };

test('it claims no more than was compared: the newest entries, and the whole as of when it was gone through', () => {
  assert.deepEqual(
    [logFinding(good), logFinding({ ...good, inspected })].map(({ state, says }) => [state, says]),
    [
      [
        'ok',
        '800000000 entries; the newest 10000 are accounted for; all of it is gone through once a day, first ten minutes after a start; verify-log --region does it now',
      ],
      ['ok', '800000000 entries; the newest 10000 are accounted for; all of it was, 2026-11-28 03:10 UTC'],
    ],
  );
});

const wrongs: readonly [string, Partial<LogState>, RegExp][] = [
  ['takes no entries', { isTaking: false }, /takes no entries, so nothing is shown.*the-log-takes-no-entries\.md/],
  ['has entries that wait for their leaves', { oldestUnderivedMs: 61_000 }, /have waited for their leaves for 61 s/],
  [
    'misses entries and leaves',
    { reconciled: false, missingEntries: 1, missingLeaves: 2, surplusLeaves: 3, brokenSequences: 4 },
    /of the newest 10000 entries 1 entries are missing, 2 leaves are missing, 3 leaves have no entry, 4 persons’ numbers are broken: see .*does-not-verify\.md/,
  ],
  ['ends elsewhere than it was sealed', { reconciled: false }, /the leaves do not end where they were sealed/],
  ['is not signed any more', { sealFault: 'AUDIT-005' }, /not signed any more \(AUDIT-005\)/],
  [
    'was not what was signed',
    { inspected: { ...inspected, isWhole: false } },
    /not what was signed .* 2026-11-28 03:10 UTC/,
  ],
  [
    'was not gone through for days',
    { inspected: { ...inspected, isLate: true } },
    /gone through last 2026-11-28 03:10 UTC, which is done once a day/,
  ],
];
for (const [what, change, says] of wrongs)
  test(`a log that ${what} is wrong`, () => {
    const finding = logFinding({ ...good, inspected, ...change });
    assert.equal(finding.state, 'wrong');
    assert.match(finding.says, says);
  });

test('days that were marked are told for good, and are no fault of today', () => {
  const { state, says } = logFinding({ ...good, inspected, markedDays: ['2026-11-01', '2026-11-02'] });
  assert.equal(state, 'note');
  assert.match(says, /2 days are marked as not to be relied on, the last 2026-11-02/);
});
