/** Decision 0005: neither the right to read nor the proof of logging can be written down by hand. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { AccessGrant, openSealed, type Receipt } from '#disclosure';
import { pressReceipt } from '#disclosure/for-audit';
import { disclosureDraft } from './log-body.ts';
import { aRequest, aSealedValue } from './testing/a-sealed-value.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** Each line is one forgery, and must be one error. */
const forgeries = [
  `export const grant: AccessGrant = { kind: 'person', request, rules: [], ground, stripLocation: false, personByCompartment: new Map() };`,
  `export const receipt: Receipt = { entry: 1 };`,
  `export const sealed: Sealed<string> = { grant: honest.grant, items: [], map: honest.map };`,
  `export const unlogged: string = openSealed(honest);`,
  `export const peeked: unknown = honest.value;`,
  `export const made = new AccessGrant(Symbol('grant press'), {});`,
];

test('a forged grant, receipt or sealed value, and opening without a receipt, do not compile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-forgery-'));
  try {
    const head = [
      `import { AccessGrant, openSealed, type GrantGround, type Receipt, type RequestContext, type Sealed } from '${root}/src/disclosure/index.ts';`,
      `declare const honest: Sealed<string>; declare const request: RequestContext; declare const ground: GrantGround; declare const logged: Receipt;`,
      `export const allowed: string = openSealed(honest, logged);`,
    ];
    writeFileSync(join(folder, 'planted.ts'), [...head, ...forgeries].join('\n'));
    const settings = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules', '@types')] },
      include: [join(folder, 'planted.ts')],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const run = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8', cwd: root });
    const errors = run.stdout.split('\n').filter((line) => line.includes('error TS'));
    const lines = errors.map((error) => Number(/planted\.ts\((\d+),/.exec(error)?.[1]));
    assert.deepEqual(
      lines,
      forgeries.map((_, index) => head.length + 1 + index),
      run.stdout,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what gets past the compiler does not run', () => {
  const request = aRequest();
  const honest = aSealedValue(request, 'x', { persons: [1] });
  assert.throws(() => openSealed(honest, { entry: 1 } as Receipt), /not a receipt/);
  assert.throws(() => openSealed(honest, undefined as unknown as Receipt));
  assert.throws(() => AccessGrant.check({ kind: 'person' } as AccessGrant, 0), /not an access grant/);
  const copy = Object.create(Object.getPrototypeOf(honest.grant), Object.getOwnPropertyDescriptors(honest.grant));
  assert.throws(() => AccessGrant.check(copy as AccessGrant, 0), /not an access grant/);
  assert.throws(() => new AccessGrant(Symbol('grant press') as never, {} as never), /privacy only/);
  const forged = { grant: { request, kind: 'counting', personByCompartment: new Map() }, items: [] };
  assert.throws(() => disclosureDraft(request, [forged as never], 'disclosure', undefined), /not an access grant/);
});

test('the maker of a sealed value or a receipt, got hold of through one that is honest, makes none', () => {
  const honest = aSealedValue(aRequest(), 'x', { persons: [1] });
  const receipt = pressReceipt(1, [honest]);
  type Maker = new (...given: readonly unknown[]) => unknown;
  const sealed = honest.constructor as unknown as Maker;
  const pressed = receipt.constructor as unknown as Maker;
  for (const key of [undefined, Symbol('seal press'), Symbol('receipt press')]) {
    assert.throws(() => new sealed(key, 'forged', honest.grant, []), /by the store only/);
    assert.throws(() => new pressed(key, 1, [honest]), /by the log only/);
  }
});
