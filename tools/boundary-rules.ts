/** The rules of dependency-cruiser, generated from the table of allowed arrows. */
import type { IConfiguration, IForbiddenRuleType } from 'dependency-cruiser';
import {
  impureNodeModules,
  insideTools,
  type ModuleRow,
  moduleTable,
  packageOwners,
  pureModules,
  specialDoors,
} from './boundary-table.ts';

/** Tests and builders for tests: they may open any door, and any file of their own module. */
const testFile = '\\.test\\.ts$|/testing/';
const modules = Object.entries(moduleTable);

function pathOf(name: string): string {
  const row = moduleTable[name];
  if (row === undefined) throw new Error(`${name} is not in the table of modules`);
  return row.path;
}

function exactly(file: string): string {
  return `^${file.replaceAll('.', '\\.')}$`;
}

/** The same module, where one row stands for a folder of modules: `$1` is what the row's group matched. */
function ownPath(row: ModuleRow): string {
  return row.path.replace(/\(\?!kit\/\)/, '').replace('([^/]+)', '$1');
}

function arrowRule(name: string, row: ModuleRow): IForbiddenRuleType {
  return {
    name: `arrow-from-${name}`,
    comment: `${name} may import ${row.mayImport.join(', ') || 'nothing'}: see tools/boundary-table.ts`,
    severity: 'error',
    from: { path: row.path, pathNot: testFile },
    to: { path: '^src/', pathNot: [ownPath(row), ...row.mayImport.map(pathOf)] },
  };
}

function doorOf(name: string, row: ModuleRow): string {
  if (name === 'config') return '^src/config\\.ts$';
  return `${row.path.replace(/\(\?!kit\/\)/, '')}index\\.ts$`;
}

/** Outside its module only a door is importable. Tests obey too, but for the builders in `testing/`. */
function doorRules(name: string, row: ModuleRow): IForbiddenRuleType[] {
  if (row.isLibrary === true || row.isSingleFile === true || name === 'cli') return [];
  const doors = [doorOf(name, row), ...specialDoors.map(({ file }) => exactly(file))];
  const isFamily = row.path.includes('([^/]+)');
  const to = { path: row.path, pathNot: doors };
  const comment = `another module imports ${name} through its index.ts`;
  const outside = isFamily ? `^src/${name.replace('/*', '/')}` : row.path;
  return [
    { name: `door-of-${name}`, comment, severity: 'error', from: { path: '^src/', pathNot: [outside, testFile] }, to },
    {
      name: `door-of-${name}-for-tests`,
      comment: `${comment}, or what it offers to tests in testing/`,
      severity: 'error',
      from: {
        path: [testFile, '^tests/', '^tools/'],
        pathNot: [outside, ...(insideTools[name] === undefined ? [] : [insideTools[name]])],
      },
      to: { path: row.path, pathNot: [...doors, '/testing/'] },
    },
  ];
}

/** Tests open them to make what they try out; nothing that ships may import a test. */
const specialDoorRules: IForbiddenRuleType[] = specialDoors.map(({ file, onlyFor }) => ({
  name: `special-door-of-${onlyFor.join('-and-')}`,
  comment: `only ${onlyFor.join(' and ')} may open this door (decision 0005)`,
  severity: 'error',
  from: { pathNot: [...onlyFor.map(pathOf), '^src/disclosure/', '^tests/', testFile] },
  to: { path: exactly(file) },
}));

const packageRules: IForbiddenRuleType[] = packageOwners.map(({ packages, onlyFor }) => ({
  name: `packages-of-${onlyFor}`,
  comment: `only ${onlyFor} may import ${packages.join(', ')}`,
  severity: 'error',
  from: { path: '^src/', pathNot: [pathOf(onlyFor), testFile] },
  to: { path: `node_modules/(?:${packages.join('|')})/` },
}));

const pureRule: IForbiddenRuleType = {
  name: 'pure-modules-touch-nothing',
  comment: `${pureModules.join(', ')} compute only`,
  severity: 'error',
  from: { path: pureModules.map(pathOf), pathNot: testFile },
  to: { dependencyTypes: ['core'], path: impureNodeModules },
};

const circleRule: IForbiddenRuleType = {
  name: 'no-circle',
  comment: 'two files never need each other, not even for their types',
  severity: 'error',
  from: { path: '^(?:src|tools|tests)/' },
  to: { circular: true },
};

const productionRule: IForbiddenRuleType = {
  name: 'product-needs-no-test',
  comment: 'what runs in production imports no test, no tool and no development dependency',
  severity: 'error',
  from: { path: '^src/', pathNot: testFile },
  to: { path: ['^tests/', '^tools/', '\\.test\\.ts$'] },
};

const developmentRule: IForbiddenRuleType = {
  name: 'product-needs-no-development-dependency',
  comment: 'npm ci --omit=dev must give a working product',
  severity: 'error',
  from: { path: '^src/', pathNot: testFile },
  to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
};

/** Types alone carry no flaw. */
const driverRule: IForbiddenRuleType = {
  name: 'the-driver-is-the-mended-one',
  comment: 'the PostgreSQL client is taken from src/platform/database/postgres-driver.ts (decision 91)',
  severity: 'error',
  from: { path: '^(?:src|tools|tests)/', pathNot: exactly('src/platform/database/postgres-driver.ts') },
  to: { path: 'node_modules/postgres/', dependencyTypesNot: ['type-only'] },
};

const unresolvedRule: IForbiddenRuleType = {
  name: 'every-import-resolves',
  comment: 'an import that leads nowhere is an arrow that no rule has seen',
  severity: 'error',
  // Browser scripts import one another by the names that they are served under.
  from: { pathNot: '\\.browser\\.js$' },
  to: { couldNotResolve: true },
};

export const boundaryConfiguration: IConfiguration = {
  forbidden: [
    ...modules.map(([name, row]) => arrowRule(name, row)),
    ...modules.flatMap(([name, row]) => doorRules(name, row)),
    ...specialDoorRules,
    ...packageRules,
    pureRule,
    circleRule,
    productionRule,
    developmentRule,
    driverRule,
    unresolvedRule,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
