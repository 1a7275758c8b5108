/** The terminology operations over a real socket: who may ask, how, and what the log says of it. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Parameters, ValueSet } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker, entriesOf, fileRecord, issuesOf } from '../testing/ask.ts';
import { adasBirthDate, adasNumber, aPatient } from '../testing/people.ts';
import { type RegionForApi, regionForApi } from '../testing/region-for-api.ts';

const gender = 'http://hl7.org/fhir/ValueSet/administrative-gender';
const genders = 'http://hl7.org/fhir/administrative-gender';

describe('the terminology operations at /fhir', () => {
  let region: RegionForApi;
  let practice: Ask;
  const file = forWholeFile();
  before(async () => {
    region = await regionForApi(file);
    practice = asker(region, await region.clientToken('practice'));
  });

  const codes = (asked: Asked): (string | undefined)[] => {
    assert.equal(asked.status, 200, asked.text);
    return ((asked.json as ValueSet).expansion?.contains ?? []).map(({ code }) => code);
  };
  const resultOf = (asked: Asked): unknown => {
    assert.equal(asked.status, 200, asked.text);
    return (
      (asked.json as Parameters).parameter?.[0]?.valueBoolean ?? (asked.json as Parameters).parameter?.[0]?.valueCode
    );
  };
  const parameters = (...parameter: object[]): { body: object } => ({
    body: { resourceType: 'Parameters', parameter },
  });
  const entries = async (): Promise<number> => {
    const [row] = await region.database.owner<{ count: number }[]>`select count(*)::int as count from audit.entry`;
    return row?.count ?? 0;
  };

  it('answer GET, POST of Parameters, and POST of the resource itself (R4 3.2.0.1)', async () => {
    const all = ['male', 'female', 'other', 'unknown'];
    assert.deepEqual(codes(await practice(`/ValueSet/$expand?url=${gender}`)), all);
    assert.deepEqual(
      codes(
        await practice(
          '/ValueSet/$expand',
          parameters({ name: 'url', valueUri: gender }, { name: 'count', valueInteger: 2 }),
        ),
      ),
      all.slice(0, 2),
    );
    const own = {
      resourceType: 'ValueSet',
      status: 'active',
      compose: { include: [{ system: genders, concept: [{ code: 'male' }] }] },
    };
    assert.deepEqual(codes(await practice('/ValueSet/$expand', { body: own })), ['male']);
    assert.equal(resultOf(await practice(`/ValueSet/$validate-code?url=${gender}&system=${genders}&code=male`)), true);
    assert.equal(
      resultOf(
        await practice(
          '/CodeSystem/$validate-code',
          parameters({ name: 'coding', valueCoding: { system: genders, code: 'x' } }),
        ),
      ),
      false,
    );
    const subsumes = 'system=http://terminology.hl7.org/CodeSystem/v3-ActCode&codeA=IMP&codeB=ACUTE';
    assert.equal(resultOf(await practice(`/CodeSystem/$subsumes?${subsumes}`)), 'subsumes');
    assert.equal(
      resultOf(
        await practice(
          `/ConceptMap/$translate?system=${genders}&code=male&targetsystem=http://terminology.hl7.org/CodeSystem/v2-0001`,
        ),
      ),
      true,
    );
    assert.match((await practice(`/CodeSystem/$lookup?system=${genders}&code=male`)).text, /"valueString":"Male"/);
  });

  it('answer about one stored resource by its id, and about none that is not there', async () => {
    const created = await practice('/ValueSet', {
      body: {
        resourceType: 'ValueSet',
        url: 'https://tests.example/own',
        status: 'active',
        compose: { include: [{ system: genders, concept: [{ code: 'other', display: 'As we say it' }] }] },
      },
    });
    assert.equal(created.status, 201, created.text);
    const { id } = created.json as ValueSet;
    const expanded = await practice(`/ValueSet/${id}/$expand`);
    assert.deepEqual(codes(expanded), ['other']);
    assert.match(expanded.text, /As we say it/);
    assert.equal(resultOf(await practice(`/ValueSet/${id}/$validate-code?system=${genders}&code=male`)), false);
    assert.equal((await practice(`/ValueSet/${id}/$expand?url=${gender}`)).status, 400);
    const none = await practice('/ValueSet/00000000000000000000zz/$expand');
    assert.equal(none.status, 404);
    assert.equal((await practice('/CodeSystem/x/$lookup')).status, 404, 'R4 has no lookup of one instance');
  });

  it('are for every caller whose token may read the type, and for nobody without one (attack 52)', async () => {
    const staff = asker(region, await region.staffToken());
    assert.equal(codes(await staff(`/ValueSet/$expand?url=${gender}`)).length, 4);
    const patient = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    assert.equal(codes(await patient(`/ValueSet/$expand?url=${gender}`)).length, 4);
    const narrow = asker(region, await region.clientToken('practice', ['system/Observation.rs']));
    for (const path of [
      `/ValueSet/$expand?url=${gender}`,
      '/ValueSet/$expand?url=https://tests.example/none',
      '/ConceptMap/$translate',
      '/CodeSystem/$lookup',
    ])
      assert.equal((await narrow(path)).status, 403, path);
    assert.equal((await asker(region, undefined)(`/ValueSet/$expand?url=${gender}`)).status, 401);
  });

  it('have one entry each in the log, answered or not, that names nobody', async () => {
    const before = await entries();
    await practice(`/ValueSet/$expand?url=${gender}`);
    await practice('/ValueSet/$expand?url=https://tests.example/none');
    await practice(`/CodeSystem/$lookup?system=${genders}&code=nought`);
    assert.equal(await entries(), before + 3);
    const [last] = await region.database.owner<
      { body: string }[]
    >`select body::text from audit.entry order by position desc limit 1`;
    assert.match(last?.body ?? '', /"route":"GET \/fhir\/CodeSystem\/\$lookup"/);
    assert.doesNotMatch(last?.body ?? '', /"persons":\[\{/);
    assert.doesNotMatch(last?.body ?? '', /nought/);
  });

  it('say what is unknown, not loaded, too large or not understood, each with its status and its place', async () => {
    const issue = async (path: string, status: number) => {
      const asked = await practice(path);
      assert.equal(asked.status, status, asked.text);
      const [first] = issuesOf(asked);
      return `${first?.code} ${first?.text}`;
    };
    assert.match(await issue('/ValueSet/$expand?url=https://tests.example/none', 404), /^not-found .*TERMINOLOGY-001/);
    assert.match(
      await issue('/ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/clinical-findings', 422),
      /^not-supported .*snomed.*is not loaded/,
    );
    assert.match(
      await issue('/ValueSet/$expand?url=http://snomed.info/sct?fhir_vs=ecl/%3C%20404684003%20:%20x', 422),
      /refinements/,
    );
    assert.match(await issue(`/ValueSet/$expand?url=${gender}&date=2020`, 400), /not supported/);
    assert.match(await issue(`/ValueSet/$expand?url=${gender}&count=many`, 400), /^invalid .*whole number/);
    assert.equal((await practice('/ValueSet/$expand', { body: { resourceType: 'Patient' } })).status, 400);
    assert.equal((await practice('/ValueSet/$expand', { body: '{' })).status, 400);
  });

  it('stay answerable while somebody sends patterns made to hang a server (attack 75)', async () => {
    const evil = (value: string) => ({
      body: {
        resourceType: 'ValueSet',
        status: 'active',
        compose: {
          include: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
              filter: [{ property: 'display', op: 'regex', value }],
            },
          ],
        },
      },
    });
    for (const pattern of ['(a+)+$', '(.*)*x', '((a|b|c|.)*)*!', '(.*.*.*.*.*.*.*.*.*.*)x'])
      assert.equal((await practice('/ValueSet/$expand', evil(pattern))).status, 200, pattern);
    assert.equal((await practice('/ValueSet/$expand', evil('(a{99}){99}'))).status, 422);
  });

  it('work within a batch', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: `ValueSet/$expand?url=${gender}&count=1` } }],
    };
    const answered = await practice('', { body: bundle });
    assert.match(answered.text, /"total":4/);
  });

  it('let searches ask what codes mean: below, above, in and not in (R4 3.1.1.4.10)', async () => {
    const [patient] = await fileRecord(practice, { patient: aPatient({ identifier: [{ value: 'by meaning' }] }) });
    const system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
    const found = async (search: string): Promise<number> => {
      const asked = await practice(`/Encounter?patient=${patient}&${search}`);
      assert.equal(asked.status, 200, asked.text);
      return entriesOf(asked).length;
    };
    assert.equal(await found(`class:below=${system}|_ActEncounterCode`), 1);
    assert.equal(await found(`class:below=${system}|IMP`), 0);
    assert.equal(await found(`class:above=${system}|AMB`), 1);
    assert.equal(await found('class:in=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode'), 1);
    assert.equal(await found('class:not-in=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode'), 0);
    const unknown = await practice(`/Encounter?patient=${patient}&class:in=https://tests.example/none`);
    assert.deepEqual([unknown.status, /TERMINOLOGY-001/.test(unknown.text)], [400, true]);
    const notLoaded = await practice(`/Condition?patient=${patient}&code:below=http://snomed.info/sct|404684003`);
    assert.deepEqual([notLoaded.status, /TERMINOLOGY-002/.test(notLoaded.text)], [400, true]);
  });
});
