/** Results and the journal: issue 2, items 4 and 9; what is joined, what is counted, what is struck through. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Resource } from '#fhir/resource-types.ts';
import { arrangeRecord } from './arrange-record.ts';
import { createAuthorReader } from './authors.ts';
import { joined } from './entry-words.ts';
import { narrativeText } from './fhir-words.ts';
import { filterJournal, noFilter, wordsTest } from './filter-journal.ts';
import { searchableText, writeEntry } from './journal-entry.ts';
import { arrangeJournal } from './journal-lines.ts';
import { arrangeResults } from './results.ts';
import { entry, nowMs, recordOf } from './testing/record-for-tests.ts';
import { result } from './testing/result-for-tests.ts';

describe('results', () => {
  const seriesOf = (...resources: readonly (Resource | [Resource, string])[]) =>
    arrangeResults(
      arrangeRecord(
        recordOf(
          resources.map((one) =>
            Array.isArray(one)
              ? entry(one[0], { source: one[1], contentClass: 'investigationResult' })
              : entry(one, { source: 'hospital', contentClass: 'investigationResult' }),
          ),
        ),
      ),
    ).groups.filter((group) => group.kind === 'series');

  it('another unit or another method is another series', () => {
    assert.equal(seriesOf(result(5.1), result(5.2, { day: 11 })).length, 1);
    assert.equal(seriesOf(result(5.1), result(199, { unit: 'mg/L' })).length, 2);
    assert.equal(seriesOf(result(5.1, { method: 'ISE' }), result(5.2, { method: 'Flame' })).length, 2);
    assert.equal(seriesOf(result(5.1), result(5.2, { code: '1' })).length, 2);
  });

  it('two laboratories that name no method stand in one picture and are never joined', () => {
    const [series] = seriesOf([result(5.1), 'hospital'], [result(5.2, { day: 11 }), 'walkIn']);
    assert.equal(new Set(series?.points.map(({ joinKey }) => joinKey)).size, 2);
  });

  it('each point keeps the range and the unit that came with it, and the flag is the source’s', () => {
    const flagged = result(5.2, { day: 12, more: { interpretation: [{ coding: [{ code: 'HH' }] }] } });
    const other = result(5.4, { day: 11, more: { referenceRange: [{ text: '3.0-5.5' }] } });
    const [series] = seriesOf(flagged, other);
    assert.deepEqual(
      series?.points.map(({ rangeText, standing }) => [rangeText, standing.words]),
      [
        ['3.5-5.3', 'High, critical'],
        ['3.0-5.5', 'In range'],
      ],
    );
  });

  it('a withdrawn value stays, says who and when, and a corrected one says what it was', () => {
    const note = { authorString: 'R Iqbal', time: '2026-05-20T16:40:00+01:00', text: 'Withdrawn at the source.' };
    const withdrawn = entry(result(6.8, { status: 'entered-in-error', more: { note: [note] } }), { isWithdrawn: true });
    const correction = { authorString: 'R Iqbal', text: 'Corrected. Earlier value: 6.8 mmol/L' };
    const corrected = entry(result(5.1, { status: 'corrected', day: 12, more: { note: [correction] } }));
    const { groups } = arrangeResults(arrangeRecord(recordOf([withdrawn, corrected])));
    const [series] = groups;
    assert.ok(series?.kind === 'series');
    const [newest, oldest] = series.points;
    assert.deepEqual([newest?.state.isCorrected, newest?.earlier[0]?.text], [true, '6.8 mmol/L']);
    assert.deepEqual([oldest?.state.isWithdrawn, oldest?.state.withdrawal?.by], [true, 'R Iqbal']);
  });

  it('a report in words keeps its lines and its spaces', () => {
    const text = 'CULTURE   Staph. aureus  ++\nFlucloxacillin   S\nPenicillin       R';
    const lines = entry({
      resourceType: 'Observation',
      id: 'o1',
      status: 'final',
      code: { text: 'Culture' },
      valueString: text,
      effectiveDateTime: '2026-05-11',
    });
    const report = entry({
      resourceType: 'DiagnosticReport',
      status: 'final',
      code: { text: 'Wound swab' },
      effectiveDateTime: '2026-05-11',
      result: [{ reference: 'Observation/o1' }],
    });
    const { groups } = arrangeResults(arrangeRecord(recordOf([lines, report])));
    assert.ok(groups[0]?.kind === 'report');
    assert.equal(groups[0].text, text);
  });
});

describe('the journal', () => {
  const note = (title: string, date: string, more: object = {}): Resource => ({
    resourceType: 'Composition',
    status: 'final',
    type: { text: title },
    title,
    date,
    author: [{ display: 'Dr N Patel, General practitioner' }],
    section: [{ title: 'Plan', text: { status: 'generated', div: `<div><p>${title} &amp; more</p></div>` } }],
    ...more,
  });

  it('a report with its values is one line, and an attendance with its note is one line', () => {
    const record = recordOf([
      entry(result(5.1, { id: 'o2' }), { source: 'hospital', contentClass: 'investigationResult' }),
      entry(
        {
          resourceType: 'DiagnosticReport',
          status: 'final',
          code: { text: 'Urea and electrolytes' },
          effectiveDateTime: '2026-05-10',
          result: [{ reference: 'Observation/o2' }],
        },
        { source: 'hospital', contentClass: 'investigationResult' },
      ),
      entry({
        resourceType: 'Encounter',
        id: 'v1',
        status: 'finished',
        class: { code: 'AMB' },
        reasonCode: [{ text: 'Cough' }],
        period: { start: '2026-05-09T10:00:00+01:00' },
      }),
      entry(note('Consultation', '2026-05-09T10:08:00+01:00', { encounter: { reference: 'Encounter/v1' } })),
      entry({
        resourceType: 'Encounter',
        id: 'v2',
        status: 'finished',
        class: { code: 'HH' },
        type: [{ text: 'Evening visit' }],
        reasonCode: [{ text: 'Supper' }],
        period: { start: '2026-05-08T18:34:00+01:00' },
      }),
      entry({
        resourceType: 'Communication',
        status: 'completed',
        category: [{ text: 'Evening visit' }],
        encounter: { reference: 'Encounter/v2' },
        sent: '2026-05-08T18:34:00+01:00',
        payload: [{ contentString: 'Ate half' }],
      }),
      entry({ resourceType: 'Patient', id: 'p' }),
    ]);
    const arranged = arrangeRecord(record);
    const lines = arrangeJournal(arranged);
    assert.deepEqual(
      lines.map((line) => writeEntry(arranged, line).title),
      ['Urea and electrolytes', 'Consultation: Cough', 'Evening visit: Supper'],
    );
  });

  it('what an entry holds is put together as sentences, and what ends one already gets no second full stop', () => {
    const text = (...parts: (string | undefined)[]) =>
      joined(...parts)
        .map((part) => part.text)
        .join('');
    assert.equal(
      text('Two visits a day.', undefined, '', 'Prompt tablets', 'Done?', 'Yes'),
      'Two visits a day. Prompt tablets. Done? Yes',
    );
    assert.equal(text('Booked'), 'Booked');
  });

  it('an entry says who wrote it in which profession, and takes its lane from role, then setting', () => {
    const role: Resource = {
      resourceType: 'PractitionerRole',
      id: 'r1',
      practitioner: { display: 'Ms Bea Barrow' },
      code: [
        {
          coding: [{ system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName', code: 'R0700' }],
          text: 'Community nurse',
        },
      ],
    };
    const referred = new Map([['PractitionerRole/r1', role]]);
    const written = note('Visit', '2026-05-10', { author: [{ reference: 'PractitionerRole/r1' }] });
    const unknown = note('Letter', '2026-05-09', { author: [{ display: 'J Doe, Orthoptist' }] });
    const record = recordOf([entry(written, { source: 'practice' }), entry(unknown, { source: 'hospital' })], {
      referred,
    });
    const lines = arrangeJournal(arrangeRecord(record));
    assert.deepEqual(
      lines.map(({ lane, author }) => [lane, author?.name, author?.profession]),
      [
        ['nursing', 'Ms Bea Barrow', 'Community nurse'],
        ['hospital', 'J Doe', 'Orthoptist'],
      ],
    );
  });

  it('an organisation that is named by its code is no author', () => {
    const odsOnly = { identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'ZX91' } };
    const one = entry(result(5, { more: { performer: [{ ...odsOnly, display: 'Tarn Hospitals' }] } }));
    assert.equal(createAuthorReader(recordOf([one])).authorOf(one), undefined);
  });

  it('counts with filters: what is shown and what is left out make the whole, whatever the filter', () => {
    const titles = ['Wound dressed', 'Fall in the night', 'Settled'];
    const entries = Array.from({ length: 40 }, (_, index) =>
      entry(note(titles[index % 3] ?? '', `2026-0${1 + (index % 5)}-0${1 + (index % 9)}`), {
        source: index % 2 === 0 ? 'practice' : 'community',
      }),
    );
    const arranged = arrangeRecord(recordOf(entries));
    const lines = arrangeJournal(arranged);
    const textOf = (line: (typeof lines)[number]): string => searchableText(arranged, line);
    fc.assert(
      fc.property(
        fc.record({
          words: fc.constantFrom('', 'fall', 'WOUND', 'nothing like it', 'night fall'),
          lanes: fc.subarray(['gp', 'nursing', 'hospital'] as const),
          kinds: fc.subarray(['note', 'result'] as const),
          period: fc.constantFrom('all', '72h', '14d', '3m', '12m', 'dates'),
          from: fc.constantFrom('', '2026-02-01'),
          to: fc.constantFrom('', '2026-03-31'),
        }),
        (parts) => {
          const filter = { ...noFilter, ...parts };
          const shown = filterJournal(lines, filter, { nowMs, textOf });
          const left = lines.filter((line) => !shown.includes(line));
          assert.equal(shown.length + left.length, 40);
          const again = filterJournal(shown, filter, { nowMs, textOf });
          assert.deepEqual(again, shown);
        },
      ),
    );
    const falls = filterJournal(lines, { ...noFilter, words: 'night FALL' }, { nowMs, textOf });
    assert.equal(falls.length, 13);
    const march = { ...noFilter, period: 'dates', from: '2026-03-01', to: '2026-03-31' } as const;
    assert.equal(filterJournal(lines, march, { nowMs, textOf }).length, 8);
  });

  it('words are found without marks, capitals or order', () => {
    assert.ok(wordsTest('lefevre zoe')('Zoë Lefèvre came'));
    assert.ok(!wordsTest('zoe smith')('Zoë Lefèvre came'));
  });

  it('a withdrawn entry stays, struck through, and says who and when', () => {
    const record = recordOf([entry(note('Letter', '2026-05-10'), { isWithdrawn: true, source: 'hospital' })]);
    const arranged = arrangeRecord(record);
    const written = writeEntry(arranged, arrangeJournal(arranged)[0]!);
    assert.equal(written.state.isWithdrawn, true);
    assert.match(written.body[0]?.text ?? '', /^Withdrawn by Tarn Hospitals, 21-May-2026 09:00\. /);
    assert.ok(written.body.slice(1).every((part) => part.as === 'withdrawn'));
  });

  it('a preliminary result is labelled, and a type without words of its own is still shown', () => {
    const record = recordOf([
      entry(result(5, { status: 'preliminary' })),
      entry({ resourceType: 'VisionPrescription', created: '2026-05-01', text: { div: '<div>R -1.25</div>' } }),
    ]);
    const arranged = arrangeRecord(record);
    const [first, second] = arrangeJournal(arranged).map((line) => writeEntry(arranged, line));
    assert.equal(first?.state.isPreliminary, true);
    assert.deepEqual([second?.title, second?.body[0]?.text], ['Vision prescription', 'R -1.25']);
  });

  it('whatever a narrative holds, its words come out and none of its markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
        const expected = text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '')
          .join('\n');
        assert.equal(narrativeText(`<div xmlns="http://www.w3.org/1999/xhtml"><p>${escaped}</p></div>`), expected);
      }),
    );
  });
});
