// JSON Patch, RFC 6902: the cases of its appendix A, each with its number, and what it says of paths.
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import { applyJsonPatch, readJsonPatch } from './json-patch.ts';

type Case = readonly [string, unknown, unknown, unknown?];

/** Name, document, patch, and what is left; without the last, the patch is refused. */
const cases: readonly Case[] = [
  ['A.1 adds a member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
  [
    'A.2 adds to an array',
    { foo: ['bar', 'baz'] },
    [{ op: 'add', path: '/foo/1', value: 'qux' }],
    { foo: ['bar', 'qux', 'baz'] },
  ],
  ['A.3 removes a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
  [
    'A.4 removes from an array',
    { foo: ['bar', 'qux', 'baz'] },
    [{ op: 'remove', path: '/foo/1' }],
    { foo: ['bar', 'baz'] },
  ],
  [
    'A.5 replaces a value',
    { baz: 'qux', foo: 'bar' },
    [{ op: 'replace', path: '/baz', value: 'boo' }],
    { baz: 'boo', foo: 'bar' },
  ],
  [
    'A.6 moves a value',
    { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
    [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
    { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
  ],
  [
    'A.7 moves an element of an array',
    { foo: ['all', 'grass', 'cows', 'eat'] },
    [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
    { foo: ['all', 'cows', 'eat', 'grass'] },
  ],
  [
    'A.8 tests, with success',
    { baz: 'qux', foo: ['a', 2, 'c'] },
    [
      { op: 'test', path: '/baz', value: 'qux' },
      { op: 'test', path: '/foo/1', value: 2 },
    ],
    { baz: 'qux', foo: ['a', 2, 'c'] },
  ],
  ['A.9 tests, with an error', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }]],
  [
    'A.10 adds an object',
    { foo: 'bar' },
    [{ op: 'add', path: '/child', value: { grandchild: {} } }],
    { foo: 'bar', child: { grandchild: {} } },
  ],
  [
    'A.11 ignores unknown members',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
    { foo: 'bar', baz: 'qux' },
  ],
  ['A.12 adds to nothing, an error', { foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 'qux' }]],
  ['A.14 escapes ~ before /', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
  ['A.15 compares strings and numbers as different', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: '10' }]],
  [
    'A.16 adds an array value',
    { foo: ['bar'] },
    [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
    { foo: ['bar', ['abc', 'def']] },
  ],
  ['4.1 adds over a member that is there', { foo: 1 }, [{ op: 'add', path: '/foo', value: null }], { foo: null }],
  ['4.1 replaces the whole document', { foo: 1 }, [{ op: 'add', path: '', value: { bar: 2 } }], { bar: 2 }],
  ['4.1 does not add beyond the end', { foo: [1] }, [{ op: 'add', path: '/foo/2', value: 2 }]],
  ['4.2 removes only what is there', { foo: 1 }, [{ op: 'remove', path: '/bar' }]],
  ['4.3 replaces only what is there', { foo: 1 }, [{ op: 'replace', path: '/bar', value: 1 }]],
  ['4.4 moves nothing into itself', { foo: { bar: 1 } }, [{ op: 'move', from: '/foo', path: '/foo/bar' }]],
  ['4.4 moves only what is there', { foo: 1 }, [{ op: 'move', from: '/bar', path: '/bar' }]],
  [
    '4.5 copies, not shares',
    { foo: { a: 1 } },
    [
      { op: 'copy', from: '/foo', path: '/bar' },
      { op: 'add', path: '/bar/b', value: 2 },
    ],
    { foo: { a: 1 }, bar: { a: 1, b: 2 } },
  ],
  [
    '4.6 compares members in any order',
    { foo: { a: 1, b: [2] } },
    [{ op: 'test', path: '/foo', value: { b: [2], a: 1 } }],
    { foo: { a: 1, b: [2] } },
  ],
  ['4.6 does not take null for absent', { foo: null }, [{ op: 'test', path: '/bar', value: null }]],
  ['RFC 6901, 4: an index has no leading zero', { foo: [1, 2] }, [{ op: 'remove', path: '/foo/01' }]],
  ['RFC 6901, 4: - is after the last, where nothing is', { foo: [1] }, [{ op: 'remove', path: '/foo/-' }]],
  ['RFC 6901, 5: the empty name is a name', { '': 1 }, [{ op: 'replace', path: '/', value: 2 }], { '': 2 }],
  [
    '5: one error undoes all',
    { foo: 1 },
    [
      { op: 'add', path: '/bar', value: 2 },
      { op: 'remove', path: '/baz' },
    ],
  ],
];

describe('a JSON Patch', () => {
  for (const [name, document, patch, left] of cases)
    it(name, () => {
      const before = structuredClone(document);
      const read = readJsonPatch(patch);
      assert.ok(read.ok);
      const applied = applyJsonPatch(document, read.value);
      if (left === undefined) assert.ok(!applied.ok && applied.flaws[0]?.place.startsWith('['));
      else assert.deepEqual(applied.ok && applied.value, left);
      assert.deepEqual(document, before, 'what was given is not changed');
    });

  for (const [name, patch] of [
    ['is an array', { op: 'add' }],
    ['A.13 knows its operations', [{ op: 'spam', path: '/a' }]],
    ['has paths that are pointers', [{ op: 'remove', path: 'a' }]],
    ['has pointers with ~0 and ~1 only', [{ op: 'remove', path: '/a~2' }]],
    ['has a value where one is needed', [{ op: 'add', path: '/a' }]],
    ['says from where', [{ op: 'move', path: '/a' }]],
  ] as const)
    it(`${name}, or is refused before anything is applied`, () => assert.equal(readJsonPatch(patch).ok, false));

  it('changes no prototype', () => {
    const read = readJsonPatch([{ op: 'add', path: '/__proto__/polluted', value: 1 }]);
    assert.ok(read.ok);
    assert.equal(applyJsonPatch({}, read.value).ok, false);
    const own = readJsonPatch([{ op: 'add', path: '/__proto__', value: { polluted: 1 } }]);
    assert.ok(own.ok);
    const applied = applyJsonPatch({}, own.value);
    assert.ok(applied.ok && Object.getPrototypeOf(applied.value) === Object.prototype);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });
});

test('what is added and then removed leaves the document as it was', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, fc.jsonValue()), name, fc.jsonValue(), (document, key, value) => {
      fc.pre(!Object.hasOwn(document, key));
      const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const read = readJsonPatch([
        { op: 'add', path, value },
        { op: 'test', path, value },
        { op: 'remove', path },
      ]);
      assert.ok(read.ok);
      const applied = applyJsonPatch(document, read.value);
      assert.deepEqual(applied.ok && { ...(applied.value as object) }, { ...document });
    }),
  );
});
