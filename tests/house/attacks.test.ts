/** docs/safety/attacks.md names every attack once, and only tests that exist. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkout, textOf } from './checkout-files.ts';

const rows = textOf('docs/safety/attacks.md')
  .split('\n')
  .flatMap((line) => {
    const [, number = '', , test = ''] = /^\| (\d+) \| (.*) \| (.*) \|$/.exec(line) ?? [];
    return number === '' ? [] : [{ number: Number(number), test }];
  });

/** What a walk by an insider found, below the attacks. */
const walk = textOf('docs/safety/attacks.md')
  .split('\n')
  .flatMap((line) => {
    const [, tried = '', test = ''] = /^\| [^|]+ \| ([^|]+) \| [^|]*(?:open|held)[^|]* \| (.*) \|$/.exec(line) ?? [];
    return tried === '' ? [] : [{ number: tried, test }];
  });

/** A file, and the beginnings of names that stand behind it before the next file. */
function namedTests(text: string): { path: string; names: string[] }[] {
  return text.split(/(?=`(?:src|tests)\/)/).flatMap((part) => {
    const path = /^`((?:src|tests)\/[^`]+\.test\.ts)`/.exec(part)?.[1];
    return path === undefined ? [] : [{ path, names: [...part.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name) }];
  });
}

describe('docs/safety/attacks.md', () => {
  it('has each of the 92 attacks once, in order', () => {
    assert.deepEqual(
      rows.map(({ number }) => number),
      Array.from({ length: 92 }, (_, index) => index + 1),
    );
  });

  it('gives each a test or says why there is none', () => {
    for (const { number, test } of rows)
      assert.ok(namedTests(test).length > 0 || /^— \S.{8,}/.test(test), `attack ${number}`);
  });

  it('says of each thing that an insider tried whether it was open, with a test', () => {
    assert.ok(walk.length >= 14, `${walk.length} rows`);
    for (const { number, test } of walk) assert.ok(namedTests(test).length > 0, number);
  });

  it('names only tests that exist, by the beginning of their names', () => {
    for (const { number, test } of [...rows, ...walk])
      for (const { path, names } of namedTests(test)) {
        assert.ok(existsSync(join(checkout, path)), `attack ${number}: ${path} does not exist`);
        const text = textOf(path);
        for (const name of names)
          assert.ok(
            [`'${name}`, `\`${name}`].some((start) => text.includes(start)),
            `attack ${number}: ${path} has no test that begins "${name}"`,
          );
      }
  });
});
