import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { linterFor, readTsconfig, typeErrors } from './lint-with-types.ts';
import { checkoutRoot } from './run-program.ts';

const planted = join(checkoutRoot, 'tools/planted.ts');

function programOf(text: string): ts.Program {
  const { options } = readTsconfig();
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === planted || fileExists(name);
  host.readFile = (name) => (name === planted ? text : readFile(name));
  host.getSourceFile = (name, language, ...more) =>
    name === planted ? ts.createSourceFile(name, text, language) : getSourceFile(name, language, ...more);
  return ts.createProgram({ rootNames: [planted], options, host });
}

test('a promise that nobody awaits, a wrong type and a forbidden operator are told of, each by its own checker', async () => {
  const text = `async function later(): Promise<number> { return 1; }\nlater();\nexport const is: string = 1;\nexport const has = (name: string) => name in {};\n`;
  const program = programOf(text);
  assert.match(typeErrors(program), /tools\/planted\.ts\(3,14\): error TS2322/);
  const [result] = await linterFor(program).lintText(text, { filePath: planted });
  const rules = result?.messages.map(({ ruleId, line }) => `${ruleId} ${line}`);
  assert.deepEqual(rules, ['@typescript-eslint/no-floating-promises 2', 'no-restricted-syntax 4']);
});

test('what is right is passed over by both', async () => {
  const text = `export const later = async (): Promise<number> => 1;\nconsole.log(await later());\n`;
  const program = programOf(text);
  assert.equal(typeErrors(program), '');
  const [result] = await linterFor(program).lintText(text, { filePath: planted });
  assert.deepEqual(result?.messages, []);
});
