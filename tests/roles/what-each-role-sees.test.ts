/**
 * What each role sees of one and the same record (story A1), over HTTP: the table of docs/safety/access.md held against
 * the pages, and every look, refused ones too, on the patient's own list of who has looked (A5, A8).
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openReader, type Reader } from './reader.ts';
import { type RecordUnderTest, startRecordUnderTest } from './record-under-test.ts';

const readers = {
  GP: 'gp',
  'walk-in nurse': 'walk-in-nurse',
  'home carer': 'home-carer',
  receptionist: 'receptionist',
  'ward clerk': 'ward-clerk',
  'pharmacist, no relationship': 'supermarket-pharmacist',
  'the patient': 'patient-a1',
  'charity visitor': 'charity-visitor',
} as const;
type ReaderName = keyof typeof readers;
const readerNames = Object.keys(readers) as ReaderName[];

/** Section, words of Arthur's record that stand for it, and who sees them: in the order of `readers`. */
const expected: readonly (readonly [section: string, words: string, seenBy: string])[] = [
  //                                                                                   GP nurse carer recept clerk pharm patient charity
  ['who it is', '999 000 0018', 'yes yes yes yes yes yes no yes'],
  ['address', '14 Tannery Row', 'yes yes yes yes yes no no yes'],
  ['allergies', 'Anaphylaxis', 'yes yes yes no no no yes yes'],
  ['CPR recommendation', 'For attempted cardiopulmonary resuscitation', 'yes yes yes no no no no no'],
  ['reasonable adjustments', 'Needs a chair with arms', 'yes yes yes yes yes no no yes'],
  ['about me', 'Likes the test match on the radio', 'yes yes yes no no no no yes'],
  ['contingency plan', 'If he coughs up blood, call 999', 'yes yes yes no no no no yes'],
  ['care plan', 'Breakfast, then prompt tablets', 'yes yes yes no no no no no'],
  ["today's medicines", 'Apixaban', 'yes yes yes no no no yes no'],
  ['care visits', 'Porridge and tea, sat out', 'yes yes no no no no no no'],
  ['problems', 'Atrial fibrillation', 'yes yes no no no no yes no'],
  ['consultations', 'Cough for seven weeks', 'yes yes no no no no no no'],
  ['results', 'Haemoglobin', 'yes yes no no no no yes no'],
  ['histology, not released', 'Histology', 'yes yes no no no no no no'],
  ['documents', 'Lung cancer meeting letter', 'yes yes no no no no yes no'],
  ['appointments', 'Oncology clinic', 'yes yes no yes yes no yes no'],
  ['who is involved', 'Bea Barrow', 'yes yes no yes yes no no no'],
  ['sexual health, of the practice', 'Asked for a sexual health screen', 'yes no no no no no no no'],
];

const cellText = (isSeen: boolean): string => (isSeen ? 'yes' : 'no');

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.log(`figure: ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`);
}

describe('what each role sees of the record of story A1', () => {
  let record: RecordUnderTest;
  const seen = new Map<ReaderName, Reader>();

  before(async () => {
    record = await startRecordUnderTest();
    for (const name of readerNames) seen.set(name, await openReader(record, readers[name]));
  });
  after(() => record.stop());

  it('every role sees what its work needs, and nothing of the rest', () => {
    const actual = expected.map(([section, words]) => [
      section,
      ...readerNames.map((name) => cellText(seen.get(name)?.sees(words) === true)),
    ]);
    printTable([['section', ...readerNames], ...actual]);
    assert.deepEqual(
      actual.map(([section, ...cells]) => `${section}: ${cells.join(' ')}`),
      expected.map(([section, , seenBy]) => `${section}: ${seenBy}`),
    );
  });

  it('the pharmacist with no relationship is asked why, and is shown nothing clinical', () => {
    const pharmacist = seen.get('pharmacist, no relationship');
    assert.equal(pharmacist?.opened, false);
    assert.ok(pharmacist.sees('Why do you need to open this record?'));
  });

  it('every look, the refused one too, stands on the list of who has looked, numbered with no gap', async () => {
    const { looks, isComplete } = await record.whoHasLooked();
    const text = looks.join('\n');
    for (const who of [
      'Dr Nisha Patel, GP at Alderfen Surgery Opened your record',
      'Sister Mary Coyle, senior nurse at Millgate Walk-in and Urgent Treatment Centre Opened your record',
      'Ms Dami Adeleke, care worker at Brightdoor Home Care Opened your record',
      'Mrs Sandra Holt, receptionist at Alderfen Surgery Opened your record',
      'Mr Gary Perry, ward clerk at Tarnholt Hospitals Opened your record',
      'Ms Heidi Cole, pharmacist at Brightmart Pharmacy Tried to open your record. They were stopped.',
    ])
      assert.ok(text.includes(who), `${who} is not in:\n${text}`);
    assert.ok(isComplete, text);
  });
});
