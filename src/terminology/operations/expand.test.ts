/** ValueSet/$expand over HL7's own definitions and over what the caller brings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ValueSet } from 'fhir/r4.js';
import { actCode, createAsking, faultOf, gender, genders, heldValueSet, value } from '../testing/asking.ts';

const { expand } = createAsking();

const listed = {
  include: [
    {
      system: genders,
      concept: [{ code: 'female', display: 'Woman' }, { code: 'male' }],
    },
  ],
};

describe('ValueSet-expand (R4 4.9.14)', () => {
  it('lists codes with system, display and total, in the order of the definition', async () => {
    const expanded = value(await expand({ url: gender }));
    assert.equal(expanded.url, gender);
    assert.equal(expanded.expansion?.total, 4);
    assert.deepEqual(
      expanded.expansion?.contains?.map(({ code, display }) => `${code} ${display}`),
      ['male Male', 'female Female', 'other Other', 'unknown Unknown'],
    );
    assert.ok(expanded.expansion?.parameter?.some(({ valueUri }) => valueUri === `${genders}|4.0.1`));
    assert.equal(expanded.compose, undefined);
    assert.ok(value(await expand({ url: gender, includeDefinition: 'true' })).compose !== undefined);
  });

  it('keeps the display that the value set gives, and never drops one', async () => {
    const expanded = value(await expand({}, [heldValueSet(listed)]));
    assert.deepEqual(
      expanded.expansion?.contains?.map(({ code, display }) => `${code} ${display}`),
      ['female Woman', 'male Male'],
    );
    const unknownSystem = {
      include: [
        {
          system: 'https://tests.example/unheard-of',
          concept: [{ code: 'a', display: 'As the source says' }, { code: 'b' }],
        },
      ],
    };
    const asIs = value(await expand({}, [heldValueSet(unknownSystem)]));
    assert.deepEqual(asIs.expansion?.contains, [
      { system: 'https://tests.example/unheard-of', code: 'a', display: 'As the source says' },
      { system: 'https://tests.example/unheard-of', code: 'b' },
    ]);
  });

  it('gives pages by count and offset, the size alone for count 0, and the total on each', async () => {
    const page = value(await expand({ url: gender, count: '2', offset: '1' }));
    assert.deepEqual(
      page.expansion?.contains?.map(({ code }) => code),
      ['female', 'other'],
    );
    assert.equal(page.expansion?.total, 4);
    assert.equal(page.expansion?.offset, 1);
  });

  it('of no code has no element for them, for an array is never empty (R4 2.6.2)', async () => {
    for (const none of [{ count: '0' }, { offset: '10' }, { filter: 'nobody' }]) {
      const { expansion } = value(await expand({ url: gender, ...none }));
      assert.deepEqual([expansion !== undefined, Object.hasOwn(expansion ?? {}, 'contains')], [true, false]);
    }
  });

  it('narrows by the beginnings of words, whatever their case and accents', async () => {
    const found = value(await expand({ url: 'http://hl7.org/fhir/ValueSet/observation-status', filter: 'ENT err' }));
    assert.deepEqual(
      found.expansion?.contains?.map(({ code }) => code),
      ['entered-in-error'],
    );
    assert.equal(found.expansion?.total, 1);
  });

  it('answers include, filter, import and exclude as sets', async () => {
    const system = actCode;
    const isA = { include: [{ system, filter: [{ property: 'concept', op: 'is-a' as const, value: 'IMP' }] }] };
    const codes = async (compose: ValueSet['compose']) =>
      (value(await expand({}, [heldValueSet(compose)])).expansion?.contains ?? []).map(({ code }) => code).sort();
    assert.deepEqual(await codes(isA), ['ACUTE', 'IMP', 'NONAC']);
    assert.deepEqual(
      await codes({ include: [{ system, filter: [{ property: 'concept', op: 'descendent-of', value: 'IMP' }] }] }),
      ['ACUTE', 'NONAC'],
    );
    assert.deepEqual(await codes({ ...isA, exclude: [{ system, concept: [{ code: 'ACUTE' }] }] }), ['IMP', 'NONAC']);
    assert.deepEqual(
      await codes({
        include: [
          {
            system,
            filter: [
              { property: 'concept', op: 'is-a', value: 'IMP' },
              { property: 'code', op: 'regex', value: '[A-Z]{5}' },
            ],
          },
        ],
      }),
      ['ACUTE', 'NONAC'],
    );
    assert.deepEqual(
      await codes({ include: [{ system, filter: [{ property: 'concept', op: 'in', value: 'IMP, AMB' }] }] }),
      ['AMB', 'IMP'],
    );
    assert.deepEqual(
      await codes({ include: [{ system, filter: [{ property: 'concept', op: 'generalizes', value: 'ACUTE' }] }] }),
      ['ACUTE', 'IMP', '_ActCareProvisionCode', '_ActEncounterCode'],
    );
    assert.deepEqual(
      await codes({
        include: [{ system: genders, valueSet: [gender], concept: [{ code: 'male' }, { code: 'nought' }] }],
      }),
      ['male'],
    );
    assert.deepEqual(
      await codes({ include: [{ valueSet: [gender, 'http://hl7.org/fhir/ValueSet/observation-status'] }] }),
      [],
    );
  });

  it('refuses by name what it does not know or support, and lists nothing instead', async () => {
    const refused = async (compose: ValueSet['compose']) => faultOf(await expand({}, [heldValueSet(compose)]));
    assert.match(
      await refused({ include: [{ system: 'http://snomed.info/sct' }] }),
      /^TERMINOLOGY-002 system: http:\/\/snomed.info\/sct is not loaded/,
    );
    assert.match(await refused({ include: [{ valueSet: ['https://tests.example/none'] }] }), /^TERMINOLOGY-001 /);
    assert.match(
      await refused({ include: [{ system: genders, filter: [{ property: 'code', op: 'regex', value: '(?=a)' }] }] }),
      /^TERMINOLOGY-005 filter: the pattern looks around/,
    );
    assert.match(await refused({ include: [{}] }), /^TERMINOLOGY-005 compose/);
    assert.match(faultOf(await expand({ url: gender, date: '2020' })), /^TERMINOLOGY-007 date: is not supported/);
    assert.match(faultOf(await expand({ url: gender, context: 'x' })), /^TERMINOLOGY-007 context/);
    assert.match(
      faultOf(await expand({ url: gender, count: '-1', activeOnly: 'yes' })),
      /^TERMINOLOGY-003 count: .*activeOnly: /,
    );
    assert.match(faultOf(await expand({})), /^TERMINOLOGY-003 url/);
  });

  it('refuses an expansion of more than 5,000 codes without count, with the limit, and gives it in pages', async () => {
    const concept = Array.from({ length: 5_001 }, (_, index) => ({ code: `c${index}` }));
    const large = heldValueSet({ include: [{ system: 'https://tests.example/many', concept }] });
    assert.match(
      faultOf(await expand({}, [large])),
      /^TERMINOLOGY-004 count: must be given: there are 5001 codes, and one answer holds 5000/,
    );
    const page = value(await expand({ count: '9999', offset: '4998' }, [large]));
    assert.deepEqual(
      page.expansion?.contains?.map(({ code }) => code),
      ['c4998', 'c4999', 'c5000'],
    );
  });

  it('ends when value sets import each other', async () => {
    const itself = { include: [{ valueSet: [gender] }] };
    assert.equal(value(await expand({}, [heldValueSet(itself)])).expansion?.total, 4);
  });
});
