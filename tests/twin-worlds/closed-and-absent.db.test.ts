// D4, D8, attacks 19 and 45: of a record that does not open, every role gets at every address what it gets where nothing is. Only
// roles that may trace are told on a record's pages whom it is about: they find that person by the demographic trace anyway (D23).
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { roleProfile, roleProfiles } from '#privacy';
import { answerOf, type Question } from './ask-both.ts';
import { ada } from './callers.ts';
import { buildWorld, type World, type WorldRoute } from './world.ts';

const file = forWholeFile();
let world: World;
/** Of one person whom nobody who asks has to do with: the record, a problem, a document, a result. Ada has a record, too. */
let filed: string[] = [];

const urn = (index: number): string => `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const subject = { reference: urn(0) };
const content = { contentType: 'text/plain', data: 'QQ==' };
const aPatient = (family: string, value: string, birthDate: string) => ({
  resourceType: 'Patient',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value }],
  name: [{ family }],
  birthDate,
});
const resources = [
  aPatient('Wren', '9990000026', '1980-01-01'),
  { resourceType: 'Condition', subject, code: { text: 'Gout' } },
  { resourceType: 'DocumentReference', status: 'current', subject, content: [{ attachment: content }] },
  { resourceType: 'Observation', status: 'final', code: { text: 'Haemoglobin' }, subject },
];

const aBundle = (entries: readonly { readonly resourceType: string }[]): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: entries.map((resource, index) => ({
    fullUrl: urn(index),
    resource: resource as never,
    request: { method: 'POST' as const, url: resource.resourceType },
  })),
});

before(async () => {
  const keys = await mkdtemp(join(tmpdir(), 'goldthread-closed-'));
  file.after(() => rm(keys, { recursive: true, force: true }));
  world = await buildWorld(keys);
  file.after(() => world.close());
  await world.file('ZXG01', aBundle([aPatient('Finch', ada.nhsNumber, ada.birthDate)]));
  filed = await world.file('ZXG01', aBundle(resources));
});

const absent = ['06y0000000z', ...['x', 'y', 'w'].map((last) => `06y0000000z06y0000000${last}`)] as const;
const types = ['Patient', 'Condition', 'DocumentReference', 'Observation'] as const;
const idOf = (address: string): string => address.split('/')[1]!;

/** Whom the two ways of asking name: each of `types`, there and nowhere. */
type Ids = readonly string[];

/** What each name in an address stands for: ids of ours where it is one, anything where it is not. */
function addressesOf(url: string, ids: Ids): string[] {
  const [patient = '', , document = ''] = ids;
  if (url.includes('/:type/:id')) return types.map((type, index) => fill(url, { type, id: ids[index]! }));
  if (url.startsWith('/my/')) return ids.map((id) => url.replaceAll(/:\w+/g, id));
  return [fill(url, { id: patient, documentId: document, type: 'Observation' })];
}

function fill(url: string, names: Readonly<Record<string, string>>): string {
  const given: Readonly<Record<string, string>> = {
    versionId: '06y0000000z',
    compartment: 'Patient',
    file: `${names['id']}.csv`,
    authority: '1',
    key: 'sharing-organisation',
    reference: 'PO-1',
    ...names,
  };
  return url.replaceAll(/:(\w+)/g, (_all, name: string) => given[name] ?? name);
}

const isAsked = ({ method, url }: WorldRoute): boolean => url.includes(':') && method !== 'OPTIONS';

function questionsOf(route: WorldRoute, ids: Ids): Question[] {
  const method = route.method as Question['method'];
  return addressesOf(route.url, ids).map((url): Question => {
    if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return { method, url };
    if (!url.startsWith('/fhir/')) {
      const body = 'evidence=seen&step=make&choice=1';
      return { method, url, contentType: 'application/x-www-form-urlencoded', body };
    }
    const [, , resourceType, id] = url.split('/');
    if (method === 'PATCH') return { method, url, contentType: 'application/json-patch+json', body: '[]' };
    return { method, url, contentType: 'application/fhir+json', body: JSON.stringify({ resourceType, id }) };
  });
}

const searches = (ids: Ids): Question[] =>
  [
    `Condition?patient=${ids[0]}`,
    `Condition?subject=Patient/${ids[0]}&_total=accurate`,
    `Patient?_id=${ids[0]}&_revinclude=*`,
    `Condition?_id=${ids[1]}&_include=*`,
    `Patient?_has:Condition:patient:_id=${ids[1]}`,
    `Observation/$lastn?patient=${ids[0]}`,
  ].map((query) => ({ method: 'GET', url: `/fhir/${query}` }));

const all = (ids: Ids): Question[] => [
  ...world.routes.filter(isAsked).flatMap((route) => questionsOf(route, ids)),
  ...searches(ids),
];

const sameIds = (answer: string): string =>
  filed.reduceRight((text, address, index) => text.replaceAll(idOf(address), absent[index]!), answer);

/** Addresses whose answers tell what is there from what is not. */
async function toldApart(caller: string, isAsked: (question: Question) => boolean = () => true): Promise<string[]> {
  const there = all(filed.map(idOf)).filter(isAsked);
  const nowhere = all(absent).filter(isAsked);
  assert.equal(there.length, nowhere.length);
  const answer = (question: Question) => answerOf(world, { caller: caller as never, question });
  const found: string[] = [];
  for (let first = 0; first < there.length; first += 16)
    await Promise.all(
      there.slice(first, first + 16).map(async (question, index) => {
        const other = nowhere[first + index]!;
        const [one, two] = await Promise.all([answer(question), answer(other)]);
        assert.doesNotMatch(one, /^\[5/, `${question.method} ${question.url}: ${one.slice(0, 200)}`);
        if (sameIds(one) !== two) found.push(`${other.method} ${other.url}`);
      }),
    );
  return found;
}

const homeCarer = 'R1480';
/** One role of each set of rights. */
const rolesToAsk = [
  ...new Map(
    Object.entries(roleProfiles).map(([code, { content: seen, activities }]) => [
      JSON.stringify([seen, [...activities].sort()]),
      code,
    ]),
  ).values(),
  'R9999',
];

/** What decides by no role is asked with all methods and types as the first of these, and once for each other. */
const readings = ({ method, url }: Question): boolean =>
  method === 'GET' && !/^\/fhir\/(?:Doc|Obs|Value|Code|Concept|Search|Subscr|_async|\w+\/\w+\/\$validate)/.test(url);

test('a role that may not trace cannot tell a record that does not open from one that is not there', async (t) => {
  let pagesThatName = 0;
  for (const role of rolesToAsk)
    await t.test(role, async () => {
      const { mayTrace } = roleProfile(role);
      const found = await toldApart(`role${role}`, role === homeCarer ? undefined : readings);
      const named = found.filter((address) => mayTrace && address.includes('/staff/people/'));
      pagesThatName += named.length;
      assert.deepEqual(
        found.filter((address) => !named.includes(address)),
        [],
      );
    });
  assert.ok(pagesThatName > 0, 'a check that can fail: who may trace is told whom a closed record is about');
});

test('nor can another patient, or the system of another organisation', async () => {
  assert.deepEqual(await toldApart('ada'), []);
  assert.deepEqual(await toldApart('hospitalSystem', readings), []);
});
