/** Decision 0002: floors and doors. Each rule is shown to find the breach it is for, since a rule that never fires is none. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type BoundaryReport, readBoundaries } from '../../tools/boundaries.ts';
import { arrowsAcross, moduleTable, namesGrantedToEdges } from '../../tools/boundary-table.ts';

const checkout = join(import.meta.dirname, '../..');

/** A sound little house: what it does not plant has to pass. */
const soundFiles: Readonly<Record<string, string>> = {
  'src/kernel/outcome.ts': 'export type Outcome = string;\n',
  'src/fhir/reference.ts': "import type { Outcome } from '#kernel/outcome.ts';\nexport type Reference = Outcome;\n",
  'src/hl7v2/message.ts': 'export type Message = string;\n',
  'src/disclosure/index.ts': 'export const door = 1;\n',
  'src/disclosure/for-privacy.ts': 'export const pressGrant = 1;\n',
  'src/disclosure/for-audit.ts': 'export const pressReceipt = 1;\n',
  'src/disclosure/for-store.ts': 'export const seal = 1;\n',
  'src/platform/index.ts': "export { openDatabase } from './database.ts';\nexport { type Log } from './log.ts';\n",
  'src/platform/database.ts': 'export const openDatabase = 1;\n',
  'src/platform/log.ts': 'export type Log = string;\n',
  'src/platform/testing/database-for-tests.ts': 'export const databaseForTests = 1;\n',
  'src/config.ts': 'export const readConfig = 1;\n',
  'src/audit/index.ts':
    "import '#disclosure/for-audit';\nexport const createAudit = 1;\nexport type LogPage = string;\n",
  'src/store/index.ts': "import '#disclosure/for-store';\nexport { write } from './write.ts';\n",
  'src/store/write.ts': 'export const write = 1;\n',
  'src/store/write.test.ts':
    "import '../platform/testing/database-for-tests.ts';\nimport '#disclosure/for-privacy';\nimport './write.ts';\n",
  'src/privacy/index.ts': "import '#disclosure/for-privacy';\nimport '#audit';\nexport const decide = 1;\n",
  'src/record/index.ts': "import '#privacy';\nimport '#store';\nexport const openRecord = 1;\n",
  'src/intake/index.ts': "import '#record';\nimport '#hl7v2/message.ts';\nexport const file = 1;\n",
  'src/apps/kit/index.ts': 'export const page = 1;\n',
  'src/apps/staff/index.ts':
    "import '#record';\nimport '#kit';\nimport type { LogPage } from '#audit';\nimport type { Log } from '#platform';\nexport type Staff = LogPage | Log;\n",
  'src/apps/patient/index.ts': "import '#record';\n",
  'src/interfaces/fhir-api/index.ts': "import '#record';\nimport './routes.ts';\n",
  'src/interfaces/fhir-api/routes.ts': 'export const routes = 1;\n',
  'src/interfaces/mllp/index.ts': "import '#intake';\n",
  'src/region.ts': "import '#record';\nimport '#config';\nimport './apps/staff/index.ts';\n",
  'src/main.ts': "import './region.ts';\n",
  'tests/journeys/gp-opens-record.test.ts': "import '#record';\n",
};

/** Rule, the file that breaks it, and how. */
const plantedBreaches: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['arrow-from-kernel', 'src/kernel/knows-too-much.ts', "import '#platform';\n"],
  ['arrow-from-fhir', 'src/fhir/reads-messages.ts', "import '#hl7v2/message.ts';\n"],
  ['arrow-from-store', 'src/store/judges.ts', "import '#privacy';\n"],
  ['arrow-from-privacy', 'src/privacy/fetches.ts', "import '#store';\n"],
  ['arrow-from-intake', 'src/intake/writes-itself.ts', "import '#store';\n"],
  [
    'arrow-from-intake',
    'src/intake/by-type-only.ts',
    "import type { write } from '#store';\nexport type W = typeof write;\n",
  ],
  ['arrow-from-apps/*', 'src/apps/staff/reads-store.ts', "import '#store';\n"],
  ['arrow-from-apps/*', 'src/apps/staff/reads-patient-app.ts', "import '../patient/index.ts';\n"],
  ['arrow-from-interfaces/*', 'src/interfaces/fhir-api/reads-store.ts', "import '#store';\n"],
  ['arrow-from-interfaces/*', 'src/interfaces/fhir-api/reads-mllp.ts', "import '../mllp/index.ts';\n"],
  ['arrow-from-region', 'src/calls-up.ts', "import './main.ts';\n"],
  ['door-of-store', 'src/record/goes-round.ts', "import '../store/write.ts';\n"],
  ['door-of-platform', 'src/audit/goes-round.ts', "import '../platform/database.ts';\n"],
  ['door-of-interfaces/*', 'src/goes-round.ts', "import './interfaces/fhir-api/routes.ts';\n"],
  ['door-of-store-for-tests', 'tests/journeys/goes-round.test.ts', "import '../../src/store/write.ts';\n"],
  ['door-of-store-for-tests', 'src/record/goes-round.test.ts', "import '../store/write.ts';\n"],
  ['special-door-of-privacy', 'src/record/mints.ts', "import '#disclosure/for-privacy';\n"],
  ['special-door-of-audit', 'src/store/receipts.ts', "import '#disclosure/for-audit';\n"],
  ['special-door-of-store-and-patient-index', 'src/privacy/seals.ts', "import '#disclosure/for-store';\n"],
  ['packages-of-platform', 'src/store/own-client.ts', "import 'postgres';\n"],
  ['the-driver-is-the-mended-one', 'src/platform/own-pool.ts', "import 'postgres';\n"],
  ['packages-of-apps/kit', 'src/apps/staff/own-templates.ts', "import 'nunjucks';\n"],
  ['pure-modules-touch-nothing', 'src/hl7v2/listens.ts', "import 'node:net';\n"],
  ['no-circle', 'src/record/first.ts', "import type { Second } from './second.ts';\nexport type First = Second | 1;\n"],
  ['product-needs-no-test', 'src/record/uses-a-test.ts', "import '../store/write.test.ts';\n"],
  ['product-needs-no-development-dependency', 'src/record/uses-fast-check.ts', "import 'fast-check';\n"],
  ['every-import-resolves', 'src/record/leads-nowhere.ts', "import './not-there.ts';\n"],
  ['every-file-has-a-module', 'src/stray/somewhere.ts', 'export const stray = 1;\n'],
  [
    'edges-never-reach-the-database-or-the-log',
    'src/apps/staff/opens-database.ts',
    "import { openDatabase as harmless } from '#platform';\nexport const x = harmless;\n",
  ],
  [
    'edges-never-reach-the-database-or-the-log',
    'src/interfaces/mllp/writes-log.ts',
    "import * as everything from '#audit';\nexport const y = everything;\n",
  ],
];

const partners: Readonly<Record<string, string>> = {
  'src/record/second.ts': "import type { First } from './first.ts';\nexport type Second = First | 2;\n",
};

function build(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'goldthread-boundaries-'));
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
  }
  cpSync(join(checkout, 'package.json'), join(root, 'package.json'));
  cpSync(join(checkout, 'tsconfig.json'), join(root, 'tsconfig.json'));
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'));
  return root;
}

describe('the boundary rules', () => {
  const roots: string[] = [];
  let planted: BoundaryReport;
  let sound: BoundaryReport;

  before(async () => {
    const breaches = Object.fromEntries(plantedBreaches.map(([, file, source]) => [file, source]));
    roots.push(build(soundFiles), build({ ...soundFiles, ...partners, ...breaches }));
    sound = await readBoundaries(roots[0] ?? '');
    planted = await readBoundaries(roots[1] ?? '');
  });
  after(() => {
    for (const root of roots) rmSync(root, { recursive: true });
  });

  it('find nothing in a sound house, and have read all of it', () => {
    assert.deepEqual(sound.breaches, []);
    assert.equal(sound.modulesRead, Object.keys(soundFiles).length);
  });

  for (const [rule, file] of plantedBreaches) {
    it(`${rule} finds ${file}`, () => {
      const found = planted.breaches.filter((breach) => breach.file === file).map((breach) => breach.rule);
      assert.ok(found.includes(rule), `found there: ${found.join(', ') || 'nothing'}`);
    });
  }

  it('fail when a file was not read, as when the compiler it relies on is of another version', async () => {
    const unread = 'src/kernel/node_modules/unread.ts';
    const root = build({ 'src/kernel/a.ts': 'export const a = 1;\n', [unread]: 'export const b = 1;\n' });
    roots.push(root);
    const report = await readBoundaries(root);
    assert.deepEqual([report.modulesRead, report.filesFound], [1, 2]);
    assert.ok(report.breaches.some((breach) => breach.rule === 'every-file-is-read' && breach.file === unread));
  });
});

describe('the table of modules', () => {
  it('has arrows that go down only, or across to a row of the same floor by name', () => {
    for (const [name, row] of Object.entries(moduleTable)) {
      for (const target of row.mayImport) {
        const floor = moduleTable[target]?.floor;
        assert.ok(floor !== undefined, `${name} names ${target}, which is no module`);
        assert.ok(
          floor < row.floor || arrowsAcross.some((arrow) => arrow.from === name && arrow.to === target),
          `${name} -> ${target} goes up`,
        );
      }
    }
  });

  it('grants no name to a file that does not take it', () => {
    for (const { file, name, door } of namesGrantedToEdges) {
      const source = readFileSync(join(checkout, file), 'utf8');
      assert.match(source, new RegExp(`\\b${name}\\b[^;]*from '${door}'`), `${file} no longer takes ${name}`);
    }
  });

  it('keeps pages and machine interfaces away from the store', () => {
    for (const name of ['apps/*', 'apps/kit', 'interfaces/*']) {
      assert.ok(!moduleTable[name]?.mayImport.includes('store'), name);
    }
  });
});
