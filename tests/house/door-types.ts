/** The types that the modules' doors hand out, read from their export lists. */
import ts from 'typescript';
import { filesMatching, manifest, sourceOf } from './checkout-files.ts';

export interface DoorType {
  readonly door: string;
  readonly name: string;
}

/** Every type, interface and exported type name of every door that package.json maps and that is written already. */
export function doorTypes(): DoorType[] {
  const doors = new Set(Object.values(manifest().imports).map((path) => path.replace(/^\.\//, '')));
  return filesMatching('src/**/index.ts', 'src/config.ts')
    .filter((path) => doors.has(path))
    .flatMap((door) => typesExportedBy(door).map((name) => ({ door, name })));
}

function typesExportedBy(door: string): string[] {
  return sourceOf(door).statements.flatMap((statement) => {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      return ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Export ? [statement.name.text] : [];
    }
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return [];
    if (!ts.isNamedExports(statement.exportClause)) return [];
    return statement.exportClause.elements
      .filter((element) => statement.isTypeOnly || element.isTypeOnly)
      .map((element) => element.name.text);
  });
}
