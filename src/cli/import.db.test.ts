/** Contract: `import` of NDJSON into a region, as another region's export wrote it (FHIR Bulk Data Access 2.0.0). */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Compartment, type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { databaseForTests } from '#platform';
import { configForTests } from '../config/testing/config-for-tests.ts';
import { demoSystemClient } from '../demo-intakes.ts';
import { startRegion } from '../start-region.ts';

/** The newest is closed first: a region whose database is dropped under it breaks in whatever test runs then. */
const file = forWholeFile();
const patient = resourceIdText(7_000_000_001 as Compartment, 7_000_000_001 as ResourceNumber);
const observation = resourceIdText(7_000_000_001 as Compartment, 7_000_000_002 as ResourceNumber);
const subject = { reference: `Patient/${patient}` };
const lines = [
  {
    resourceType: 'Patient',
    id: patient,
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
    name: [{ family: 'Finch', given: ['Ada'] }],
    birthDate: '1950-03-04',
  },
  { resourceType: 'Observation', id: observation, status: 'final', code: { text: 'Weight' }, subject },
  { resourceType: 'Observation', id: 'chosen-1', status: 'final', code: { text: 'Height' }, subject },
];

test('decision 18: lines with ids of another region’s form are filed with ids of this one, and what names them finds them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'goldthread-import-'));
  file.after(async () => rmSync(folder, { recursive: true, force: true }));
  const database = await databaseForTests(file);
  const config = configForTests({
    GOLDTHREAD_DATA_DIR: join(folder, 'data'),
    GOLDTHREAD_DATABASE_URL: database.ownerUrl,
  });
  const started = await startRegion({ config });
  assert.ok(started.ok, JSON.stringify(started));
  file.after(() => started.value.stop());
  const { region, publicUrl } = started.value;
  const { clientId } = demoSystemClient;
  const token = await region.signIn.issueAccessToken({ clientId, scopes: ['system/*.cruds'] });
  const path = join(folder, 'region.ndjson');
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  const env = { ...process.env, GOLDTHREAD_DATA_DIR: join(folder, 'own') };
  const args = [join(import.meta.dirname, 'main.ts'), 'import', path, '--url', publicUrl, '--token', token, '--json'];
  const out = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env }, (_failure, text) => resolve(text));
  });
  const { resources, refused } = JSON.parse(out);
  assert.deepEqual({ resources, refused }, { resources: 3, refused: [] });
  const filed = await database.owner<{ body: string; compartment: number }[]>`
    select body, compartment from store.resource where body ~ '"(Weight|Height|Finch)"' order by number`;
  const own = resourceIdText(filed[0]!.compartment as Compartment, filed[0]!.compartment as unknown as ResourceNumber);
  assert.notEqual(own, patient);
  assert.deepEqual(
    filed.map(({ body }) => JSON.parse(body).subject?.reference),
    [undefined, `Patient/${own}`, `Patient/${own}`],
  );
});
