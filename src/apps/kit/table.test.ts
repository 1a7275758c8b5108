/** The lean table holds the markup of the design system: the fixtures that nhsuk-frontend ships, for the options that we use. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import nunjucks from 'nunjucks';

interface Fixture {
  readonly name: string;
  readonly context: Record<string, unknown> & {
    readonly rows?: readonly unknown[];
    readonly head?: readonly unknown[];
  };
  readonly html: string;
}

const designSystem = dirname(createRequire(import.meta.url).resolve('nhsuk-frontend/package.json'));
const { fixtures } = JSON.parse(
  readFileSync(join(designSystem, 'dist/nhsuk/components/tables/fixtures.json'), 'utf8'),
) as { fixtures: readonly Fixture[] };

const options = new Set([
  'id',
  'classes',
  'caption',
  'head',
  'rows',
  'firstCellIsHeader',
  'responsive',
  'compact',
  'striped',
  'border',
  'lastRowBorder',
]);
const captionOptions = new Set(['text', 'size', 'classes']);
const cellOptions = new Set(['text', 'html', 'format', 'classes', 'colspan']);

function usesOnlyOurOptions({ context }: Fixture): boolean {
  const caption = context['caption'];
  const cells = [...(context.head ?? []), ...(context.rows ?? []).flat()];
  return (
    Object.keys(context).every((key) => options.has(key)) &&
    (caption === undefined || (typeof caption === 'object' && hasOnly(caption, captionOptions))) &&
    cells.every((cell) => typeof cell === 'object' && hasOnly(cell, cellOptions))
  );
}

function hasOnly(value: object | null, allowed: ReadonlySet<string>): boolean {
  return value !== null && Object.keys(value).every((key) => allowed.has(key));
}

/** White space between and at the edges of tags shows nothing. */
function normalised(html: string): string {
  return html
    .replace(/\s+/g, ' ')
    .replace(/ ?(<[^>]+>) ?/g, '$1')
    .trim();
}

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([join(import.meta.dirname, '..'), join(designSystem, 'dist')]),
  { autoescape: true, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true },
);
const source = '{% from "kit/templates/table.njk" import table %}{{ table(params) }}';

const ours = fixtures.filter(usesOnlyOurOptions);

test('there are fixtures to hold the lean table against', () => {
  assert.ok(ours.length >= 20, `${ours.length} of ${fixtures.length}`);
});

for (const [index, fixture] of ours.entries()) {
  test(`the lean table equals the design system's: ${fixture.name} (${index})`, () => {
    assert.equal(normalised(environment.renderString(source, { params: fixture.context })), normalised(fixture.html));
  });
}
