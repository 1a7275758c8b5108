/** A region that applied a migration does not start with another text of it (PLATFORM-012): what came in stays as it is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestOf, digestsOfMigrations, listedMigrations } from './migration-digests.ts';

const listed = listedMigrations();
const there = digestsOfMigrations();

/** Those that are not what the list says, or not there any more. */
function changed(now: Readonly<Record<string, string>>): string[] {
  return Object.keys(listed).filter((path) => now[path] !== listed[path]);
}

describe('a migration', () => {
  it('that was changed or taken away is found', () => {
    const [first = '', second = ''] = Object.keys(there);
    const { [second]: _gone, ...rest } = there;
    assert.deepEqual(changed({ ...rest, [first]: digestOf('create table another ()') }), [first, second]);
  });

  it('stays as it came in: what it did is changed by a new one', () => {
    assert.deepEqual(changed(there), []);
  });

  it('is listed when it comes in, by node tools/list-migrations.ts', () => {
    assert.deepEqual(
      Object.keys(there).filter((path) => listed[path] === undefined),
      [],
    );
  });
});
