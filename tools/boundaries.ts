/**
 * Holds every import of the checkout against the table of allowed arrows. Fails when fewer modules were read than there
 * are files: a checker that reads nothing finds nothing wrong.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import ts from 'typescript';
import { boundaryConfiguration } from './boundary-rules.ts';
import { edgeModules, moduleTable, namesGrantedToEdges, namesKeptFromEdges } from './boundary-table.ts';

export interface Breach {
  readonly rule: string;
  readonly file: string;
  readonly detail: string;
}

export interface BoundaryReport {
  readonly modulesRead: number;
  readonly filesFound: number;
  readonly breaches: readonly Breach[];
}

const roots = ['src', 'tests', 'tools'] as const;

/** Reads every TypeScript file below `root` (a folder with a package.json and a tsconfig.json) and gives each breach. */
export async function readBoundaries(root: string): Promise<BoundaryReport> {
  const files = roots.flatMap((folder) => filesBelow(root, folder));
  const { ruleSet, options } = splitConfiguration();
  const report = await cruise(
    roots.filter((folder) => existsSync(join(root, folder))),
    { ...options, baseDir: root, validate: true, ruleSet },
    boundaryConfiguration.options?.enhancedResolveOptions,
    { tsConfig: extractTsConfig(join(root, 'tsconfig.json')) },
  );
  if (typeof report.output === 'string') throw new Error('dependency-cruiser gave a text in place of its result');
  const read = new Set(report.output.modules.map((module) => module.source));
  const unread = files.filter((file) => !read.has(file));
  return {
    modulesRead: files.length - unread.length,
    filesFound: files.length,
    breaches: [
      ...breachesOf(report.output),
      ...unread.map((file) => ({ rule: 'every-file-is-read', file, detail: 'dependency-cruiser has not read it' })),
      ...files.filter(isHomeless).map((file) => ({
        rule: 'every-file-has-a-module',
        file,
        detail: 'no row of tools/boundary-table.ts holds it',
      })),
      ...files.flatMap((file) => namesTaken(root, file)),
    ],
  };
}

function splitConfiguration() {
  const { options, ...ruleSet } = boundaryConfiguration;
  return { ruleSet, options };
}

function filesBelow(root: string, folder: string): string[] {
  return globSync(join(root, folder, '**/*.ts'))
    .filter((file) => !file.endsWith('.d.ts'))
    .map((file) => relative(root, file).split(sep).join('/'))
    .sort();
}

function breachesOf(result: ICruiseResult): Breach[] {
  return result.summary.violations.map((violation) => ({
    rule: violation.rule.name,
    file: violation.from,
    detail: violation.cycle?.map((step) => step.name).join(' -> ') ?? `imports ${violation.to}`,
  }));
}

function isHomeless(file: string): boolean {
  return file.startsWith('src/') && !Object.values(moduleTable).some((row) => new RegExp(row.path).test(file));
}

/** Names that an edge takes from a door that it may use, but not for this. */
function namesTaken(root: string, file: string): Breach[] {
  const isEdge = edgeModules.some((name) => new RegExp(moduleTable[name]?.path ?? '$^').test(file));
  if (!isEdge || /\.test\.ts$|\/testing\//.test(file)) return [];
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    if (!ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const door = statement.moduleSpecifier.text;
    const forbidden = namesKeptFromEdges[door];
    if (forbidden === undefined) return [];
    const bindings = statement.importClause?.namedBindings;
    const names =
      bindings !== undefined && ts.isNamedImports(bindings)
        ? bindings.elements.map((element) => (element.propertyName ?? element.name).text)
        : ['*'];
    return names
      .filter((name) => name === '*' || forbidden.test(name))
      .filter((name) => !isGranted(file, door, name))
      .map((name) => ({
        rule: 'edges-never-reach-the-database-or-the-log',
        file,
        detail: `takes ${name} from ${door}`,
      }));
  });
}

function isGranted(file: string, door: string, name: string): boolean {
  return namesGrantedToEdges.some((grant) => grant.file === file && grant.door === door && grant.name === name);
}

if (import.meta.main) {
  const report = await readBoundaries(join(import.meta.dirname, '..'));
  for (const breach of report.breaches) console.error(`${breach.file}: ${breach.rule}: ${breach.detail}`);
  console.log(`${report.modulesRead} of ${report.filesFound} modules read, ${report.breaches.length} breaches`);
  if (report.breaches.length > 0 || report.modulesRead === 0 || report.modulesRead < report.filesFound) {
    process.exitCode = 1;
  }
}
