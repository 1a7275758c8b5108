/** What a reader is shown of what sources said: issue 2, items 4 and 9; hazards of a silent or wrong "none". */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Resource } from '#fhir/resource-types.ts';
import { arrangeAllergies } from './allergies.ts';
import { arrangeRecord } from './arrange-record.ts';
import { createAuthorReader } from './authors.ts';
import { narrativeText } from './fhir-words.ts';
import { filterJournal, noFilter, wordsTest } from './filter-journal.ts';
import { arrangeFirstThings } from './first-things.ts';
import { searchableText, writeEntry } from './journal-entry.ts';
import { arrangeJournal } from './journal-lines.ts';
import { arrangeMedicines, ingredientOf } from './medicines.ts';
import { arrangePerson } from './person-details.ts';
import { arrangeProblems } from './problems.ts';
import { arrangeResults } from './results.ts';
import { entry, nowMs, recordOf } from './testing/record-for-tests.ts';

const snomed = 'http://snomed.info/sct';

const allergy = (text: string, more: object = {}): Resource => ({
  resourceType: 'AllergyIntolerance',
  code: { text },
  recordedDate: '2026-05-03',
  ...more,
});

const noKnown = allergy('No known allergies', {
  code: { text: 'No known allergies', coding: [{ system: snomed, code: '716186003' }] },
});

const medicine = (text: string, status: string, more: object = {}): Resource => ({
  resourceType: 'MedicationRequest',
  status,
  intent: 'order',
  medicationCodeableConcept: { text },
  authoredOn: '2026-05-12',
  dosageInstruction: [{ text: 'once a day' }],
  ...more,
});

interface ResultOptions {
  readonly unit?: string;
  readonly method?: string;
  readonly code?: string;
  readonly status?: string;
  readonly day?: number;
  readonly id?: string;
  readonly more?: object;
}

const result = (value: number, options: ResultOptions = {}): Resource => ({
  resourceType: 'Observation',
  ...(options.id === undefined ? {} : { id: options.id }),
  status: options.status ?? 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
  ],
  code: { text: 'Potassium', coding: [{ system: snomed, code: options.code ?? '1000651000000109' }] },
  effectiveDateTime: `2026-05-${String(options.day ?? 10).padStart(2, '0')}T08:00:00+01:00`,
  valueQuantity: { value, unit: options.unit ?? 'mmol/L' },
  referenceRange: [{ low: { value: 3.5 }, high: { value: 5.3 }, text: '3.5-5.3' }],
  ...(options.method === undefined ? {} : { method: { text: options.method } }),
  ...options.more,
});

describe('allergies of several sources', () => {
  it('the same substance in other words is one line that names both sources, and any severe one makes it severe', () => {
    const arranged = arrangeAllergies(
      arrangeRecord(
        recordOf([
          entry(allergy('Allergy to penicillin'), { contentClass: 'allergy' }),
          entry(allergy('PENICILLIN', { criticality: 'high' }), { source: 'hospital', contentClass: 'allergy' }),
        ]),
      ),
    );
    assert.equal(arranged.groups.length, 1);
    assert.equal(arranged.groups[0]?.isSevere, true);
    assert.deepEqual(arranged.groups[0]?.said.map(({ source }) => source).sort(), ['Alder Practice', 'Tarn Hospitals']);
  });

  it('one source’s allergy wins the headline and the other’s “no known allergies” stands beside it', () => {
    const arranged = arrangeAllergies(
      arrangeRecord(
        recordOf([
          entry(allergy('Penicillin'), { contentClass: 'allergy' }),
          entry(noKnown, { source: 'walkIn', contentClass: 'allergy' }),
        ]),
      ),
    );
    assert.deepEqual(
      arranged.groups.map(({ substance }) => substance),
      ['Penicillin'],
    );
    assert.deepEqual(
      arranged.denials.map(({ source, isLive }) => [source, isLive]),
      [['Millgate Walk-in Centre', true]],
    );
    const walkIn = arranged.answers.find(({ source }) => source.name === 'Millgate Walk-in Centre');
    assert.equal(walkIn?.statement, 'No known allergies');
  });

  it('a copy of a pulled source that denies is no live denial, and an unreachable source said nothing', () => {
    const record = recordOf([entry(noKnown, { contentClass: 'allergy' })], { unreachable: ['mentalHealth'] });
    const arranged = arrangeAllergies(arrangeRecord(record));
    assert.equal(arranged.denials[0]?.isLive, false);
    const silent = arranged.answers.find(({ source }) => source.name === 'Tarn Mental Health');
    assert.deepEqual([silent?.state, silent?.said], ['unreachable', undefined]);
  });

  it('refuted, resolved and withdrawn allergies are no headline', () => {
    const refuted = { verificationStatus: { coding: [{ code: 'refuted' }] } };
    const arranged = arrangeAllergies(
      arrangeRecord(
        recordOf([
          entry(allergy('Latex', refuted)),
          entry(allergy('Nuts', { clinicalStatus: { coding: [{ code: 'resolved' }] } })),
          entry(allergy('Eggs'), { isWithdrawn: true }),
        ]),
      ),
    );
    assert.equal(arranged.groups.length, 0);
  });

  it('a source is named only where this reader sees something from it, or where it answers nobody', () => {
    const arranged = arrangeRecord(recordOf([entry(noKnown)], { unreachable: ['mentalHealth'] }));
    assert.deepEqual(
      arranged.sources.map(({ source }) => source.name),
      ['Alder Practice', 'Tarn Mental Health'],
    );
  });
});

describe('problems', () => {
  const condition = (text: string, status: string, more: object = {}): Resource => ({
    resourceType: 'Condition',
    clinicalStatus: { coding: [{ code: status }] },
    code: { text },
    recordedDate: '2026-01-02',
    ...more,
  });

  it('a problem that one source closed and another holds open stays in sight', () => {
    const arranged = arrangeProblems(
      arrangeRecord(
        recordOf([
          entry(condition('Heart failure', 'resolved'), { contentClass: 'problem' }),
          entry(condition('Heart failure', 'active'), { source: 'hospital', contentClass: 'problem' }),
          entry(condition('Cough', 'resolved'), { contentClass: 'problem' }),
        ]),
      ),
    );
    assert.deepEqual(
      arranged.active.map(({ name }) => name),
      ['Heart failure'],
    );
    assert.equal(arranged.pastCount, 1);
  });

  it('a code that nobody knows is shown: by its words, else by the code itself', () => {
    const unknown = { code: { coding: [{ system: 'urn:local', code: 'QX17' }] } };
    const arranged = arrangeProblems(
      arrangeRecord(recordOf([entry(condition('x', 'active', unknown), { contentClass: 'problem' })])),
    );
    assert.equal(arranged.active[0]?.name, 'QX17');
  });
});

describe('medicines side by side', () => {
  it('listed here and stopped there is a conflict that names both sources', () => {
    const arranged = arrangeMedicines(
      arrangeRecord(
        recordOf([
          entry(medicine('Ramipril 5mg capsules', 'active')),
          entry(medicine('Ramipril 5mg capsules', 'stopped', { statusReason: { text: 'Potassium raised' } }), {
            source: 'hospital',
          }),
          entry(medicine('Apixaban 5mg tablets', 'active')),
        ]),
      ),
    );
    assert.deepEqual(
      arranged.current.map(({ name, isDisputed, isAnticoagulant }) => [name, isDisputed, isAnticoagulant]),
      [
        ['Ramipril 5mg capsules', true, false],
        ['Apixaban 5mg tablets', false, true],
      ],
    );
    const [conflict] = arranged.conflicts;
    assert.match(conflict?.sentences.join(' ') ?? '', /Alder Practice lists it\./);
    assert.match(conflict?.sentences.join(' ') ?? '', /Tarn Hospitals stopped it \(Potassium raised\)\./);
  });

  it('one ingredient current in two strengths at two sources is a conflict', () => {
    const arranged = arrangeMedicines(
      arrangeRecord(
        recordOf([
          entry(medicine('Bisoprolol 2.5mg tablets', 'active')),
          entry(medicine('Bisoprolol 5mg tablets', 'active'), { source: 'hospital' }),
        ]),
      ),
    );
    assert.equal(arranged.conflicts.length, 1);
    assert.ok(arranged.current.every(({ isDisputed }) => isDisputed));
    assert.equal(ingredientOf('Isosorbide mononitrate 25mg tablets'), 'isosorbide mononitrate');
  });

  it('an ended course is no conflict, and not listed is no statement', () => {
    const arranged = arrangeMedicines(
      arrangeRecord(
        recordOf([
          entry(medicine('Amoxicillin 500mg capsules', 'completed')),
          entry(medicine('Metformin 500mg tablets', 'active'), { source: 'hospital' }),
        ]),
      ),
    );
    assert.equal(arranged.conflicts.length, 0);
    assert.deepEqual(
      arranged.stopped.map(({ name }) => name),
      ['Amoxicillin 500mg capsules'],
    );
  });
});

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
      entry({ resourceType: 'Patient', id: 'p' }),
    ]);
    const arranged = arrangeRecord(record);
    const lines = arrangeJournal(arranged);
    assert.deepEqual(
      lines.map((line) => writeEntry(arranged, line).title),
      ['Urea and electrolytes', 'Consultation: Cough'],
    );
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

describe('who the record is about', () => {
  const patient = (more: object): Resource => ({
    resourceType: 'Patient',
    gender: 'female',
    birthDate: '1948-02-12',
    ...more,
  });

  it('what two sources say differently is named with each source’s words; capitals and spaces are no difference', () => {
    const record = recordOf([
      entry(patient({ name: [{ use: 'official', family: 'HALE', given: ['Dorothy'] }] })),
      entry(patient({ name: [{ use: 'official', family: 'Hale', given: ['Dorothy'] }], birthDate: '1948-12-02' }), {
        source: 'hospital',
      }),
    ]);
    const details = arrangePerson(record, createAuthorReader(record));
    assert.deepEqual(
      details?.differences.map(({ detail }) => detail),
      ['Date of birth'],
    );
    assert.equal(details?.differences[0]?.said.length, 2);
  });
});

describe('the first things', () => {
  const flag = (kind: string, text: string, status = 'active'): Resource => ({
    resourceType: 'Flag',
    status,
    category: [{ coding: [{ system: 'https://goldthread.example/CodeSystem/flag-kind', code: kind }] }],
    code: { text },
    period: { start: '2026-04-02' },
  });

  it('come in their order, only while they stand, and say of each other thing what every source said', () => {
    const record = recordOf([
      entry(flag('safeguarding', 'Adult concern open')),
      entry(flag('cpr-recommendation', 'For attempted cardiopulmonary resuscitation')),
      entry(flag('reasonable-adjustment', 'Old one', 'inactive')),
    ]);
    const arranged = arrangeFirstThings(arrangeRecord(record), undefined);
    assert.deepEqual(
      arranged.facts.map(({ thing }) => thing),
      ['cpr', 'safeguarding'],
    );
    assert.deepEqual(
      arranged.answers.get('adjustments')?.map(({ said }) => said),
      ['no-entries'],
    );
  });
});
