/** Packages come from outside: nothing in one reaches a file of ours, and every size has a limit (attack 71). */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tarOf } from '../testing/a-package.ts';
import { profileUrl } from '../testing/example-profiles-table.ts';
import { loadPackages } from './fhir-packages.ts';

const profile = (name: string, version = '1'): string =>
  JSON.stringify({ resourceType: 'StructureDefinition', url: profileUrl(name), version, type: 'Patient' });
function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-packages-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function archive(folder: string, bytes: Buffer): string {
  const path = join(folder, 'package.tgz');
  writeFileSync(path, bytes);
  return path;
}

function ruleFor(path: string): string {
  const loaded = loadPackages([path]);
  assert.ok(!loaded.ok, 'it was loaded');
  assert.equal(loaded.fault.code, 'FHIR-002');
  return loaded.fault.flaws?.[0]?.rule ?? '';
}

describe('A package', () => {
  test('is a folder of JSON, of which only definitions are taken', () => {
    inFolder((folder) => {
      mkdirSync(join(folder, 'profiles'));
      writeFileSync(join(folder, 'profiles', 'a.json'), profile('a'));
      writeFileSync(join(folder, 'patient.json'), '{"resourceType":"Patient"}');
      writeFileSync(join(folder, 'notes.txt'), 'no JSON');
      const loaded = loadPackages([folder]);
      assert.ok(loaded.ok);
      assert.deepEqual([...loaded.value.broughtProfiles], [profileUrl('a')]);
    });
  });

  test('is an archive of a registry, of which package/*.json is taken', () => {
    inFolder((folder) => {
      const files = [
        { name: 'package/package.json', text: '{"name":"x"}' },
        { name: 'package/a.json', text: profile('a') },
        { name: 'package/example/b.json', text: profile('b') },
      ];
      const loaded = loadPackages([archive(folder, gzipSync(tarOf(files)))]);
      assert.ok(loaded.ok);
      assert.deepEqual([...loaded.value.broughtProfiles], [profileUrl('a')]);
    });
  });

  test('that comes later stands over an earlier one', () => {
    inFolder((folder) => {
      for (const version of ['1', '2']) {
        mkdirSync(join(folder, version));
        writeFileSync(join(folder, version, 'a.json'), profile('a', version));
      }
      const loaded = loadPackages([join(folder, '1'), join(folder, '2')]);
      assert.ok(loaded.ok);
      assert.equal(loaded.value.structures.get(profileUrl('a'))?.version, '2');
    });
  });

  test('is refused when it is none, with its place', () => {
    inFolder((folder) => {
      assert.match(ruleFor(join(folder, 'nothing')), /does not exist/);
      assert.match(ruleFor(folder), /holds no StructureDefinition/);
      assert.match(ruleFor(archive(folder, Buffer.from('no archive'))), /not a gzip/);
      writeFileSync(join(folder, 'broken.json'), '{');
      assert.match(ruleFor(folder), /no JSON/);
    });
  });

  test('never leads out of its folder: neither names in an archive nor links in a folder (attack 71)', () => {
    inFolder((folder) => {
      const escaping = archive(folder, gzipSync(tarOf([{ name: '../x.json', text: profile('a') }])));
      assert.match(ruleFor(escaping), /leads out/);
      rmSync(escaping);
      const outside = mkdtempSync(join(tmpdir(), 'goldthread-outside-'));
      writeFileSync(join(outside, 'a.json'), profile('a'));
      symlinkSync(outside, join(folder, 'linked'));
      symlinkSync(join(outside, 'a.json'), join(folder, 'a.json'));
      assert.match(ruleFor(folder), /holds no StructureDefinition/);
      rmSync(outside, { recursive: true });
    });
  });
});
