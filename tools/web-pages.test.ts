/** The pages come from the region's own routes, and one that a journey leaves out is named: the check can fail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pagesNotLookedAt, registeredAddresses } from './web-pages.ts';

const addresses = await registeredAddresses();
const looks = ['at a desk', 'at 320 px', 'without JavaScript', 'by the keyboard'];
const lookedAt = (...paths: readonly string[]): string[] =>
  paths.flatMap((path) => looks.map((look) => `${look}\t${path}`));

test('a region registers its pages without being asked for one', () => {
  for (const address of ['/', '/my', '/my/choices/:key', '/staff', '/staff/second-person', '/staff/people/:id/sealed'])
    assert.ok(addresses.includes(address), address);
  assert.ok(addresses.length > 60, String(addresses.length));
});

test('a page that no journey looks at is named with the ways that are missing, and no exception is stale', () => {
  const lines = pagesNotLookedAt(addresses, lookedAt('/staff').slice(1));
  assert.ok(lines.includes('no journey looks at /staff at a desk'), lines.join('\n'));
  assert.ok(lines.includes(`no journey looks at /staff/second-person ${looks.join(', ')}`));
  assert.deepEqual(
    lines.filter((line) => line.includes('not registered')),
    [],
  );
  assert.match(pagesNotLookedAt(['/'], lookedAt('/')).join('\n'), /^\/my\/events is not registered any more/m);
});

test('a page is known by its literal parts before its parameters', () => {
  const two = ['/my/choices/:key', '/my/choices/discreet'];
  const missing = (path: string): string[] =>
    pagesNotLookedAt(two, lookedAt(path)).filter((line) => line.startsWith('no journey'));
  assert.deepEqual(missing('/my/choices/discreet'), [`no journey looks at /my/choices/:key ${looks.join(', ')}`]);
  assert.deepEqual(missing('/my/choices/hide-kinds'), [`no journey looks at /my/choices/discreet ${looks.join(', ')}`]);
  const wide = ['/staff/*', '/staff/:page'];
  const missingOf = (path: string): string[] =>
    pagesNotLookedAt(wide, lookedAt(path)).filter((line) => line.startsWith('no journey'));
  assert.deepEqual(missingOf('/staff/nowhere'), [`no journey looks at /staff/* ${looks.join(', ')}`]);
  assert.deepEqual(missingOf('/staff/leads/nowhere'), [`no journey looks at /staff/:page ${looks.join(', ')}`]);
  assert.deepEqual(
    pagesNotLookedAt(
      ['/staff/people/:id/results/:file', '/staff/people/:id/documents/:documentId'],
      lookedAt('/staff/people/06y1/documents/07z'),
    ).filter((line) => line.startsWith('no journey')),
    [],
  );
});
