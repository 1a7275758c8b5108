/** `$validate` (R4, OperationDefinition Resource-validate): every way of asking, and nothing about what exists (attack 52). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { OperationOutcome } from 'fhir/r4.js';
import { profileUrl } from '#fhir/testing/example-profiles-table.ts';
import { aProfiledPatient } from '#fhir/testing/wrong-profiled-table.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { aPatient } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let patient = '';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  patient = (await fileRecord(practice))[0]!;
});

async function validated(path: string, body?: object, ask = practice): Promise<OperationOutcome['issue']> {
  const asked = await ask(path, body === undefined ? {} : { body });
  assert.equal(asked.status, 200, asked.text);
  return (asked.json as OperationOutcome).issue;
}
const severities = (issues: OperationOutcome['issue']): string[] => [
  ...new Set(issues.map(({ severity }) => severity)),
];
const parameters = (...parameter: readonly object[]): object => ({ resourceType: 'Parameters', parameter });
const named =
  (text: string): ((issue: { diagnostics?: string | undefined }) => boolean) =>
  ({ diagnostics = '' }) =>
    diagnostics.includes(text);

describe('an issue', () => {
  it('says severity, code, the place as FHIRPath, and the rule', async () => {
    const [issue] = await validated('/Patient/$validate', { ...aPatient(), gender: 'x' });
    assert.deepEqual(issue, {
      severity: 'error',
      code: 'code-invalid',
      details: { text: 'must be one of male, female, other, unknown (required binding)' },
      diagnostics: 'Patient.gender must be one of male, female, other, unknown (required binding)',
      expression: ['Patient.gender'],
    });
  });

  it('is a warning where the rule only recommends (dom-6)', async () => {
    const issues = await validated('/Patient/$validate', aPatient());
    assert.deepEqual(severities(issues), ['warning']);
    assert.match(issues[0]!.details!.text!, /dom-6/);
  });
});

describe('a code outside a loosely bound value set', () => {
  const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
  const severity = async (maritalStatus: object) =>
    (await validated('/Patient/$validate', { ...aPatient(), maritalStatus })).find(named('Patient.maritalStatus'))
      ?.severity;

  it('is a warning where the binding is extensible and the code system is known (R4 4.1.5)', async () => {
    const system = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';
    assert.equal(await severity(coded(system, 'M')), undefined);
    assert.equal(await severity(coded(system, 'nonsense')), 'warning');
  });

  it('is information where it is preferred, and never an error', async () => {
    const issues = await validated('/Patient/$validate', { ...aPatient(), language: 'xx-unheard' });
    assert.equal(issues.find(named('Patient.language'))?.severity, 'information');
    assert.ok(!severities(issues).includes('error'));
  });
});

describe('a profile', () => {
  const broken = { ...aProfiledPatient(), name: undefined };

  it('is asked for in the address or in Parameters', async () => {
    const inAddress = await validated(
      `/Patient/$validate?profile=${encodeURIComponent(profileUrl('patient'))}`,
      broken,
    );
    const inParameters = await validated(
      '/Patient/$validate',
      parameters({ name: 'resource', resource: broken }, { name: 'profile', valueUri: profileUrl('patient') }),
    );
    for (const issues of [inAddress, inParameters]) {
      const issue = issues.find(named('Patient.name'));
      assert.deepEqual([issue?.severity, issue?.code], ['error', 'required']);
      assert.ok(issue?.diagnostics?.endsWith(`, by ${profileUrl('patient')}`));
    }
    assert.ok(!(await validated('/Patient/$validate', broken)).some(named('Patient.name')));
  });

  it('that is claimed and not loaded is told as information', async () => {
    const issues = await validated('/Patient/$validate', {
      ...aPatient(),
      meta: { profile: ['https://example.org/none'] },
    });
    const issue = issues.find(named('Patient.meta.profile'));
    assert.deepEqual([issue?.severity, issue?.code], ['information', 'informational']);
  });
});

describe('a mode', () => {
  it('update asks for the id, and for that of the address', async () => {
    const without = await validated('/Patient/$validate?mode=update', { ...aPatient(), id: undefined });
    assert.ok(without.some(named('Patient.id is required')));
    const other = await validated(`/${patient}/$validate?mode=update`, { ...aPatient(), id: 'other' });
    assert.ok(other.some(named('Patient.id must be the id in the address')));
  });

  it('create takes a resource without one', async () => {
    const body = parameters({ name: 'resource', resource: aPatient() }, { name: 'mode', valueCode: 'create' });
    assert.deepEqual(severities(await validated('/Patient/$validate', body)), ['warning']);
  });

  it('delete answers the same whether there is anything to delete or not (attack 52)', async () => {
    const there = await practice(`/${patient}/$validate?mode=delete`, { body: parameters() });
    const none = await practice('/Patient/nobody/$validate?mode=delete', { body: parameters() });
    assert.deepEqual([there.status, there.text], [none.status, none.text]);
  });

  it('that there is not is refused', async () => {
    assert.equal((await practice('/Patient/$validate?mode=destroy', { body: aPatient() })).status, 400);
  });
});

describe('a stored resource', () => {
  it('is validated for whoever may read it, and the reading is logged', async () => {
    const entries = async (): Promise<number> => {
      const [row] = await region.database.sql`select count(*)::int as entries from audit.entry`;
      return (row as unknown as { entries: number }).entries;
    };
    const before = await entries();
    assert.deepEqual(severities(await validated(`/${patient}/$validate`)), ['warning']);
    assert.equal(await entries(), before + 1);
  });

  it('that the caller may not read is answered as one that does not exist (attack 52)', async () => {
    const hidden = await hospital(`/${patient}/$validate`);
    const absent = await hospital('/Patient/nobody/$validate');
    assert.deepEqual([hidden.status, hidden.text], [absent.status, absent.text]);
    assert.equal(hidden.status, 404);
  });

  it('needs the scope to read it', async () => {
    const writer = asker(region, await region.clientToken('practice', ['system/Patient.c']));
    assert.equal((await writer(`/${patient}/$validate`)).status, 403);
  });

  it('that a reference names is never looked up (attack 52)', async () => {
    const about = (id: string): object => ({ resourceType: 'Basic', code: { text: 'x' }, subject: { reference: id } });
    const known = await hospital('/Basic/$validate', { body: about(patient) });
    const unknown = await hospital('/Basic/$validate', { body: about('Patient/nobody') });
    assert.equal(known.text, unknown.text);
  });
});
