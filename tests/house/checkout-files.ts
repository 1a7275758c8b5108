/** The files of this checkout, as the house tests read them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export const checkout = join(import.meta.dirname, '../..');

/** Paths from the checkout's root, with `/`, sorted; what is installed, built or kept is left out. */
export function filesMatching(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: checkout, exclude: ['node_modules/**', 'data/**', 'tmp/**', 'coverage/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

export function textOf(path: string): string {
  return readFileSync(join(checkout, path), 'utf8');
}

export function sourceOf(path: string): ts.SourceFile {
  return ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
}

export function visitNodes(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => visitNodes(child, visit));
}

export interface Manifest {
  readonly license: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function manifest(): Manifest {
  return JSON.parse(textOf('package.json')) as Manifest;
}
