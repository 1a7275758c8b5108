/** Decision 0010: one PostgreSQL schema per module; a module's SQL names its own only, though a transaction may span them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { filesMatching, sourceOf, textOf, visitNodes } from './checkout-files.ts';

/** Agreed exceptions, each with its reason. */
const allowed: readonly { readonly file: string; readonly schema: string; readonly why: string }[] = [];

const isTest = (path: string) => /\.test\.ts$|\/testing\//.test(path);
const migrations = filesMatching('src/*/migrations/*.sql');
const ownerBySchema = new Map(
  migrations.flatMap((path) =>
    [...withoutComments(textOf(path)).matchAll(/\bcreate schema (?:if not exists )?([a-z_]+)/gi)].map(
      (match) => [match[1] ?? '', moduleOf(path)] as const,
    ),
  ),
);
ownerBySchema.set('platform', 'platform');

function moduleOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function withoutComments(sql: string): string {
  return sql.replace(/--.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
}

/** Schemas after a word of SQL that takes a table. */
export function schemasNamed(sql: string): string[] {
  const reference =
    /\b(?:from|join|into|update|table|on|references|truncate|only|schema|using|lateral|exists)\s+\(?"?([a-z_]+)"?\./gi;
  return [
    ...new Set([...withoutComments(sql).matchAll(reference)].map((match) => (match[1] ?? '').toLowerCase())),
  ].filter((name) => ownerBySchema.has(name));
}

/** The texts of a file, each template as one text with a gap for what is put in. */
function textsOf(path: string): string[] {
  const texts: string[] = [];
  visitNodes(sourceOf(path), (node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node)) {
      texts.push([node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join(' ? '));
    }
  });
  return texts;
}

describe('the SQL of a module', () => {
  const files = [
    ...migrations,
    ...filesMatching('src/**/*.ts', 'src/**/queries/*.sql').filter((path) => !isTest(path)),
  ];

  it('is recognised', () => {
    assert.ok(ownerBySchema.size >= 5, [...ownerBySchema.keys()].join(', '));
    assert.deepEqual(
      schemasNamed('select 1 from store.resource r join audit.entry e on r.a = e.a -- from privacy.claim'),
      ['store', 'audit'],
    );
  });

  it('names its own schema only', () => {
    const strangers = files.flatMap((path) => {
      const texts = path.endsWith('.sql') ? [textOf(path)] : textsOf(path);
      const schemas = new Set(texts.flatMap(schemasNamed));
      return [...schemas]
        .filter((schema) => ownerBySchema.get(schema) !== moduleOf(path))
        .filter((schema) => !allowed.some((exception) => exception.file === path && exception.schema === schema))
        .map((schema) => `${path} names ${schema}`);
    });
    assert.deepEqual(strangers, []);
  });

  it('has no exception that nothing needs', () => {
    for (const exception of allowed) assert.ok(files.includes(exception.file), exception.file);
  });
});
