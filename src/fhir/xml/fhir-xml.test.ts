// FHIR's XML (R4 2.6.1, xml.html): what is read and written is the same resource as its JSON, and what is wrong is named.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadFhirDefinitions } from '../definitions.ts';
import { filledResource, filledValue } from '../testing/filled-resource.ts';
import { resourceExamples } from '../testing/resource-examples.ts';
import { createFhirXml } from './fhir-xml.ts';

const definitions = loadFhirDefinitions();
const xml = createFhirXml(definitions);
const resourceTypes = [...definitions.types.values()]
  .filter(({ kind, abstract }) => kind === 'resource' && abstract !== true)
  .map(({ name }) => name);

function written(resource: unknown): string {
  return xml.write(Buffer.from(JSON.stringify(resource))).toString('utf8');
}

function read(text: string): unknown {
  const reading = xml.read(Buffer.from(text));
  if (!reading.ok) throw new Error(JSON.stringify(reading.flaws));
  return JSON.parse(reading.json.toString('utf8'));
}

function flawOf(text: string | Buffer): { place: string; rule: string } {
  const reading = xml.read(Buffer.from(text as string));
  assert.equal(reading.ok, false, 'it was read');
  return (reading as Extract<typeof reading, { ok: false }>).flaws[0]!;
}

const patient = (content: string): string => `<Patient xmlns="http://hl7.org/fhir">${content}</Patient>`;

/** A small generator of our own: fast-check chooses where it begins, and shrinks towards 0. */
function chooser(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % limit;
  };
}

describe('FHIR’s XML', () => {
  it('is written as the standard shows it: attributes, order, id, url, extensions (R4 2.6.1)', () => {
    const resource = {
      resourceType: 'Patient',
      birthDate: '1970-03-30',
      _birthDate: { id: '314159', extension: [{ url: 'http://example.org/text', valueString: 'Easter 1970' }] },
      name: [{ given: ['Ada', null], _given: [null, { extension: [{ url: 'urn:x', valueBoolean: true }] }], id: 'n1' }],
      active: true,
      id: 'p1',
      contained: [{ resourceType: 'Organization', id: 'o1', name: 'A & B' }],
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Ada</p></div>' },
    };
    assert.equal(
      written(resource),
      '<?xml version="1.0" encoding="UTF-8"?><Patient xmlns="http://hl7.org/fhir"><id value="p1"/>' +
        '<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Ada</p></div></text>' +
        '<contained><Organization><id value="o1"/><name value="A &amp; B"/></Organization></contained>' +
        '<active value="true"/><name id="n1"><given value="Ada"/><given><extension url="urn:x">' +
        '<valueBoolean value="true"/></extension></given></name><birthDate id="314159" value="1970-03-30">' +
        '<extension url="http://example.org/text"><valueString value="Easter 1970"/></extension></birthDate></Patient>',
    );
    assert.deepEqual(read(written(resource)), resource);
  });

  it('carries every element of every resource type there and back', () => {
    for (const type of resourceTypes)
      for (const seed of [1, 2]) {
        const resource = filledResource(definitions, type, { choose: chooser(seed), deepest: 2 });
        assert.deepEqual(read(written(resource)), resource, type);
      }
  });

  it('carries every datatype there and back, as the value of an extension (R4 2.4.0.1)', () => {
    const value = definitions.types.get('Extension')!.elements.find(({ name }) => name === 'value')!;
    assert.ok(value.types.length >= 50);
    for (const [seed, type] of value.types.entries()) {
      const name = `value${type.charAt(0).toUpperCase()}${type.slice(1)}`;
      const filled = filledValue(definitions, type, { choose: chooser(seed), deepest: 2 });
      const resource = { resourceType: 'Basic', extension: [{ url: 'urn:x', [name]: filled }] };
      assert.deepEqual(read(written(resource)), resource, type);
    }
  });

  it('carries resources of any shape and text there and back', () => {
    const shape = fc.record({ type: fc.constantFrom(...resourceTypes), seed: fc.nat() });
    fc.assert(
      fc.property(shape, ({ type, seed }) => {
        const resource = filledResource(definitions, type, { choose: chooser(seed), deepest: 2 });
        assert.deepEqual(read(written(resource)), resource);
      }),
      { numRuns: 60 },
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them, nor may FHIR's strings
    const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((one) => !unwritable.test(one));
    fc.assert(
      fc.property(text, (family) => {
        const resource = { resourceType: 'Patient', name: [{ family, text: family }], id: 'x' };
        assert.deepEqual(read(written(resource)), resource);
      }),
    );
  });

  it('carries the usual resources of care there and back', () => {
    for (const example of Object.values(resourceExamples())) assert.deepEqual(read(written(example)), example);
  });

  it('keeps the digits of decimals as they were written (R4 2.24.0.1)', () => {
    for (const digits of ['1.00', '0.010', '1e3', '1.5E-7', '-0.0', '12345678901234567890.123456789']) {
      const json = `{"resourceType":"Observation","valueQuantity":{"value":${digits}}}`;
      const text = xml.write(Buffer.from(json)).toString('utf8');
      assert.match(text, new RegExp(`<value value="${digits.replaceAll('.', '\\.')}"/>`));
      const reading = xml.read(Buffer.from(text));
      assert.equal(reading.ok && reading.json.toString('utf8'), json);
    }
  });

  it('reads what any tool may write: prefixes, comments, CDATA in a narrative, a schema’s place, a byte order mark', () => {
    const text =
      '\ufeff<?xml version="1.0" encoding="utf-8"?><!-- by hand --><?hint x?>\n<f:Patient xmlns:f="http://hl7.org/fhir" ' +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir patient.xsd">\n' +
      '  <f:text><f:status value=\'generated\'/><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>a<![CDATA[<b>]]></h:p>' +
      '</h:div></f:text>\n  <f:active value="true"></f:active>\n</f:Patient>\n';
    assert.deepEqual(read(text), {
      resourceType: 'Patient',
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>a&lt;b&gt;</p></div>' },
      active: true,
    });
  });

  it('shows a narrative that is no XML as the text that it is', () => {
    const div = (inner: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`;
    const shown = (inner: string): unknown =>
      (
        read(written({ resourceType: 'Basic', text: { status: 'generated', div: div(inner) } })) as {
          text: { div: string };
        }
      ).text.div;
    assert.equal(shown('a&nbsp;b'), div('a\u00a0b'));
    assert.equal(
      shown('Fish &chips; <br>'),
      div(`&lt;div xmlns="http://www.w3.org/1999/xhtml"&gt;Fish &amp;chips; &lt;br&gt;&lt;/div&gt;`),
    );
    assert.equal(shown('a&b; c'), div('a&amp;b; c'));
    assert.equal(shown('a\u0001b'), div(`&lt;div xmlns="http://www.w3.org/1999/xhtml"&gt;a\ufffdb&lt;/div&gt;`));
  });

  for (const [what, text, place, rule] of [
    ['an unknown element', patient('<names/>'), 'Patient.names', /unknown element/],
    ['an element of another namespace', patient('<active xmlns="urn:x" value="true"/>'), 'Patient.active', /namespace/],
    ['elements out of order', patient('<birthDate value="1970"/><active value="true"/>'), 'Patient.active', /order/],
    [
      'repeats that are not together',
      patient('<name><family value="a"/></name><active value="true"/>'),
      'Patient.active',
      /order/,
    ],
    [
      'a second single element',
      patient('<active value="true"/><active value="true"/>'),
      'Patient.active',
      /cardinality/,
    ],
    ['a wrong boolean', patient('<active value="1"/>'), 'Patient.active', /type boolean/],
    ['a wrong number', patient('<multipleBirthInteger value="two"/>'), 'Patient.multipleBirthInteger', /type integer/],
    ['text between elements', patient('<name>Ada</name>'), 'Patient.name[0]', /text/],
    ['an element with nothing', patient('<name><given/></name>'), 'Patient.name[0].given', /ele-1/],
    ['the same with an end', patient('<birthDate></birthDate>'), 'Patient.birthDate', /ele-1/],
    ['an unknown attribute', patient('<active value="true" code="x"/>'), 'Patient.active', /attribute/],
    ['the id of a resource as an attribute', '<Patient xmlns="http://hl7.org/fhir" id="1"/>', 'Patient', /attribute/],
    [
      'the url of an extension as an element',
      patient('<extension><url value="u"/></extension>'),
      'Patient.extension[0].url',
      /unknown/,
    ],
    [
      'two resources in one place',
      patient('<contained><Basic/><Basic/></contained>'),
      'Patient.contained[0]',
      /one resource/,
    ],
    ['no resource in its place', patient('<contained/>'), 'Patient.contained', /resource/],
    ['no namespace', '<Patient/>', 'body', /namespace/],
    ['no resource at all', '<Cheese xmlns="http://hl7.org/fhir"/>', 'body', /resource of FHIR R4/],
    ['what breaks off', '<Patient xmlns="http://hl7.org/fhir">', 'line 1, column 38', /breaks off/],
    ['what is no XML', '{"resourceType":"Patient"}', 'line 1, column 27', /goes wrong/],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?>${patient('')}`, 'line 1, column 44', /UTF-8/],
    ['what is not UTF-8', Buffer.from([0x3c, 0xff]), 'body', /UTF-8/],
  ] as const)
    it(`with ${what} is refused, naming the place`, () => {
      const flaw = flawOf(text as string);
      assert.equal(flaw.place, place);
      assert.match(flaw.rule, rule);
    });
});

describe('hostile XML', () => {
  const outside = '<!DOCTYPE Patient [<!ENTITY file SYSTEM "file:///etc/passwd">]>';
  const laughs =
    '<!DOCTYPE lolz [<!ENTITY a "ha">' +
    Array.from({ length: 20 }, (_, at) => {
      const name = String.fromCharCode(98 + at);
      return `<!ENTITY ${name} "&${String.fromCharCode(97 + at)};&${String.fromCharCode(97 + at)};">`;
    }).join('') +
    ']>';

  it('attack 70: that fetches or expands entities is refused at its DOCTYPE (OWASP XXE)', () => {
    for (const doctype of [outside, laughs, '<!DOCTYPE Patient SYSTEM "http://127.0.0.1:9/x.dtd">']) {
      const started = process.cpuUsage();
      const flaw = flawOf(doctype + patient('<name><family value="&file;&u;"/></name>'));
      assert.match(flaw.rule, /DOCTYPE/);
      assert.ok(process.cpuUsage(started).user < 500_000);
    }
  });

  it('attack 70: that names an entity which nobody defined is refused', () => {
    assert.match(flawOf(patient('<name><family value="&file;"/></name>')).rule, /goes wrong/);
  });

  it('is not quoted back, whatever it holds', () => {
    for (const text of [
      patient('<name><Ada-Finch/></name>'),
      patient('<Ada'),
      `<Patient xmlns="urn:Ada"/>`,
      patient('Ada'),
    ])
      assert.doesNotMatch(JSON.stringify(flawOf(text)), /Ada/);
  });

  it('that lies deeper than 64 elements is refused where it does', () => {
    const deep = patient('<extension url="a">'.repeat(70) + '</extension>'.repeat(70));
    assert.match(flawOf(deep).rule, /64/);
    const narrative = `<text><div xmlns="http://www.w3.org/1999/xhtml">${'<b>'.repeat(100_000)}`;
    assert.match(flawOf(patient(narrative)).rule, /64/);
  });

  it('is read in slices, whatever stands where one ends, and stops between them', () => {
    const text = patient(
      `<name>${Array.from({ length: 30_000 }, (_, at) => `<given value="\u{1F33F}${at}"/>`).join('')}</name>`,
    );
    const slices = xml.readInSlices(Buffer.from(text));
    let count = 0;
    for (let step = slices.next(); ; step = slices.next()) {
      if (step.done === true) {
        assert.deepEqual(step.value, xml.read(Buffer.from(text)));
        break;
      }
      count++;
    }
    assert.ok(count >= 20, `${count} slices`);
    const { name } = read(text) as { name: { given: string[] }[] };
    assert.equal(name[0]!.given.length, 30_000);
    assert.ok(name[0]!.given.every((given, at) => given === `\u{1F33F}${at}`));
  });

  it('of 16 MB is read in bounded time', () => {
    const many = patient(`<name>${'<given value="a"/>'.repeat(800_000)}</name>`);
    const started = performance.now();
    const reading = xml.read(Buffer.from(many));
    assert.ok(reading.ok);
    assert.ok(performance.now() - started < 30_000);
  });
});
