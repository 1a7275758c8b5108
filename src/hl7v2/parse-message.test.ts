/** HL7 v2 chapter 2, 2.5 to 2.7 and 2.14.9; safety rule I14, attack 76. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Delimiters } from './delimiters.ts';
import { usualDelimiters } from './delimiters.ts';
import { escapeText, unescapeText } from './escape.ts';
import type { Hl7Message } from './message.ts';
import { readMessageType } from './message-type.ts';
import { parseMessage } from './parse-message.ts';
import { deletion, repeated, writeMessage } from './write-message.ts';

const header = 'MSH|^~\\&|APP|ZXH01|GT|ZX|20260501||ADT^A01|1|P|2.5';
const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Uint8Array => Buffer.from(text, encoding);
const withSet = (set: string, name: string): string => `${header}||||||${set}\rPID|1||||${name}\r`;

function parsed(input: Uint8Array | string): Hl7Message {
  const outcome = parseMessage(typeof input === 'string' ? bytes(input) : input);
  assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.fault));
  return outcome.value;
}
function faultOf(input: Uint8Array | string): string {
  const outcome = parseMessage(typeof input === 'string' ? bytes(input) : input);
  return outcome.ok ? 'parsed' : `${outcome.fault.code} ${outcome.fault.flaws?.[0]?.place}`;
}

describe('a message is divided', () => {
  const message = parsed(`${header}\rPID|1||111^^^ZXH&1.2&ISO^MR~222^^^NHS^NH||A&B^C\rOBX|1|TX|||one\rOBX|2|TX|||""\r`);
  it('into fields, repetitions, components and subcomponents, numbered as in the standard', () => {
    assert.equal(message.field('MSH-1').raw, '|');
    assert.equal(message.field('MSH-2').text(), '^~\\&');
    assert.equal(message.field('MSH-9.2').text(), 'A01');
    assert.equal(message.field('PID-3[2].5').text(), 'NH');
    assert.equal(message.field('PID-3.4.2').text(), '1.2');
    assert.equal(message.field('PID-3').repetitions()[1]?.place, 'PID-3[2]');
    assert.equal(message.field('OBX[2]-1').place, 'OBX[2]-1');
    assert.equal(message.field('PID-5').component(1).wholeText(), 'A&B');
    assert.equal(message.field('ZZZ-1').isEmpty, true);
    assert.throws(() => message.field('PID'), /not a path/);
  });
  it('and two quotes, a deletion, are told apart from nothing', () => {
    const deleted = message.field('OBX[2]-5');
    assert.deepEqual([deleted.isDeleted, deleted.isEmpty, deleted.text()], [true, false, undefined]);
    const empty = message.field('OBX[2]-6');
    assert.deepEqual([empty.isDeleted, empty.isEmpty, empty.text()], [false, true, undefined]);
  });
  it('into groups by order', () => {
    const text = `${header}\rOBR|1\rNTE|1\rOBX|1\rNTE|2\rOBX|2\rOBR|2\rOBX|3\r`;
    const [first, second] = parsed(text).groups('OBR');
    assert.deepEqual([first?.segments.length, second?.segments.length], [5, 2]);
    const observations = parsed(text).groups('OBX', first?.segments);
    assert.deepEqual(
      observations.map((group) => group.segments.map((segment) => segment.name).join()),
      ['OBX,NTE', 'OBX'],
    );
  });
});

describe('the form of a message', () => {
  it('segments end with CR, LF or CRLF, also mixed, with blank lines and trailing ends', () => {
    for (const ends of ['\r', '\n', '\r\n', '\r\r', '\n\r\n']) {
      const message = parsed(`${ends}${[header, 'PID|1', 'PV1|1'].join(ends)}${ends}${ends}`);
      assert.deepEqual(
        message.segments().map((segment) => segment.raw),
        [header, 'PID|1', 'PV1|1'],
      );
    }
    assert.equal(parsed(`${header}\rPID|1\nPV1|1\r\n`).segments().length, 3);
  });
  it('a line feed inside a field of a message with CR ends is kept as text, with a flaw', () => {
    const message = parsed(`${header}\rOBX|1|TX|||one\ntwo\rOBX|2\r`);
    assert.equal(message.field('OBX-5').wholeText(), 'one\ntwo');
    assert.equal(message.flaws.length, 1);
    assert.equal(faultOf(`${header}\nOBX|1|TX|||one\ntwo\n`), 'HL7V2-004 line 3, after OBX');
  });
  it('attack 76: an escaped carriage return never makes a new segment', () => {
    const message = parsed(`${header}\rOBX|1|TX|||x\\X0D\\OBX|2|TX|||y\r`);
    assert.equal(message.segments('OBX').length, 1);
    assert.equal(message.field('OBX-5').wholeText(), 'x\nOBX');
  });
  it('a byte-order mark is skipped, with a flaw', () => {
    assert.equal(parsed(`\ufeff${header}\r`).flaws[0]?.place, 'message');
  });
  it('attack 76: two MSH, no MSH, a batch, or a line that is no segment is a fault that names the place', () => {
    assert.equal(faultOf(`${header}\r${header}\r`), 'HL7V2-003 line 2');
    assert.equal(faultOf('PID|1\r'), 'HL7V2-001 MSH');
    assert.equal(faultOf(''), 'HL7V2-001 MSH');
    assert.equal(faultOf(`BHS|^~\\&\r${header}\r`), 'HL7V2-009 MSH');
    assert.equal(faultOf(`${header}\rhello\r`), 'HL7V2-004 line 2, after MSH');
    assert.equal(faultOf(`${header}\rPID|\0\r`), 'HL7V2-008 message');
  });
  it('attack 76: any delimiters and a shortened MSH-2 are taken, doubled or lettered ones refused', () => {
    const odd = parsed('MSH*:+!%*APP****ADT:A01*1\rPID*1**a%b:c+d!F!e\r');
    assert.deepEqual([odd.field('PID-3.1.2').text(), odd.field('PID-3[2]').text()], ['b', 'd*e']);
    const short = parsed('MSH|^|APP\rPID|1||a~b\\F\\&c^d\r');
    assert.equal(short.field('PID-3.1').text(), 'a~b\\F\\&c');
    assert.equal(parsed('MSH|^~\\&#|APP\rPID|x\\P\\\r').field('PID-1').text(), 'x#');
    for (const wrong of ['MSH|^^\\&|', 'MSH|AB|', 'MSH||', 'MSH|^~\\&#!|'])
      assert.equal(faultOf(wrong), 'HL7V2-002 MSH-2');
    for (const wrong of ['MSH', 'MSHA^~\\&A']) assert.equal(faultOf(wrong), 'HL7V2-002 MSH-1');
  });
  it('attack 76: delimiters that are no displayable ASCII are refused at their place (chapter 2, 2.5.4)', () => {
    for (const letter of ['\u00a7', '\u20ac', '\u0100', '\t', '\x1c', '\x7f']) {
      assert.equal(faultOf(`MSH${letter}^~\\&${letter}APP\r`), 'HL7V2-002 MSH-1');
      assert.equal(faultOf(`MSH|^${letter}\\&|APP\r`), 'HL7V2-002 MSH-2');
    }
  });
  it('what passes a limit is a fault that names the limit', () => {
    const limits = {
      maximumBytes: 1000,
      maximumSegments: 3,
      maximumFieldsPerSegment: 20,
      maximumSeparatorsPerSegment: 5,
    };
    const rule = (text: string): string | undefined => {
      const outcome = parseMessage(bytes(text), limits);
      return outcome.ok ? undefined : outcome.fault.flaws?.[0]?.rule;
    };
    assert.match(rule(header + ' '.repeat(1000)) ?? '', /1000 bytes/);
    assert.match(rule(`${header}\rA01\rA02\rA03\r`) ?? '', /3 segments/);
    assert.match(rule(`${header}\rPID${'|'.repeat(21)}\r`) ?? '', /20 fields/);
    assert.match(rule(`${header}\rPID|${'~'.repeat(6)}\r`) ?? '', /5 separators/);
    assert.equal(rule(`${header}\rPID|1\r`), undefined);
  });
});

describe('the character set of MSH-18', () => {
  const name = (input: Uint8Array): string | undefined => parsed(input).field('PID-5').text();
  it('decides how the bytes are read', () => {
    assert.equal(name(bytes(withSet('UNICODE UTF-8', 'Zoë'))), 'Zoë');
    assert.equal(name(bytes(withSet('8859/1', 'Zoë'), 'latin1')), 'Zoë');
    assert.equal(name(bytes(withSet('ISO-8859-1', 'O\x92Neil'), 'latin1')), 'O’Neil');
    assert.equal(name(bytes(withSet('8859/2', '\xa3ucja'), 'latin1')), 'Łucja');
    assert.equal(name(bytes(withSet('8859/9', '\xdeahin'), 'latin1')), 'Şahin');
    assert.equal(name(bytes(withSet('8859/15', '\xa4'), 'latin1')), '€');
    assert.equal(name(bytes(withSet('UNICODE UTF-16', 'Zoë'), 'utf16le')), 'Zoë');
    assert.equal(name(bytes(withSet('utf8~8859/1', 'Zoë'))), 'Zoë');
  });
  it('missing or ASCII falls back to UTF-8, else Windows-1252, with a flaw', () => {
    for (const set of ['', 'ASCII']) {
      assert.equal(name(bytes(withSet(set, 'Zoë'))), 'Zoë');
      assert.equal(name(bytes(withSet(set, 'Zoë'), 'latin1')), 'Zoë');
      assert.equal(parsed(bytes(withSet(set, 'Zoë'), 'latin1')).flaws[0]?.place, 'MSH-18');
      assert.deepEqual(parsed(withSet(set, 'Zoe')).flaws, []);
    }
  });
  it('attack 76: that the bytes contradict is a fault that names MSH-18', () => {
    assert.equal(faultOf(bytes(withSet('UNICODE UTF-8', 'Zoë'), 'latin1')), 'HL7V2-005 MSH-18');
    assert.equal(faultOf(bytes(withSet('8859/1', 'Zoë'))), 'HL7V2-005 MSH-18');
    assert.equal(faultOf(bytes(withSet('8859/1', '\x81'), 'latin1')), 'HL7V2-005 MSH-18');
    assert.equal(faultOf(bytes(withSet('8859/2', '\x92'), 'latin1')), 'HL7V2-005 MSH-18');
    assert.equal(faultOf(bytes(withSet('UNICODE UTF-16', 'Zoe'))), 'HL7V2-005 MSH-18');
    assert.equal(faultOf(bytes(withSet('8859/1', 'Zoe'), 'utf16le')), 'HL7V2-005 MSH-18');
    assert.equal(faultOf(withSet('KLINGON', 'Zoe')), 'HL7V2-006 MSH-18');
  });
});

describe('escape sequences', () => {
  const plain = (text: string): string => unescapeText(text, usualDelimiters);
  it('become plain text with line breaks', () => {
    assert.equal(plain('a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f'), 'a|b^c&d~e\\f');
    assert.equal(plain('a\\.br\\b\\.sp\\c\\.sp+2\\d\\.ce\\e'), 'a\nb\nc\n\nd\ne');
    assert.equal(plain('a\\.br\\\\.in+2\\b\\.br\\c\\.ti+3\\d'), 'a\n  b\n  c   d');
    assert.equal(plain('\\H\\bold\\N\\ \\X48C3A9\\ \\X0D0A\\x\\X0A\\y'), 'bold Hé \nx\ny');
  });
  it('that are unknown, broken or have no text are kept as they stand', () => {
    for (const text of [
      '\\C2842\\',
      '\\M244221\\',
      '\\Zfoo\\',
      '\\X0\\',
      '\\XFF\\',
      '\\X00\\',
      'C:\\temp',
      'a\\',
      '\\qq\\',
      '\\P\\',
    ]) {
      assert.equal(plain(text), text);
    }
    assert.equal(plain('C:\\temp\\F\\x'), 'C:\\temp|x');
  });
  it('asking for a million lines fill no memory', () => {
    assert.ok(plain('\\.sp+999999\\\\.in+999999\\\\.br\\').length < 500);
  });

  const anyText = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...'|^~\\&#"X.br\r\n\t\v\x1c\x7f'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
  });
  const sendable = anyText.filter((text) => !text.includes('\0') && text.isWellFormed());
  const lineBreaks = (text: string): string => text.replace(/\r\n?/g, '\n');
  const someDelimiters = fc.shuffledSubarray([...'|^~\\&#$%!*+:;./@'], { minLength: 5, maxLength: 6 }).map(
    ([field = '', component = '', repetition = '', mark = '', subcomponent = '', truncation = '']): Delimiters => ({
      field,
      component,
      repetition,
      escape: mark,
      subcomponent,
      truncation,
    }),
  );
  it('written for any text by any delimiters give the text back', () => {
    fc.assert(
      fc.property(sendable, someDelimiters, (text, delimiters) => {
        const escaped = escapeText(text, delimiters);
        assert.equal(unescapeText(escaped, delimiters), lineBreaks(text));
        const { field, component, repetition, subcomponent } = delimiters;
        for (const letter of [field, component, repetition, subcomponent, '\r', '\n', '\v', '\x1c'])
          assert.ok(!escaped.includes(letter));
      }),
      { numRuns: 500 },
    );
  });
  it('written then parsed is the identity, for any text at any place', () => {
    fc.assert(
      fc.property(
        fc.array(sendable, { minLength: 4, maxLength: 4 }),
        someDelimiters,
        ([a = '', b = '', c = '', d = ''], delimiters) => {
          const msh = ['MSH', 'APP', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 'UNICODE UTF-8'] as const;
          const text = writeMessage(
            [msh, ['ZXX', a, [b, [c, 'x']], repeated('y', [d])], ['ZXY', deletion]],
            delimiters,
          );
          const message = parsed(text);
          const sent = (value: string): string | undefined => (value === '' ? undefined : lineBreaks(value));
          assert.equal(message.field('ZXX-1').text(), sent(a));
          assert.equal(message.field('ZXX-2.1').text(), sent(b));
          assert.equal(message.field('ZXX-2.2.1').text(), sent(c));
          assert.equal(message.field('ZXX-3[2].1').text(), sent(d));
          assert.equal(message.field('ZXY-1').isDeleted, true);
          assert.equal(message.segments().length, 3);
        },
      ),
      { numRuns: 500 },
    );
  });
  it('and the parser throws on no bytes, nor does any of what it gives', () => {
    const noise = fc.uint8Array({ maxLength: 200 });
    const near = fc
      .string({ unit: fc.constantFrom(...'|^~\\&\r\nPIDOBX"\u00e9\u20ac\0.sp+') })
      .map((text) => bytes(`${header}\r${text}`));
    const read = (input: Uint8Array): void => {
      const outcome = parseMessage(input);
      if (!outcome.ok) {
        assert.match(outcome.fault.code, /^HL7V2-\d{3}$/);
        return;
      }
      for (const segment of outcome.value.segments()) {
        for (let number = 1; number <= segment.fieldCount; number++) {
          for (const repetition of segment.field(number).repetitions()) repetition.component(1).subcomponent(1).text();
        }
      }
      readMessageType(outcome.value);
    };
    fc.assert(fc.property(noise, read), { numRuns: 500 });
    fc.assert(
      fc.property(noise, (tail) => read(Buffer.concat([bytes(`${header}\r`), tail]))),
      { numRuns: 500 },
    );
    fc.assert(fc.property(near, read), { numRuns: 500 });
  });
});

describe('the message type', () => {
  const typeOf = (msh9: string, event = '', version = '2.3'): string => {
    const outcome = readMessageType(parsed(`MSH|^~\\&|A|B|C|D|||${msh9}|1|P|${version}\rEVN|${event}\r`));
    if (!outcome.ok) return outcome.fault.code;
    const { messageCode, triggerEvent, triggerFrom, flaws } = outcome.value;
    return `${messageCode} ${triggerEvent} ${triggerFrom}${flaws.length > 0 ? ' flaw' : ''}`;
  };
  it('is read from MSH-9, else from EVN-1, of any version', () => {
    assert.equal(typeOf('ADT^A01^ADT_A01'), 'ADT A01 MSH-9');
    assert.equal(typeOf('ADT_A08'), 'ADT A08 MSH-9');
    assert.equal(typeOf('ADT', 'A03', '2.1'), 'ADT A03 EVN-1');
    assert.equal(typeOf('ORU', '', '2.2'), 'ORU R01 message code');
    assert.equal(typeOf('ADT^A01', 'A03', '9.9'), 'ADT A01 MSH-9 flaw');
    assert.equal(typeOf('ADT'), 'HL7V2-010');
    assert.equal(typeOf(''), 'HL7V2-010');
  });
});
