/** What must be true of every page, held against every sample (WCAG 1.3.1, 2.4.2, 3.1.1; issue 2, items 8 and 9). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPages } from '#kit';
import { exhibits } from './pages.ts';

const pages = createPages();
const caution = 'Information may have been withheld. Confirm with the person.';
const recordPages = /^\/staff\/(patient-record|journal|results|medicines|documents?|sources)/;

for (const exhibit of exhibits) {
  const html = exhibit.render(pages, 'nonce-of-this-answer');

  test(`${exhibit.address} has one main heading, a language and a title`, () => {
    assert.equal(html.match(/<h1[ >]/g)?.length, 1);
    assert.match(html, /<html lang="en"/);
    assert.match(html, /<title>[^<]+ - [^<]+<\/title>/);
  });

  test(`${exhibit.address} has nothing that the content security policy stops`, () => {
    assert.doesNotMatch(html, /<[^>]+\sstyle=/);
    assert.doesNotMatch(html, /<[^>]+\son\w+=/);
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
    for (const [script] of html.matchAll(/<script[^>]*>/g))
      assert.match(script, /nonce="nonce-of-this-answer"|src="\/assets\//);
  });

  test(`${exhibit.address} repeats no id, and every label, link and description finds its own`, () => {
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    const named = [...html.matchAll(/\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"/g)].flatMap(
      (match) => match[1]?.split(' ') ?? [],
    );
    for (const id of named) assert.ok(ids.includes(id), id);
  });

  if (recordPages.test(exhibit.address)) {
    test(`${exhibit.address} carries the caution at the top and with each section`, () => {
      const sections = html.split('class="gt-section-caution"').length - 1;
      assert.ok(html.includes(`<span class="nhsuk-width-container">${caution}`));
      assert.ok(sections >= 1);
    });

    test(`${exhibit.address} never says none`, () => {
      assert.doesNotMatch(html.replace(/<[^>]+>/g, ' '), /\bnone\b/i);
    });
  }
}

test('a page with a mistake says so first in its title', () => {
  const html = exhibits.find(({ address }) => address === '/staff/reason-error')?.render(pages, '') ?? '';
  assert.match(html, /<title>Error: /);
});

test('the page that asks for a reason shows identifiers only', () => {
  const html = exhibits.find(({ address }) => address === '/staff/reason')?.render(pages, '') ?? '';
  assert.match(html, /999 000 3106/);
  assert.doesNotMatch(html, /allerg(y|ies) (recorded|unavailable)|Known allergies|Penicillin/);
});

test('a person’s own home names no illness, medicine or test', () => {
  const html = exhibits.find(({ address }) => address === '/my/home')?.render(pages, '') ?? '';
  assert.doesNotMatch(html, /blood sugar|ramipril|hypertension|penicillin/i);
});
