/** HL7 v2 chapter 2A, each data type as the readers give it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Flaw } from '#kernel/fault.ts';
import { usualDelimiters } from '../delimiters.ts';
import { Value } from '../value.ts';
import { codeSystemUri } from './code-system-table.ts';
import { readCodedElement } from './coded-element.ts';
import { readPersonLocation, readPostalAddress, readTelecommunication } from './contact.ts';
import { readCompositeIdentifier, readEntityIdentifier, readHierarchicDesignator } from './identifier.ts';
import {
  readEncapsulatedData,
  readNumeric,
  readReferencePointer,
  readStructuredNumeric,
  readText,
} from './observation-value.ts';
import { readPerformingPerson, readPersonInRole, readPersonName } from './person-name.ts';

const aField = (raw: string): Value =>
  new Value(raw, 'field', 'ZXX-1', { delimiters: usualDelimiters, encoding: 'utf-8' });
const flawsOf = (read: (value: Value, flaws: Flaw[]) => unknown, raw: string): [unknown, string | undefined] => {
  const flaws: Flaw[] = [];
  return [read(aField(raw), flaws), flaws[0]?.place];
};

describe('identifiers', () => {
  it('CX: number, scheme, authority, type and dates', () => {
    const [read] = flawsOf(
      readCompositeIdentifier,
      '9990000018^8^M11^NHS&2.16.840.1.113883.2.1.4.1&ISO^NH^ZXH01^20200101^20300101',
    );
    const { effectiveFrom, effectiveTo, ...rest } = read as NonNullable<ReturnType<typeof readCompositeIdentifier>>;
    assert.deepEqual(rest, {
      identifier: '9990000018',
      checkDigit: '8',
      checkDigitScheme: 'M11',
      assigningAuthority: { namespace: 'NHS', universalId: '2.16.840.1.113883.2.1.4.1', universalIdType: 'ISO' },
      typeCode: 'NH',
      assigningFacility: { namespace: 'ZXH01' },
    });
    assert.deepEqual([effectiveFrom?.date, effectiveTo?.date], ['2020-01-01', '2030-01-01']);
    assert.deepEqual(flawsOf(readCompositeIdentifier, '1^^^^^^20261301')[1], 'ZXX-1.7');
    assert.deepEqual(flawsOf(readCompositeIdentifier, '""'), [undefined, undefined]);
    assert.deepEqual(flawsOf(readCompositeIdentifier, '^^^NHS')[0], undefined);
  });
  it('EI and HD, at the level of a field and of a component', () => {
    assert.deepEqual(readEntityIdentifier(aField('7^LAB^1.2^ISO')), {
      identifier: '7',
      namespace: 'LAB',
      universalId: '1.2',
      universalIdType: 'ISO',
    });
    assert.deepEqual(
      readHierarchicDesignator(aField('ZXH01^1.2^ISO')),
      readHierarchicDesignator(aField('ZXH01&1.2&ISO').component(1)),
    );
  });
});

describe('people and places', () => {
  it('XPN: the parts of a name, with its validity', () => {
    const [name] = flawsOf(readPersonName, 'van der Berg&van der&Berg^Ada^Mary Jo^Jr^Dr^PhD^L^^^20200101&20210101');
    const { effectiveFrom, effectiveTo, ...rest } = name as NonNullable<ReturnType<typeof readPersonName>>;
    assert.deepEqual(rest, {
      familyName: 'van der Berg',
      familyNamePrefix: 'van der',
      givenName: 'Ada',
      furtherGivenNames: 'Mary Jo',
      suffix: 'Jr',
      prefix: 'Dr',
      degree: 'PhD',
      typeCode: 'L',
    });
    assert.deepEqual([effectiveFrom?.date, effectiveTo?.date], ['2020-01-01', '2021-01-01']);
    assert.deepEqual(flawsOf(readPersonName, '^^')[0], undefined);
  });
  it('XCN and PPN: who took part, and when', () => {
    assert.deepEqual(readPersonInRole(aField('G1^Able^Amy^^^Dr^^^GMC^L^^^DN^ZXH01')), {
      identifier: 'G1',
      familyName: 'Able',
      givenName: 'Amy',
      prefix: 'Dr',
      typeCode: 'L',
      assigningAuthority: { namespace: 'GMC' },
      identifierTypeCode: 'DN',
      assigningFacility: { namespace: 'ZXH01' },
    });
    const [person] = flawsOf(readPerformingPerson, 'G1^Able^^^^^^^^^^^^^20260101');
    assert.equal((person as ReturnType<typeof readPerformingPerson>)?.actedAt?.date, '2026-01-01');
    assert.equal(readPersonInRole(aField('^^^^^Dr'))?.prefix, 'Dr');
  });
  it('XAD: lines, town, postcode; the dwelling number where it stands apart', () => {
    assert.deepEqual(flawsOf(readPostalAddress, 'Mill Lane&Mill Lane&12^Old Mill^Exampleton^Kent^ZX1 1AA^GBR^H')[0], {
      lines: ['12 Mill Lane', 'Old Mill'],
      city: 'Exampleton',
      county: 'Kent',
      postcode: 'ZX1 1AA',
      country: 'GBR',
      typeCode: 'H',
    });
    assert.deepEqual(flawsOf(readPostalAddress, '^^^^^^H')[0], undefined);
  });
  it('XTN: a number or an address, old dress and new', () => {
    assert.deepEqual(readTelecommunication(aField('01632 960001^PRN^PH'), []), {
      number: '01632 960001',
      useCode: 'PRN',
      equipmentType: 'PH',
    });
    assert.equal(readTelecommunication(aField('^NET^Internet^ada@example.org'), [])?.email, 'ada@example.org');
    assert.equal(readTelecommunication(aField('ada@example.org'), [])?.email, 'ada@example.org');
    assert.equal(readTelecommunication(aField('^PRN^PH^^44^1632^960001^12'), [])?.number, '+44 1632 960001 ext. 12');
    assert.equal(readTelecommunication(aField('^PRN^PH'), []), undefined);
  });
  it('PL: ward, room, bed and facility', () => {
    assert.deepEqual(readPersonLocation(aField('WARD1^2^B^ZXH01^^N')), {
      pointOfCare: 'WARD1',
      room: '2',
      bed: 'B',
      facility: { namespace: 'ZXH01' },
      typeCode: 'N',
    });
  });
});

describe('coded elements', () => {
  it('keep code, words and system of each triplet, and the original text', () => {
    assert.deepEqual(readCodedElement(aField('22298006^Heart attack^SCT^MI^Infarct^L^1^^MI, ?old')), {
      codings: [
        { code: '22298006', text: 'Heart attack', systemName: 'SCT', system: 'http://snomed.info/sct', version: '1' },
        { code: 'MI', text: 'Infarct', systemName: 'L' },
      ],
      originalText: 'MI, ?old',
      text: 'MI, ?old',
    });
    assert.equal(readCodedElement(aField('^A & E'))?.text, 'A & E');
    assert.equal(readCodedElement(aField('K'))?.text, 'K');
    assert.equal(readCodedElement(aField('K^^99X^^^^^^^^^^^1.2.3'))?.codings[0]?.system, 'urn:oid:1.2.3');
    assert.equal(readCodedElement(aField('""')), undefined);
  });
  it('name their system by its URI only where the name is known', () => {
    assert.equal(codeSystemUri('ln'), 'http://loinc.org');
    assert.equal(codeSystemUri('HL70136'), 'http://terminology.hl7.org/CodeSystem/v2-0136');
    for (const local of ['L', '99ABC', 'constructor', 'toString']) assert.equal(codeSystemUri(local), undefined);
  });
});

describe('the value of an observation', () => {
  it('NM: a number as sent, with a comparator where one was sent; other text is kept and told', () => {
    assert.deepEqual(flawsOf(readNumeric, '5.10')[0], { text: '5.10', decimal: '5.10' });
    assert.deepEqual(flawsOf(readNumeric, '>=.5')[0], { text: '>=.5', decimal: '0.5', comparator: '>=' });
    assert.deepEqual(flawsOf(readNumeric, '-007.0')[0], { text: '-007.0', decimal: '-7.0' });
    assert.deepEqual(flawsOf(readNumeric, 'haemolysed'), [{ text: 'haemolysed' }, 'ZXX-1']);
    assert.deepEqual(flawsOf(readNumeric, '1,000'), [{ text: '1,000' }, 'ZXX-1']);
  });
  it('SN: comparator, numbers and separator', () => {
    assert.deepEqual(readStructuredNumeric(aField('>^100')), { text: '> 100', comparator: '>', first: '100' });
    assert.deepEqual(readStructuredNumeric(aField('^1^:^128')), {
      text: '1:128',
      first: '1',
      separator: ':',
      second: '128',
    });
    assert.equal(readStructuredNumeric(aField('')), undefined);
  });
  it('TX and FT: repetitions are lines, and an ampersand that was not escaped is not lost', () => {
    assert.equal(readText(aField('one~two \\T\\ A&E\\.br\\three')), 'one\ntwo & A&E\nthree');
    assert.equal(readText(aField('""')), undefined);
  });
  it('ED: base64, hex and text; what does not decode is told', () => {
    const data = (raw: string): string | undefined => {
      const [read] = flawsOf(readEncapsulatedData, raw);
      return read === undefined ? undefined : Buffer.from((read as { bytes: Uint8Array }).bytes).toString();
    };
    assert.equal(data('ZX^AP^PDF^Base64^SGVs\\.br\\bG8='), 'Hello');
    assert.equal(data('^TEXT^^Hex^48656c6c6f'), 'Hello');
    assert.equal(data('^TEXT^^A^Hello \\T\\ so'), 'Hello & so');
    assert.deepEqual(flawsOf(readEncapsulatedData, '^AP^PDF^Base64^###'), [undefined, 'ZXX-1.5']);
    assert.deepEqual(flawsOf(readEncapsulatedData, '^AP^PDF^Rot13^abc'), [undefined, 'ZXX-1.5']);
  });
  it('RP: a pointer', () => {
    assert.deepEqual(readReferencePointer(aField('doc/1^PACS^IM^JPEG')), {
      pointer: 'doc/1',
      application: { namespace: 'PACS' },
      typeOfData: 'IM',
      subtype: 'JPEG',
    });
  });
});
