/** Attack 74: JSON that parsers stumble over, over the API: refused in words, and nothing of it reaches what is stored. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, issuesOf } from './testing/ask.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
});

const basic = (member: string): string => `{"resourceType":"Basic","code":{"text":"x"},${member}}`;

describe('attack 74: JSON', () => {
  for (const [what, body] of [
    ['names of an object’s prototype', basic('"__proto__":{"isAdmin":true}')],
    ['a constructor', basic('"constructor":{"prototype":{"isAdmin":true}}')],
    ['a lone surrogate in a code', basic('"language":"\\ud800"')],
    ['a lone surrogate in a text', basic('"extension":[{"url":"urn:x","valueString":"a\\udc00b"}]')],
    ['a lone surrogate in an address', basic('"implicitRules":"urn:\\ud800"')],
    ['a NUL in a code', basic('"language":"a\\u0000b"')],
    ['a NUL in a text', basic('"extension":[{"url":"urn:x","valueString":"a\\u0000b"}]')],
    ['a number beyond all numbers', basic('"extension":[{"url":"urn:x","valueDecimal":1e400}]')],
    ['an integer beyond integers', basic('"extension":[{"url":"urn:x","valueInteger":1e30}]')],
    ['a member that stands twice (R4 2.6.2)', basic('"language":"en","language":"en"')],
    [
      'a member that stands twice deep inside',
      basic('"extension":[{"url":"urn:x","valueDecimal":1.00,"valueDecimal":2.50}]'),
    ],
    ['a byte order mark', `\ufeff${basic('"language":"en"')}`],
    ['an array where a resource stands', '[{"resourceType":"Basic"}]'],
    ['a million brackets', '['.repeat(1_000_000)],
    ['a million members', `{${Array.from({ length: 300_000 }, (_, index) => `"m${index}":1`).join(',')}}`],
  ] as const)
    it(`with ${what} is refused in words, soon`, async () => {
      const started = performance.now();
      const asked = await practice('/Basic', { body });
      assert.ok(asked.status === 400 || asked.status === 422, `${asked.status} ${asked.text.slice(0, 300)}`);
      assert.ok(issuesOf(asked).length > 0);
      assert.ok(performance.now() - started < 10_000);
      assert.equal(({} as Record<string, unknown>)['isAdmin'], undefined);
    });

  it('stored nothing', async () => {
    const rows = await region.database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`;
    assert.equal(rows[0]?.count, 0);
  });

  it('that names a member twice is refused at its place, in a Bundle and in a patch too (R4 2.6.2)', async () => {
    const entry = `{"resource":${basic('"language":"en"')},"request":{"method":"POST","url":"Basic","url":"Patient"}}`;
    const bundle = `{"resourceType":"Bundle","type":"transaction","entry":[\n${entry}]}`;
    const [issue] = issuesOf(await practice('', { body: bundle }));
    assert.equal(issue?.code, 'structure');
    assert.match(issue?.place ?? '', /^line 2, column \d+/);
    const made = await practice('/Basic', { body: basic('"language":"en"') });
    const path = `/Basic/${(made.json as { id: string }).id}`;
    const patched = await practice(path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json-patch+json', 'if-match': made.headers.get('etag') ?? '' },
      body: '[{"op":"replace","path":"/language","value":"de","value":"fr"}]',
    });
    assert.equal(patched.status, 400, patched.text);
    assert.match((await practice(path)).text, /"language":\s*"en"/);
  });
});
