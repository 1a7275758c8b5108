/** House rule: limits and names that hold for every file (docs/style.md). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { filesMatching, sourceOf, textOf, visitNodes } from './checkout-files.ts';

const codeFiles = filesMatching('src/**/*.ts', 'tools/**/*.ts', 'tests/**/*.ts');
const isTest = (path: string) => /\.test\.ts$|^tests\/|\/testing\//.test(path);
const isTable = (path: string) => path.endsWith('-table.ts');
const productFiles = codeFiles.filter((path) => path.startsWith('src/') && !isTest(path));
const textFiles = filesMatching(
  '*.{md,json,mjs}',
  '{src,tools,tests,docs,bin,.ci}/**/*.{ts,js,mjs,json,md,sql,njk,scss,css,html}',
  '.ci/run',
).filter((path) => path !== 'package-lock.json' && !path.startsWith('src/fhir/definitions/'));

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

/** Files with what breaks the rule, so that one run shows all. */
function offences(paths: readonly string[], find: (path: string) => readonly string[]): string[] {
  return paths.flatMap((path) => find(path).map((detail) => `${path}: ${detail}`));
}

describe('every file', () => {
  it('was found', () => {
    assert.ok(productFiles.length > 50 && textFiles.length > 50);
  });

  it('of code has 300 lines at most, tables of data excepted', () => {
    const long = offences(
      codeFiles.filter((path) => !isTable(path)),
      (path) => {
        const lines = textOf(path).trimEnd().split('\n').length;
        return lines > 300 ? [`${lines} lines`] : [];
      },
    );
    assert.deepEqual(long, []);
  });

  it('is in kebab-case and named by what it holds', () => {
    const forbidden = new Set([
      'utils',
      'util',
      'helpers',
      'helper',
      'common',
      'shared',
      'misc',
      'manager',
      'lib',
      'core',
      'base',
    ]);
    const wrong = offences(filesMatching('{src,tools,tests}/**/*.*'), (path) =>
      path.split('/').filter((part) => {
        const [name = ''] = part.split('.');
        return forbidden.has(name) || (/\.(?:ts|njk)$/.test(part) && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name));
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it('names no path of the place where it was written', () => {
    const workplaces = [['', 'work', ''].join('/'), ['', 'tmp', 'briefs'].join('/')];
    const wrong = offences(textFiles, (path) => workplaces.filter((workplace) => textOf(path).includes(workplace)));
    assert.deepEqual(wrong, []);
  });

  it('leaves nothing to do without the number of an issue', () => {
    const mark = new RegExp(`\\b(?:${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')})\\b(?!\\(#\\d+\\))`, 'g');
    assert.deepEqual(
      offences(textFiles, (path) => textOf(path).match(mark) ?? []),
      [],
    );
  });
});

describe('every form of every page', () => {
  const templates = filesMatching('src/**/*.njk');
  const formTags = (text: string) => text.match(/<form\b(?:\{\{.*?\}\}|[^>])*>/gs) ?? [];

  it('is posted, so that nothing which is typed stands in an address (OWASP ASVS 5, 14.2.1)', () => {
    assert.ok(templates.flatMap((path) => formTags(textOf(path))).length > 20, 'forms were found');
    const wrong = offences(templates, (path) => formTags(textOf(path)).filter((tag) => !/\smethod="post"/.test(tag)));
    assert.deepEqual(wrong, []);
    const overriding = offences(templates, (path) => textOf(path).match(/formmethod|formMethod/g) ?? []);
    assert.deepEqual(overriding, []);
  });
});

describe('every function of the product and its tools', () => {
  const functions = codeFiles
    .filter((path) => !isTest(path) && !isTable(path))
    .flatMap((path) => {
      const source = sourceOf(path);
      const found: { place: string; lines: number; parameters: number }[] = [];
      visitNodes(source, (node) => {
        if (!ts.isFunctionLike(node) || ts.isTypeNode(node) || !('body' in node) || node.body === undefined) return;
        const first = lineOf(source, node.getStart(source));
        const lines = lineOf(source, node.end) - first + 1;
        found.push({ place: `${path}:${first}`, lines, parameters: node.parameters.length });
      });
      return found;
    });

  it('has 60 lines at most', () => {
    assert.ok(functions.length > 200);
    assert.deepEqual(
      functions.filter(({ lines }) => lines > 60).map(({ place, lines }) => `${place}: ${lines}`),
      [],
    );
  });

  it('has four parameters at most, then an object', () => {
    assert.deepEqual(
      functions.filter(({ parameters }) => parameters > 4).map(({ place, parameters }) => `${place}: ${parameters}`),
      [],
    );
  });
});

describe('the product', () => {
  it('reads the environment in config.ts only', () => {
    assert.deepEqual(
      offences(
        productFiles.filter((path) => path !== 'src/config.ts'),
        (path) => mentions(path, 'process', 'env'),
      ),
      [],
    );
    assert.equal(mentions('src/config.ts', 'process', 'env').length, 1);
  });

  it('writes files that must survive a power cut in one way only', () => {
    const mayWrite = (path: string) =>
      path === 'src/platform/durable-file.ts' ||
      path.startsWith('src/platform/database/') ||
      path.startsWith('src/cli/');
    const writers = /\b(?:writeFile|appendFile|createWriteStream)(?:Sync)?\b/;
    const imported = (path: string) =>
      [...textOf(path).matchAll(/import \{([^}]*)\} from 'node:fs(?:\/promises)?'/g)].filter(([, names = '']) =>
        writers.test(names),
      );
    assert.ok(productFiles.some((path) => imported(path).length > 0));
    assert.deepEqual(
      offences(
        productFiles.filter((path) => !mayWrite(path)),
        (path) => imported(path).map(([statement]) => statement),
      ),
      [],
    );
  });

  it('writes to no console: it has a log, which holds no patient data', () => {
    const mayPrint = (path: string) => path.startsWith('src/cli/') || path === 'src/main.ts';
    assert.deepEqual(
      offences(
        productFiles.filter((path) => !mayPrint(path)),
        (path) => mentions(path, 'console'),
      ),
      [],
    );
  });
});

/** Uses of `object`, or of `object.property`, in code: comments and texts do not count. */
function mentions(path: string, object: string, property?: string): string[] {
  const source = sourceOf(path);
  const found: string[] = [];
  visitNodes(source, (node) => {
    if (!ts.isPropertyAccessExpression(node) || node.expression.getText(source) !== object) return;
    if (property === undefined || node.name.text === property) found.push(`line ${lineOf(source, node.pos)}`);
  });
  return found;
}
