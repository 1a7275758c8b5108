/** A package is read in memory, and what could hurt is refused by name (attack 71). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readPackage } from './read-package.ts';
import { tarEntry, tarOf } from './testing/a-package.ts';

const limits = { compressedBytes: 1_000_000, unpackedBytes: 4 * 1024 * 1024, files: 10 };
const ruleOf = (bytes: Buffer): string => {
  const read = readPackage(bytes, limits);
  return read.ok ? 'read' : (read.fault.flaws?.[0]?.rule ?? '');
};

describe('a FHIR package', () => {
  it('gives its files by name, also by names longer than a tar header holds', () => {
    const long = `package/${'x'.repeat(150)}.json`;
    for (const style of ['pax', 'gnu'] as const) {
      const read = readPackage(
        gzipSync(
          tarOf([
            { name: 'package/a.json', text: '{}' },
            { name: long, text: '{"b":1}', longName: style },
          ]),
        ),
        limits,
      );
      assert.ok(read.ok);
      assert.deepEqual(
        read.value.map(({ name, bytes }) => [name, bytes.toString()]),
        [
          ['package/a.json', '{}'],
          [long, '{"b":1}'],
        ],
      );
    }
  });

  it('attack 71: is refused when a name leads out of it, or when it holds a link', () => {
    for (const name of ['../evil.json', '/etc/passwd', 'package/../../evil', 'package\\..\\evil'])
      assert.match(ruleOf(gzipSync(tarOf([{ name, text: '' }]))), /leads out/, name);
    assert.match(
      ruleOf(gzipSync(tarOf([{ name: 'x', text: '../../evil', longName: 'pax', path: '../../evil' }]))),
      /leads out/,
    );
    for (const kind of ['1', '2', '3', '6'])
      assert.match(ruleOf(gzipSync(tarOf([{ name: 'a', text: '', kind }]))), /link or a device/);
  });

  it('attack 71: is refused when it is a bomb: too large packed, unpacked, or in too many files', () => {
    assert.match(ruleOf(gzipSync(Buffer.alloc(5 * 1024 * 1024))), /unpacks to more than 4 MB/);
    assert.match(ruleOf(Buffer.alloc(1_000_001)), /is larger than/);
    const many = Array.from({ length: 11 }, (_, index) => ({ name: `package/${index}.json`, text: '' }));
    assert.match(ruleOf(gzipSync(tarOf(many))), /more than 10 files/);
  });

  it('is refused when it is damaged', () => {
    const whole = tarOf([{ name: 'package/a.json', text: 'x'.repeat(600) }]);
    assert.match(ruleOf(Buffer.from('no gzip')), /not a gzip file/);
    assert.match(ruleOf(gzipSync(whole.subarray(0, 700))), /ends in the middle/);
    const changed = Buffer.from(whole);
    changed[0] = 0x79;
    assert.match(ruleOf(gzipSync(changed)), /not a tar archive/);
    assert.match(ruleOf(gzipSync(Buffer.from('hello'.repeat(200)))), /not a tar archive/);
  });

  it('never throws, whatever the bytes', () => {
    const entry = tarEntry({ name: 'package/a.json', text: '{"resourceType":"ValueSet"}' });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(entry.length), (bytes, at) => {
        const broken = Buffer.concat([entry.subarray(0, at), Buffer.from(bytes), entry.subarray(at)]);
        readPackage(gzipSync(broken, { level: 1 }), limits);
        readPackage(Buffer.from(bytes), limits);
      }),
      { numRuns: 200 },
    );
  });
});
