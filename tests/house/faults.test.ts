/** House rule: a fault that nothing raises is a promise that nobody keeps; docs/faults.md would tell an operator of what cannot happen. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { allFaults } from '../../tools/write-faults-document.ts';
import { filesMatching, sourceOf, visitNodes } from './checkout-files.ts';

/** What asks for a code, and what says more of one (a status, a type), raises none. */
function isRaising(literal: ts.StringLiteral): boolean {
  let { parent } = literal;
  while (ts.isAsExpression(parent) || ts.isParenthesizedExpression(parent)) parent = parent.parent;
  if (ts.isPropertyAssignment(parent)) return parent.initializer !== undefined && parent.name !== literal;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
  return !(ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || ts.isArrayLiteralExpression(parent));
}

/** The codes that a text raises. */
function codesRaised(source: ts.SourceFile): string[] {
  const codes: string[] = [];
  visitNodes(source, (node) => {
    if (ts.isStringLiteral(node) && /^[A-Z][A-Z0-9-]*-\d{3}$/.test(node.text) && isRaising(node)) codes.push(node.text);
  });
  return codes;
}

describe('each fault of the tables', () => {
  it('is seen where it is raised, and not where it is asked for', () => {
    const text = `const status = { 'X-001': 404 }; const all = ['X-002']; type Code = 'X-003';
      if (fault.code === 'X-004') return failed(xFault('X-005'));
      return flaws.length > 0 ? failed(xFault(isLate ? 'X-006' : 'X-007')) : { place, code: 'X-008' as const };`;
    const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
    assert.deepEqual(codesRaised(source), ['X-005', 'X-006', 'X-007', 'X-008']);
  });

  it('is raised somewhere', async () => {
    const files = filesMatching('src/**/*.ts').filter(
      (path) => !/\.test\.ts$|\/testing\/|(?:^|\/)faults\.ts$/.test(path),
    );
    const raised = new Set(files.flatMap((path) => codesRaised(sourceOf(path))));
    const codes = (await allFaults()).map(({ code }) => code);
    assert.ok(codes.length > 20, 'the faults were not found');
    assert.deepEqual(
      codes.filter((code) => !raised.has(code)),
      [],
    );
  });
});
