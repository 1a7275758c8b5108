// Attack 78: marks that turn text around, scripts, addresses of scripts and pages in whatever a source sends are text on every page of the record, and a file runs nothing.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Bundle, FhirResource, Patient } from 'fhir/r4.js';
import { bundleOf, ofThePractice } from './testing/bundles-for-tests.ts';
import { openStaffApp } from './testing/open-staff-app.ts';

const { staff, ask: askAs } = await openStaffApp();
let home: string;

/** From here on a browser would show the line backwards: `10 mg` as `gm 01` (Unicode Standard Annex 9, 2.2). */
const turned = '\u202e';
const script = `${turned}"'><script>alert(1)</script><img src=x onerror=alert(2)>`;
const page = Buffer.from('<html><script>alert(3)</script></html>').toString('base64');

/** Each text of the resource with a script behind it; codes, dates and addresses stay what they are. */
function poisoned<T>(value: T): T {
  const fields = new Set(['text', 'display', 'title', 'family', 'description', 'note']);
  return JSON.parse(
    JSON.stringify(value, (key, one: unknown) => (fields.has(key) && typeof one === 'string' ? one + script : one)),
  ) as T;
}

const hostile: readonly FhirResource[] = [
  ...poisoned(ofThePractice),
  {
    resourceType: 'DocumentReference',
    status: 'current',
    type: { text: `Page ${script}` },
    date: '2026-05-06T10:00:00+01:00',
    content: [{ attachment: { contentType: 'text/html', title: `Page ${script}`, data: page } }],
  },
  {
    resourceType: 'DocumentReference',
    status: 'current',
    type: { text: 'Drawing' },
    date: '2026-05-07T10:00:00+01:00',
    content: [{ attachment: { contentType: 'image/svg+xml', title: 'Drawing', url: 'javascript:alert(4)' } }],
  },
] as FhirResource[];

const ask = (url: string) => askAs(url, 'gp');

before(async () => {
  const bundle: Bundle = bundleOf('A1', hostile, true);
  const person = bundle.entry?.[0]?.resource as Patient;
  person.name = [{ family: `Hawthorn${script}`, given: ['Edna'] }];
  await staff.file('ZX901', bundle);
  const found = await askAs('/staff/find', 'gp', { nhsNumber: '999 000 0026' });
  assertNoScript(found.body, '/staff/find');
  home = /\/staff\/people\/[0-9a-z]{11}/.exec(found.body)?.[0] ?? '';
  assert.notEqual(home, '', found.body);
});
function assertNoScript(html: string, address: string): void {
  assert.doesNotMatch(html, /<script>alert|<img src=x/i, address);
  assert.doesNotMatch(html, /(?:href|src|action)\s*=\s*["']?\s*(?:javascript|data):/i, address);
  for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi))
    assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+\s*=/i, address);
  assert.doesNotMatch(html, /[\u202a-\u202e\u2066-\u2069]|&#x?(?:202[a-e]|206[6-9]|823[4-8]|829[4-7]);/i, address);
  // Each script of a page carries this answer's nonce or is a file of ours.
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) assert.match(tag, /nonce="|src="\/assets\//, address);
}

test('attack 78: what a source sends is text on every page of the record', async () => {
  let shown = 0;
  for (const section of ['', '/journal', '/results', '/medicines', '/documents', '/sources']) {
    const { body, statusCode, headers } = await ask(home + section);
    assert.equal(statusCode, 200, section);
    assertNoScript(body, section);
    assert.match(String(headers['content-security-policy']), /script-src 'self' 'nonce-/, section);
    shown += body.split('&lt;script&gt;alert(1)').length - 1;
  }
  assert.ok(shown >= 6, `the scripts were there to be seen, as text: ${shown}`);
});

test('attack 78: a document that is a page comes as a file that runs nothing', async () => {
  const list = await ask(`${home}/documents`);
  const documents = new Set(list.body.match(/\/staff\/people\/[0-9a-z]+\/documents\/[0-9a-z]+/g));
  assert.ok(documents.size >= 3);
  for (const href of documents) {
    assertNoScript((await ask(href)).body, href);
    const file = await ask(`${href}/file`);
    if (file.statusCode !== 200) continue;
    assert.match(String(file.headers['content-security-policy']), /sandbox/, href);
    assert.doesNotMatch(String(file.headers['content-security-policy']), /allow-scripts/, href);
    assert.equal(file.headers['x-content-type-options'], 'nosniff', href);
  }
});
