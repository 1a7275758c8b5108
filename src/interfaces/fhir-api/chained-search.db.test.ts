/** Chains, `_has` and lists (R4 3.1.1.4.15, 3.1.1.4.16, 3.1.1.4.22), over what the caller may see and nothing else (attacks 39, 40, 47, 48). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, BundleEntry, FhirResource, Resource } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, entriesOf, fileRecord, issuesOf } from './testing/ask.ts';
import { adasBirthDate, adasNumber, aPatient, locations } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let hospital: Ask;
let staff: Ask;
let patient: Ask;
let ada = '';
let firstResult = '';

const made = (resource: FhirResource, fullUrl?: string): BundleEntry => ({
  ...(fullUrl === undefined ? {} : { fullUrl }),
  resource,
  request: { method: 'POST', url: resource.resourceType },
});
const organisation = 'urn:uuid:2f0b8a52-93b8-4b61-9d5e-0a64a9b6b001';
const ward = 'urn:uuid:2f0b8a52-93b8-4b61-9d5e-0a64a9b6b002';

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  hospital = asker(region, await region.clientToken('hospital'));
  staff = asker(region, await region.staffToken());
  patient = asker(region, await region.patientToken(adasNumber, adasBirthDate));
  const filed = await fileRecord(practice);
  ada = filed[0] ?? '';
  firstResult = filed[5] ?? '';
  const zoe = aPatient({
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }],
    name: [{ family: 'Otara', given: ['Zoe'] }],
    birthDate: '1980-05-06',
  });
  await fileRecord(practice, { patient: zoe, observations: 1 });
  await fileRecord(hospital, { observations: 2 });
  const answer = await practice('', {
    body: {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        made({ resourceType: 'Organization', name: 'Alder Practice' }, organisation),
        made({ resourceType: 'Location', name: 'Ward 7', managingOrganization: { reference: organisation } }, ward),
        made({
          resourceType: 'Encounter',
          status: 'planned',
          class: { code: 'IMP' },
          subject: { reference: ada },
          location: [{ location: { reference: ward } }],
        }),
        made({
          resourceType: 'List',
          status: 'current',
          mode: 'working',
          subject: { reference: ada },
          entry: [{ item: { reference: firstResult } }],
        }),
        made({
          resourceType: 'Condition',
          code: { text: 'Asthme sévère' },
          subject: { reference: ada },
          text: {
            status: 'generated',
            div: '<div xmlns="http://www.w3.org/1999/xhtml">Worse in <b>spring</b>, &amp; at night</div>',
          },
        }),
      ],
    },
  });
  assert.equal(answer.status, 200, answer.text);
  lists = locations(answer.json as Bundle)[3]!.split('/')[1]!;
});
let lists = '';

async function count(ask: Ask, query: string): Promise<number> {
  return entriesOf(await ask(query.replaceAll('ADA', ada.split('/')[1]!).replaceAll('LIST', lists))).length;
}

/** Practice: Ada with 5 results, Zoe with 1. Hospital: Ada with 2. Staff of the practice see both records of Ada. */
const cases: readonly (readonly [string, readonly [practice: number, hospital: number, staff: number | 400]])[] = [
  ['/Observation?patient.identifier=9990000018', [5, 2, 7]],
  ['/Observation?subject:Patient.name=finch', [5, 2, 400]],
  ['/Observation?subject:Patient.name=otara', [1, 0, 400]],
  ['/Observation?subject.family=finch&subject.birthdate=1950-03-04', [5, 2, 400]],
  ['/Observation?subject:Patient.family=nobody', [0, 0, 400]],
  ['/Observation?patient=ADA&performer:Practitioner.name=okaf', [5, 2, 7]],
  ['/Observation?patient=ADA&performer:Practitioner.name=smith', [0, 0, 0]],
  ['/Observation?performer:Practitioner.identifier=S1&category=laboratory', [4, 1, 400]],
  ['/Observation?encounter.class=AMB', [6, 2, 400]],
  ['/Observation?patient=ADA&encounter.class=AMB', [5, 2, 7]],
  ['/Observation?patient=ADA&encounter.class=IMP', [0, 0, 0]],
  ['/Encounter?location.name=ward', [1, 0, 400]],
  ['/Encounter?location.organization.name=alder', [1, 0, 400]],
  ['/Encounter?location.organization.name=tarn', [0, 0, 400]],
  ['/Location?organization.name=alder', [1, 1, 1]],
  ['/Patient?_has:Observation:patient:code=365755003', [2, 1, 400]],
  ['/Patient?_has:Observation:patient:value-quantity=gt103', [1, 0, 400]],
  ['/Patient?_has:Observation:patient:code=nothing', [0, 0, 400]],
  ['/Patient?_id=ADA&_has:Observation:patient:value-quantity=gt103', [1, 0, 1]],
  ['/Patient?_id=ADA&_has:Encounter:patient:location.name=ward', [1, 0, 1]],
  ['/Encounter?patient=ADA&_has:Observation:encounter:code=365755003', [1, 1, 2]],
  ['/Encounter?_has:Observation:encounter:code=365755003', [2, 1, 400]],
  ['/Practitioner?_has:Observation:performer:subject.name=otara', [1, 0, 0]],
  ['/Location?_has:Encounter:location:status=planned', [1, 0, 0]],
  ['/Observation?patient=ADA&_list=LIST', [1, 0, 1]],
  ['/Observation?_list=LIST', [1, 0, 400]],
  ['/Condition?patient=ADA&_text=spring', [1, 0, 1]],
  ['/Condition?patient=ADA&_text=SPRING%20night', [1, 0, 1]],
  ['/Condition?patient=ADA&_text=sprin', [0, 0, 0]],
  ['/Condition?patient=ADA&_text=asthme', [0, 0, 0]],
  ['/Condition?patient=ADA&_content=severe', [1, 0, 1]],
  ['/Condition?_content=severe,nothing', [1, 0, 400]],
];

/** Types of what is brought along, in alphabetical order. */
async function brought(ask: Ask, query: string): Promise<string> {
  const asked = await ask(query.replaceAll('ADA', ada.split('/')[1]!).replaceAll('LIST', lists));
  return entriesOf<Resource>(asked, 'include')
    .map((one) => one.resourceType)
    .sort()
    .join(' ');
}

describe('what is brought along (R4 3.1.1.5.4)', () => {
  for (const [query, expected] of [
    ['/List?patient=ADA&_include=List:item', 'Observation'],
    ['/List?patient=ADA&_include=List:item&_include:iterate=Observation:encounter', 'Encounter Observation'],
    [
      '/List?patient=ADA&_include=List:item&_include:iterate=Observation:encounter&_include:iterate=Observation:performer',
      'Encounter Observation Practitioner',
    ],
    ['/List?patient=ADA&_include=*', 'Observation Patient'],
    [
      '/Encounter?status=planned&_include=Encounter:location&_include:iterate=Location:organization',
      'Location Organization',
    ],
    ['/Encounter?status=planned&_include=Encounter:location:Patient', ''],
    ['/Location?name=ward&_revinclude=Encounter:location', 'Encounter'],
    ['/Location?name=ward&_revinclude=Encounter:*', 'Encounter'],
    [
      '/Organization?name=alder&_revinclude=Location:organization&_revinclude:iterate=Encounter:location',
      'Encounter Location',
    ],
    ['/Patient?family=otara&_revinclude=Condition:subject', 'Condition Condition'],
    ['/Practitioner?_has:Observation:performer:subject.name=otara&_revinclude=Observation:performer', 'Observation'],
  ] as const)
    it(`by "${query}" is "${expected}", each once`, async () => {
      assert.equal(await brought(practice, query), expected);
    });

  it('is only what the caller may see', async () => {
    assert.equal(await brought(hospital, '/Location?name=ward&_revinclude=Encounter:location'), '');
    assert.equal(await brought(staff, '/Location?name=ward&_revinclude=Encounter:location'), '');
    const narrow = asker(region, await region.clientToken('practice', ['system/Location.rs']));
    assert.equal(await brought(narrow, '/Location?name=ward&_revinclude=Encounter:location'), '');
    assert.equal(await brought(narrow, '/Location?name=ward&_include=Location:organization'), '');
  });
});

describe('a chain', () => {
  for (const [query, expected] of cases)
    it(`"${query}" is followed over what each caller may see: ${expected.join(', ')}`, async () => {
      assert.equal(await count(practice, query), expected[0]);
      assert.equal(await count(hospital, query), expected[1]);
      if (expected[2] === 400) assert.equal((await staff(query.replace('ADA', '').replace('LIST', lists))).status, 400);
      else assert.equal(await count(staff, query), expected[2]);
    });

  it('of a patient stays within their own record', async () => {
    assert.equal(await count(patient, '/Observation?subject:Patient.name=otara'), 0);
    assert.equal(await count(patient, '/Observation?encounter.class=AMB'), 7);
    assert.equal(await count(patient, '/Patient?_has:Observation:patient:code=365755003'), 2);
  });

  for (const [query, rule] of [
    ['/Observation?subject:Patient.nonsense=1', /no search parameter/],
    ['/Observation?status.name=1', /names no reference/],
    ['/Observation?subject:Practitioner.name=1', /leads to no Practitioner/],
    ['/Observation?encounter.location.organization.partof.name=1', /follows more than 3/],
    ['/Patient?_has:Nonsense:patient:code=1', /must be _has/],
    ['/Patient?_has:Observation:status:code=1', /names no reference of Observation/],
    ['/Encounter?_has:Observation:subject:code=1', /leads to no Encounter/],
    ['/Patient?_has:Observation:patient', /must be _has/],
    ['/Observation?_list=$current-problems', /functional list/],
    ['/Observation?_filter=x', /not supported/],
    ['/Observation?_query=x', /not supported/],
  ] as const)
    it(`"${query}" is refused by name`, async () => {
      const asked = await practice(query);
      assert.equal(asked.status, 400);
      assert.match(issuesOf(asked)[0]?.text ?? '', rule);
    });

  it('through a type that the token does not allow is refused by type, whatever there is to find (attack 39)', async () => {
    const narrow = asker(region, await region.clientToken('practice', ['system/Patient.rs']));
    const answers = await Promise.all(
      ['365755003', 'nothing'].map((code) => narrow(`/Patient?_has:Observation:patient:code=${code}`)),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403],
    );
    assert.equal(answers[0]?.text, answers[1]?.text);
  });

  it('finds nobody by what the caller is not shown of them (attack 40)', async () => {
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }];
    const [restricted = ''] = await fileRecord(practice, {
      patient: aPatient({
        identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000034' }],
        name: [{ family: 'Hidden', given: ['Ben'] }],
        birthDate: '1980-01-01',
        address: [{ postalCode: 'ZZ9 9ZZ' }],
        meta: { security },
        text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">lives at Secretstreet</div>' },
      }),
    });
    const id = restricted.split('/')[1]!;
    for (const query of [
      `/Observation?patient=${id}&patient.address-postalcode=ZZ9`,
      `/Patient?_id=${id}&_text=secretstreet`,
      `/Patient?_id=${id}&address-postalcode:not=1`,
      `/Patient?_id=${id}&address:contains=ZZ9`,
      `/Encounter?patient=${id}&patient.address=ZZ9`,
    ]) {
      const asked = await staff(query);
      if (asked.status === 200) assert.deepEqual(entriesOf<Resource>(asked), [], query);
    }
    assert.equal(entriesOf(await staff(`/Patient?_id=${id}&_content=hidden`)).length, 1);
  });
});
