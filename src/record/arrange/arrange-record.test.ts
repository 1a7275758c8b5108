/** What a reader is shown of what sources said: issue 2, item 9; hazards of a silent or wrong "none". */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Resource } from '#fhir/resource-types.ts';
import { arrangeAllergies } from './allergies.ts';
import { arrangeRecord } from './arrange-record.ts';
import { createAuthorReader } from './authors.ts';
import { arrangeFirstThings } from './first-things.ts';
import { arrangeMedicines, ingredientOf } from './medicines.ts';
import { arrangePerson } from './person-details.ts';
import { arrangeProblems } from './problems.ts';
import { entry, recordOf } from './testing/record-for-tests.ts';

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

  it('two substances in another script are two, each with its name', () => {
    const arranged = arrangeAllergies(
      arrangeRecord(
        recordOf(['Пенициллин', 'Арахис', 'पेनिसिलिन'].map((text) => entry(allergy(text), { contentClass: 'allergy' }))),
      ),
    );
    assert.deepEqual(arranged.groups.map(({ substance }) => substance).sort(), ['Арахис', 'Пенициллин', 'पेनिसिलिन']);
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
    const known = entry({ resourceType: 'Patient' }, { source: 'community', contentClass: 'demographics' });
    const named = arrangeRecord(recordOf([entry(noKnown), known])).sources;
    assert.deepEqual(
      named.map(({ source }) => source.name),
      ['Alder Practice'],
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
