/** Definitions that nobody stored are read and found beside those that clients store (decision 22). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Parameters, ValueSet } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, type Asked, asker } from '../testing/ask.ts';
import { adasBirthDate, adasNumber } from '../testing/people.ts';
import { type RegionForApi, regionForApi } from '../testing/region-for-api.ts';

const gender = 'http://hl7.org/fhir/ValueSet/administrative-gender';

describe('CodeSystem, ValueSet and ConceptMap at /fhir', () => {
  let region: RegionForApi;
  let practice: Ask;
  const file = forWholeFile();
  before(async () => {
    region = await regionForApi(file);
    practice = asker(region, await region.clientToken('practice'));
    const own = (name: string) => ({
      resourceType: 'ValueSet',
      status: 'active',
      url: `https://tests.example/${name}`,
      name: `PageTest${name}`,
    });
    for (const name of ['A', 'B', 'C']) assert.equal((await practice('/ValueSet', { body: own(name) })).status, 201);
    const load = (name: string, isInternal: boolean) =>
      region.terminology.loading.resources([{ ...own(name), title: 'Loaded' }], { origin: 'tests', isInternal });
    for (const name of ['D', 'E', 'F']) assert.ok((await load(name, false)).ok);
    assert.ok((await load('G', true)).ok);
  });

  const bundleOf = (asked: Asked): Bundle => {
    assert.equal(asked.status, 200, asked.text);
    return asked.json as Bundle;
  };
  const urlsIn = (asked: Asked): (string | undefined)[] =>
    (bundleOf(asked).entry ?? []).flatMap(({ resource, search }) =>
      search?.mode === 'match' ? [(resource as ValueSet).url] : [],
    );

  it('are found by url, version, name, title and status, HL7’s own, loaded and stored', async () => {
    assert.deepEqual(urlsIn(await practice(`/ValueSet?url=${gender}`)), [gender]);
    assert.deepEqual(urlsIn(await practice(`/ValueSet?url=${gender}&version=9`)), []);
    assert.deepEqual(urlsIn(await practice('/ValueSet?name:exact=AdministrativeGender&status=active&version=4.0.1')), [
      gender,
    ]);
    assert.deepEqual(urlsIn(await practice('/ValueSet?title=loaded')).length, 4);
    assert.deepEqual(urlsIn(await practice('/ValueSet?url=https://tests.example/A,https://tests.example/D')).sort(), [
      'https://tests.example/A',
      'https://tests.example/D',
    ]);
    assert.deepEqual(urlsIn(await practice('/ValueSet?url:below=https://tests.example/D')), [
      'https://tests.example/D',
    ]);
    assert.equal(urlsIn(await practice('/CodeSystem?url=http://hl7.org/fhir/administrative-gender')).length, 1);
    assert.equal(urlsIn(await practice('/ConceptMap?url=http://hl7.org/fhir/ConceptMap/cm-address-use-v2')).length, 1);
  });

  it('are read by the id that a search gives, and asked about by it', async () => {
    const [entry] = bundleOf(await practice(`/ValueSet?url=${gender}`)).entry ?? [];
    const read = await practice(`/ValueSet/${entry?.resource?.id}`);
    assert.equal((read.json as ValueSet).url, gender);
    assert.equal(urlsIn(await practice(`/ValueSet?_id=${entry?.resource?.id}`)).length, 1);
    const expanded = await practice(`/ValueSet/${entry?.resource?.id}/$expand?count=1`);
    assert.equal((expanded.json as ValueSet).expansion?.total, 4);
    assert.equal((await practice('/ValueSet/t-000000000000000000000000')).status, 404);
    const [system] =
      bundleOf(await practice('/CodeSystem?url=http://terminology.hl7.org/CodeSystem/v3-ActCode')).entry ?? [];
    const subsumes = await practice(`/CodeSystem/${system?.resource?.id}/$subsumes?codeA=IMP&codeB=ACUTE`);
    assert.equal((subsumes.json as Parameters).parameter?.[0]?.valueCode, 'subsumes');
  });

  it('come in pages that neither miss nor repeat one, with the same total on each (R4 3.1.1.5)', async () => {
    const seen: (string | undefined)[] = [];
    let path: string | undefined = '/ValueSet?name=PageTest&_count=2&_total=accurate';
    for (let page = 0; path !== undefined && page < 9; page++) {
      const asked: Asked = await practice(path);
      seen.push(...urlsIn(asked));
      assert.ok(urlsIn(asked).length <= 2);
      const next = bundleOf(asked).link?.find(({ relation }) => relation === 'next')?.url;
      path = next?.slice(region.base.length);
    }
    assert.deepEqual(
      seen.toSorted(),
      ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => `https://tests.example/${name}`),
    );
    assert.equal(bundleOf(await practice('/ValueSet?name=PageTest&_summary=count')).total, 7);
  });

  it('say when a search is by what only stored ones are searched by, and leave nothing out silently', async () => {
    const asked = await practice(`/ValueSet?url=${gender}&date=gt2000`);
    assert.deepEqual(urlsIn(asked), []);
    assert.match(asked.text, /Only what clients stored was searched/);
  });

  it('that were loaded for the region’s own use are not there for patients (attack 52)', async () => {
    const patient = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    const internal = 'https://tests.example/G';
    const [entry] = bundleOf(await practice(`/ValueSet?url=${internal}`)).entry ?? [];
    const id = entry?.resource?.id ?? '';
    const [hidden, absent] = [
      await patient(`/ValueSet?url=${internal}`),
      await patient('/ValueSet?url=https://tests.example/X'),
    ];
    assert.deepEqual([urlsIn(hidden), urlsIn(absent)], [[], []]);
    assert.equal(hidden.text.replaceAll('G', 'X'), absent.text.replaceAll('G', 'X'));
    const [byId, byNone] = [await patient(`/ValueSet/${id}`), await patient('/ValueSet/t-000000000000000000000000')];
    assert.deepEqual([byId.status, byId.text], [404, byNone.text]);
    const [expanded, unknown] = [
      await patient(`/ValueSet/$expand?url=${internal}`),
      await patient('/ValueSet/$expand?url=https://tests.example/X'),
    ];
    assert.deepEqual([expanded.status, expanded.text], [404, unknown.text.replaceAll('example/X', 'example/G')]);
    assert.equal((await patient(`/ValueSet/${id}/$expand`)).status, 404);
  });
});
