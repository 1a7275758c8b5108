/** The way in for files: docs/intake/csv.md. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { bloods } from './testing/a-stay.ts';
import { type RegionForTests, regionOnItsOwn } from './testing/region-for-tests.ts';

let region: RegionForTests;
let database: RegionForTests['database'];
const wholeFile = forWholeFile();

before(async () => {
  region = await regionOnItsOwn(wholeFile);
  ({ database } = region);
});

describe('other ways in', () => {
  const header =
    'record_type,nhs_number,family_name,given_name,birth_date,date_time,author_name,author_role,kind,value,unit,text';
  it('CSV: good rows are filed, bad ones named, and the file again files nothing', async () => {
    const rows = [
      'visit,9990000018,Whitlow,Ada,1948-02-12,2026-05-01T09:30:00+01:00,Dami Adeleke,Home carer,Morning visit,,,"Washed, dressed."',
      'observation,9990000018,Whitlow,Ada,1948-02-12,2026-05-01T09:40:00+01:00,Dami Adeleke,Home carer,Fluid intake,1000,mL,',
      'visit,123,Whitlow,Ada,1948-02-12,yesterday,Dami Adeleke,Home carer,Morning visit,,,Text',
    ];
    const file = { source: 'care-csv', fileName: 'may.csv', text: `${[header, ...rows].join('\r\n')}\r\n` };
    const filed = await region.intake.fileCsv(file);
    assert.ok(filed.ok);
    assert.equal(filed.value.accepted, 2);
    assert.deepEqual(
      filed.value.refused.map(({ row, column }) => [row, column]),
      [
        [4, 'nhs_number'],
        [4, 'date_time'],
      ],
    );
    assert.equal(filed.value.written, 5);
    const again = await region.intake.fileCsv(file);
    assert.deepEqual(again.ok && [again.value.accepted, again.value.written], [2, 0]);
    const wrong = await region.intake.fileCsv({ ...file, text: 'a,b\n1,2\n' });
    assert.equal(!wrong.ok && wrong.fault.code, 'INTAKE-010');
    const unknown = await region.intake.fileCsv({ ...file, source: 'nobody' });
    assert.equal(!unknown.ok && unknown.fault.code, 'INTAKE-011');
  });

  it('a decimal is filed with its digits, and the same message again files nothing (R4 2.24.0.1)', async () => {
    const sent = bloods('20260502110000', '24', '5.10', 'F').toString().replace('3.5-5.3', '3.50-5.30');
    const bodies = async () =>
      database.owner<{ body: string; version: string }[]>`
        select body, version::text from store.resource where body like '%"valueQuantity"%Potassium%' or body like '%Potassium%"valueQuantity"%'`;
    assert.deepEqual(await region.intake.receiveHl7(Buffer.from(sent)), { code: 'AA' });
    const [filed] = await bodies();
    assert.match(filed?.body ?? '', /"valueQuantity":{"value":5\.10,/);
    assert.match(filed?.body ?? '', /"low":{"value":3\.50,.*"high":{"value":5\.30,/);
    const again = Buffer.from(sent.replace('|24|', '|25|'));
    assert.deepEqual(await region.intake.receiveHl7(again), { code: 'AA' });
    assert.deepEqual([...(await bodies())], [filed]);
  });
});
