// R4 2.24.0.1, decimal: "The precision of the decimal value has significance: e.g. 0.010 is regarded as different to 0.01".
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { loadFhirDefinitions } from './definitions.ts';
import { createElementForms } from './patch/element-forms.ts';
import { applyPatch, readPatch } from './patch/read-patch.ts';
import type { Resource } from './resource-types.ts';
import { createResourceValidator } from './validate-resource.ts';
import {
  copyExactly,
  exactJsonText,
  keepDigits,
  parseExactJson,
  quantityValue,
  writtenDigits,
} from './written-digits.ts';

const definitions = loadFhirDefinitions();
const forms = createElementForms(definitions);

const decimals = ['1.00', '0.010', '-0.0', '1e2', '1.5E-3', '-0', '12345678901234567890', '3.14159265358979323846'];

describe('the digits of a decimal', () => {
  for (const decimal of decimals)
    it(`are kept from reading to writing: ${decimal}`, () => {
      const json = `{"a":[{"b":{"value":${decimal},"unit":"1.00"}}],"list":[1,${decimal}],"whole":1}`;
      const value = parseExactJson(json) as { a: [{ b: { value: number } }] };
      assert.equal(value.a[0].b.value, Number(decimal));
      assert.equal(JSON.stringify(value), json);
      assert.equal(exactJsonText({ ...copyExactly(value) }), json);
    });

  it('are nowhere to be seen but in what is written', () => {
    const value = parseExactJson('{"value":1.00}') as object;
    const names: string[] = [];
    for (const name in value) names.push(name);
    assert.deepEqual(
      [names, Object.keys(value), JSON.parse(JSON.stringify({ ...value }))],
      [['value'], ['value'], { value: 1 }],
    );
  });

  it('go with the object when it is spread, and are not believed of a number that was changed', () => {
    const value = parseExactJson('{"value":1.00,"unit":"g"}') as { value: number; unit: string };
    const { unit: _, ...rest } = value;
    assert.equal(exactJsonText({ ...rest, code: 'g' }), '{"value":1.00,"code":"g"}');
    const other = { ...value };
    keepDigits(other, 'value', '1.0000');
    assert.deepEqual(
      [JSON.stringify(value), JSON.stringify(other)].map((text) => text.slice(9, 15)),
      ['1.00,"', '1.0000'],
    );
    value.value = 2;
    assert.equal(writtenDigits(value, 'value'), undefined);
    assert.equal(JSON.stringify(value), '{"value":2,"unit":"g"}');
    keepDigits(value, 'value', undefined);
    value.value = 1;
    assert.equal(JSON.stringify(value), '{"value":1,"unit":"g"}');
  });

  it('are made of text for who builds a quantity', () => {
    assert.equal(JSON.stringify(quantityValue('5.10')), '{"value":5.10}');
    for (const sent of ['+7.0', '07.0']) assert.equal(JSON.stringify(quantityValue(sent)), '{"value":7.0}');
    assert.equal(JSON.stringify(quantityValue('-0.50')), '{"value":-0.50}');
  });

  it('are not mistaken in strings, keys and hostile names', () => {
    for (const json of [
      '{"1.00":"2.00","a\\"1.00":1.00}',
      '{"__proto__":{"value":1.0},"constructor":1.0}',
      '[[],[{"a":[{"b":1.50},{"b":2.50}]},1.0]]',
    ])
      assert.equal(JSON.stringify(parseExactJson(json)), json);
    assert.equal(({} as { value?: number }).value, undefined);
  });
});

test('whatever is written in JSON is written again with the same digits', () => {
  const decimal = fc
    .tuple(
      fc.boolean(),
      fc.nat(),
      fc.option(fc.stringMatching(/^\d{1,25}$/)),
      fc.option(fc.integer({ min: -20, max: 20 })),
    )
    .map(([isBelow, whole, fraction, exponent]) =>
      [
        isBelow ? '-' : '',
        whole,
        fraction === null ? '' : `.${fraction}`,
        exponent === null ? '' : `e${exponent}`,
      ].join(''),
    );
  const json = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      decimal,
      fc.string().map((text) => JSON.stringify(text)),
      fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
      // Names that are no index: an object of JavaScript puts those first.
      fc
        .uniqueArray(
          fc.tuple(
            fc.string().filter((name) => !/^\d+$/.test(name)),
            tie('value'),
          ),
          {
            maxLength: 4,
            selector: ([name]) => name,
          },
        )
        .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
    ),
  })).value;
  fc.assert(
    fc.property(json, (text) => {
      // A number that stands alone has nobody to hold its digits.
      assert.equal(JSON.stringify(parseExactJson(`{"a":${text}}`)), `{"a":${text}}`);
    }),
    { numRuns: 500 },
  );
});

const observation = '{"resourceType":"Observation","id":"a","valueQuantity":{"value":7.0,"unit":"g"}}';

/** A patch as it is sent, and what the resource says afterwards. */
function patched(patch: string): string {
  const read = readPatch(parseExactJson(patch));
  assert.ok(read.ok);
  const applied = applyPatch(parseExactJson(observation) as Resource, read.value, forms);
  assert.ok(applied.ok, JSON.stringify(applied));
  return JSON.stringify(applied.value);
}

function fhirpathPatch(type: string, value: string): string {
  return `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"${type}"},
    {"name":"path","valueString":"Observation.value.value"},{"name":"value","valueDecimal":${value}}]}]}`;
}

describe('a patch', () => {
  it('keeps the digits of what it does not touch', () => {
    assert.match(patched('[{"op":"replace","path":"/valueQuantity/unit","value":"mg"}]'), /"value":7\.0,/);
  });

  it('brings digits of its own, and takes those away that stood (RFC 6902, 4.6: they are equal all the same)', () => {
    const path = '"path":"/valueQuantity/value"';
    assert.match(patched(`[{"op":"replace",${path},"value":7.000}]`), /"value":7\.000,/);
    assert.match(patched(`[{"op":"test",${path},"value":7},{"op":"replace",${path},"value":7}]`), /"value":7,/);
    assert.match(patched(`[{"op":"replace","path":"/valueQuantity","value":{"value":0.10}}]`), /{"value":0\.10}/);
    assert.match(patched(`[{"op":"remove",${path}},{"op":"add",${path},"value":7}]`), /"value":7}/);
    assert.match(
      patched(`[{"op":"copy","from":"/valueQuantity/value","path":"/valueQuantity/other"}]`),
      /"value":7\.0,.*"other":7\.0}/,
    );
    assert.match(patched(fhirpathPatch('replace', '7.00')), /"value":7\.00,/);
    assert.match(patched(fhirpathPatch('replace', '7')), /"value":7,/);
  });
});

describe('an integer', () => {
  it('is written with digits alone: 1.0 and 1e2 are none (R4 2.24.0.1, integer)', () => {
    const validate = createResourceValidator(definitions);
    const place = (integer: string): string[] =>
      validate(
        parseExactJson(
          `{"resourceType":"Patient","multipleBirthInteger":${integer},"telecom":[{"system":"phone","rank":${integer},"value":"1"}]}`,
        ),
      ).map((flaw) => flaw.place);
    assert.deepEqual(place('2'), []);
    for (const wrong of ['2.0', '2e0'])
      assert.deepEqual(place(wrong), ['Patient.multipleBirth.ofType(integer)', 'Patient.telecom[0].rank']);
  });
});
