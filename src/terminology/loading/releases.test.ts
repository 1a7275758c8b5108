/** Releases of LOINC and dm+d are read from their own files; the terms here are invented. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { faultOf, value } from '../testing/asking.ts';
import { ancestorsOf } from './hierarchy.ts';
import { packageResources } from './package-resources.ts';
import { type ReleaseOptions, readRelease } from './read-release.ts';

async function readFolder(files: Readonly<Record<string, string>>, options: ReleaseOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'goldthread-release-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await readRelease(
      Object.keys(files).map((name) => join(folder, name)),
      options,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a release of LOINC', () => {
  it('is read with its properties, names and hierarchy; a cell may hold commas, quotes and lines', async () => {
    const header = '"LOINC_NUM","COMPONENT","SCALE_TYP","STATUS","LONG_COMMON_NAME","SHORTNAME","VersionLastChanged"';
    const rows = [
      '"999-1","Zorb","Qn","ACTIVE","Zorb, ""odd"", in\nair","Zorb Air","2.70"',
      '"999-2","Zorb","","DEPRECATED","Zorb in soil","","2.9"',
    ];
    const hierarchy = [
      'PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT',
      ',1,,LP999-0,Zorb',
      'LP999-0,1,LP999-0,999-1,Zorb air',
    ];
    const release = value(
      (await readFolder({
        'Loinc.csv': [header, ...rows].join('\r\n'),
        'ComponentHierarchyBySystem.csv': hierarchy.join('\r\n'),
      }))!,
    );
    assert.equal(release.codeSystem['version'], '2.70', 'numbers are compared as numbers');
    const [first, second, part] = [...release.concepts()];
    assert.equal(first?.display, 'Zorb, "odd", in\nair');
    assert.deepEqual(first?.ancestors, [2]);
    assert.ok(first?.properties.some(({ code, value: text }) => code === 'SCALE_TYP' && text === 'Qn'));
    assert.deepEqual(
      [second?.isInactive, second?.designations.length, part?.code, part?.isAbstract],
      [true, 1, 'LP999-0', true],
    );
  });
});

describe('a release of dm+d', () => {
  const files = {
    'f_vtm2_3010426.xml': '<VTMS><VTM><VTMID>9990001</VTMID><NM>Zorbin</NM></VTM></VTMS>',
    'f_vmp2_3010426.xml':
      '<VMPS><VMP><VPID>9990002</VPID><VTMID>9990001</VTMID><NM>Zorbin 5mg &amp; quel</NM></VMP><VMP><VPID>9990003</VPID><NM>Old</NM><INVALID>1</INVALID></VMP></VMPS>',
    'f_amp2_3010426.xml':
      '<AMPS><AMP><APID>9990004</APID><VPID>9990002</VPID><NM>Zorbo</NM><DESC>Zorbo (Quel Ltd)</DESC></AMP></AMPS>',
  };
  it('is read with what each product is a kind of', async () => {
    const release = value((await readFolder(files, { version: '2026.11' }))!);
    const concepts = [...release.concepts()];
    assert.deepEqual(
      concepts.map(({ code, display, ancestors }) => [code, display, ancestors]),
      [
        ['9990001', 'Zorbin', []],
        ['9990002', 'Zorbin 5mg & quel', [0]],
        ['9990003', 'Old', []],
        ['9990004', 'Zorbo (Quel Ltd)', [0, 1]],
      ],
    );
    assert.equal(concepts[2]?.isInactive, true);
  });
  it('is refused without the version of the release, which its files do not say', async () => {
    assert.match(faultOf((await readFolder(files))!), /^TERMINOLOGY-008 --release/);
  });
});

describe('a folder', () => {
  it('of SNOMED CT that lacks a file is refused by name, and one of neither is none', async () => {
    assert.match(
      faultOf((await readFolder({ 'sct2_Concept_Snapshot_ZZ_20260401.txt': 'id' }))!),
      /^TERMINOLOGY-008 folder: must hold the snapshot file of descriptions/,
    );
    assert.equal(await readFolder({ 'a.txt': '' }), undefined);
  });
});

describe('what lies above', () => {
  it('is every concept by any way, and a circle ends', () => {
    assert.deepEqual(ancestorsOf([[], [0], [0], [1, 2]], 3), [0, 1, 2]);
    assert.deepEqual(ancestorsOf([[2], [0], [1]], 0), [1, 2]);
  });
});

describe('the files of a package', () => {
  it('give their terminology, and what cannot be taken is named', () => {
    const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });
    const { resources, refused } = packageResources([
      file('package/package.json', '{"x":"\\"resourceType\\":\\"ValueSet\\""}'),
      file('package/ValueSet-a.json', '{"resourceType":"ValueSet","url":"https://tests.example/a"}'),
      file('package/example/ValueSet-b.json', '{"resourceType":"ValueSet","url":"https://tests.example/b"}'),
      file('package/ValueSet-c.json', '{"resourceType":"ValueSet"}'),
      file('package/ValueSet-d.json', '{"resourceType":"ValueSet",'),
      file('package/StructureDefinition-e.json', '{"resourceType":"StructureDefinition"}'),
    ]);
    assert.deepEqual(
      resources.map((resource) => resource['url']),
      ['https://tests.example/a'],
    );
    assert.deepEqual(refused, [
      { place: 'package/ValueSet-c.json', rule: 'has no url' },
      { place: 'package/ValueSet-d.json', rule: 'is not JSON' },
    ]);
  });
});
