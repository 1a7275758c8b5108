// The master test: two regions that differ only in what a caller may not see give that caller the same answers, byte for byte.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerOf, differenceOf, type Question, requestsFor } from './ask-both.ts';
import { assertAskedAlike, assertFetchedAlike, assertSameWork, assertStrangersWaitAlike } from './assert-same-work.ts';
import type { CallerName } from './callers.ts';
import { type TwinWorlds, twinsForPeople, twinsForStaff, twinsOfUnknownSource } from './file-worlds.ts';

const runs = Number(process.env['GOLDTHREAD_TEST_TWIN_RUNS'] ?? 120);

async function withTwins(build: (keys: string) => Promise<TwinWorlds>, work: (twins: TwinWorlds) => Promise<void>) {
  const keys = await mkdtemp(join(tmpdir(), 'goldthread-twins-'));
  const twins = await build(keys);
  try {
    await work(twins);
  } finally {
    await twins.close();
    await rm(keys, { recursive: true, force: true });
  }
}

/** Alike, and not because nothing is shown: a share of the answers is a success, for each kind of caller that sees records. */
async function assertAlike(twins: TwinWorlds): Promise<void> {
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(requestsFor(twins), async (asked) => {
      const plain = await answerOf(twins.plain, asked);
      const full = await answerOf(twins.full, asked);
      assert.equal(full, plain, JSON.stringify(asked));
      if (plain.startsWith('[200')) shown += 1;
    }),
    { numRuns: runs, endOnFailure: true },
  );
  assert.ok(shown > runs / 10, `only ${shown} of ${runs} answers showed anything`);
}

test('attacks 19 to 55: what staff and systems may not see changes nothing in what they get', async (t) => {
  await withTwins(twinsForStaff, async (twins) => {
    await assertAlike(twins);
    // A check that can fail: they do see each other's worlds where they may.
    const patient = twins.shared.find((address) => address.startsWith('Patient/'))!;
    const ada = await answerOf(twins.full, {
      caller: 'gp',
      question: { method: 'GET', url: `/fhir/${patient}/$everything` },
    });
    assert.match(ada, /Asthma/);
    assert.match(ada, /Eczema/);
    assert.doesNotMatch(ada, /Infection|Sealed by choice|Doxycycline|Chlamydia/);
    await t.test('attack 46: nor in what the database does, but that it passes the hidden rows', () =>
      assertSameWork(twins),
    );
    await t.test('attack 46: what is hidden is fetched as what is not there', () => assertFetchedAlike(twins));
  });
});

test('attack 55: what a person and who acts for her may not see changes nothing on their pages', async () => {
  await withTwins(twinsForPeople, async (twins) => {
    await assertAlike(twins);
    const patient = twins.shared.find((address) => address.startsWith('Patient/'))!;
    const staffSees = await differenceOf(twins, {
      caller: 'gp',
      question: { method: 'GET', url: `/fhir/${patient}/$everything` },
    });
    assert.ok(staffSees !== undefined, 'the worlds differ for whoever may see it');
  });
});

const ofType = (addresses: readonly string[], type: string): string[] =>
  addresses.filter((one) => one.startsWith(`${type}/`));
const asPath = (path: string): string => `/fhir/${path.replaceAll(' ', '%20')}`;

/** Every way to a person by the Patients that one world alone has. */
function byUnknown({ shared, hidden }: TwinWorlds): string[] {
  const [patient, condition] = ['Patient', 'Condition'].map((type) => ofType(shared, type)[0]!);
  const paths = ofType(hidden, 'Patient').flatMap((one) => [
    one,
    `${one}/_history`,
    `${one}/_history/06y0000000z`,
    `${one}/$everything`,
    `${one}/$summary`,
    `${one}/Condition`,
    `${one}/*`,
    `Patient?_id=${one.split('/')[1]}`,
    `Patient?_id=${one.split('/')[1]},${patient!.split('/')[1]}&_revinclude=*`,
    `Condition?patient=${one}`,
    `Condition?subject=${one},${patient}`,
    `Condition?patient=${patient}&subject=${one}`,
    `Condition?patient=${patient}&subject=${one},${patient}`,
    `Condition?_id=${condition!.split('/')[1]}&patient=${one}`,
    `Observation?patient=${one}&_summary=count`,
    `Observation?patient=${one}&_include=*&_revinclude=*`,
    `Observation?patient:Patient=${one.split('/')[1]}`,
    `Observation/$lastn?patient=${one}`,
    `Patient?family=Finch&birthdate=1958-03-04&_has:Condition:patient:subject=${one}`,
  ]);
  return [...paths, ...hidden].map(asPath);
}

/** Whatever else a request can name her by, and every way from there to a Patient. */
function byKnown({ shared }: TwinWorlds): string[] {
  const patient = ofType(shared, 'Patient')[0]!;
  const nhsNumber = 'https://fhir.nhs.uk/Id/nhs-number|9990000018';
  return [
    `Patient?identifier=${nhsNumber}`,
    `Patient?identifier=${nhsNumber}&_summary=count`,
    `Patient?identifier=${nhsNumber}&_total=accurate&_count=1&_sort=_id`,
    `Patient?identifier=${nhsNumber}&_revinclude=*`,
    `Patient?identifier=${nhsNumber}&address-city=Quayside`,
    `Patient?identifier=${nhsNumber}&_has:Condition:patient:code=195967001`,
    'Patient?identifier=https://quay.example/number|Q-1',
    'Patient?family=Finch&birthdate=1958-03-04',
    'Patient?family=Quayside&birthdate=1958-03-04',
    'Patient?family=Finch&birthdate=1958-03-04&phone=01632960777',
    'Condition?patient.family=Quayside',
    'Condition?patient.identifier=https://quay.example/number|Q-1',
    `Condition?patient.identifier=${nhsNumber}&_include=Condition:patient`,
    `Condition?patient.identifier=${nhsNumber}&patient.address-city=Quayside`,
    `Provenance?patient=${patient}`,
    `${patient}/$everything`,
    `${patient}/$everything?_type=Patient,Provenance`,
    `${patient}/$everything?_count=1`,
    `${patient}/$summary`,
    `${patient}/*`,
    'Patient/$everything',
    'Patient',
    '_history?_count=50',
    'Patient/_history?_count=50',
  ].map(asPath);
}

/** Every way to write to a Patient that one world alone has, or about whom it is of. */
function writesTo({ hidden }: TwinWorlds): Question[] {
  const contentType = 'application/fhir+json';
  return ofType(hidden, 'Patient').flatMap((address): Question[] => {
    const patient = { resourceType: 'Patient', id: address.split('/')[1] };
    const problem = { resourceType: 'Condition', subject: { reference: address }, code: { text: 'Gout' } };
    const entry = [{ resource: problem, request: { method: 'POST', url: 'Condition' } }];
    return [
      { method: 'PUT', url: `/fhir/${address}`, contentType, body: JSON.stringify(patient) },
      { method: 'PATCH', url: `/fhir/${address}`, contentType: 'application/json-patch+json', body: '[]' },
      { method: 'DELETE', url: `/fhir/${address}` },
      { method: 'POST', url: '/fhir/Condition', contentType, body: JSON.stringify(problem) },
      {
        method: 'POST',
        url: '/fhir/',
        contentType,
        body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
      },
    ];
  });
}

test('attack 27: which service knows a person shows in nothing, where nothing else of it is shown', async (t) => {
  await withTwins(twinsOfUnknownSource, async (twins) => {
    const assertOf = async (caller: CallerName, url: string): Promise<void> => {
      const asked = { caller, question: { method: 'GET', url } } as const;
      const [plain, full] = [await answerOf(twins.plain, asked), await answerOf(twins.full, asked)];
      assert.equal(full, plain, JSON.stringify(asked));
    };
    for (const caller of [...twins.callers, 'practiceSystem', 'hospitalSystem'] as const)
      for (const url of byKnown(twins)) await assertOf(caller, url);
    for (const caller of twins.callers) for (const url of byUnknown(twins)) await assertOf(caller, url);
    await assertAlike(twins);
    for (const caller of ['gp', 'ada', 'practiceSystem', 'hospitalSystem'] as const)
      for (const question of writesTo(twins)) {
        const asked = { caller, question };
        assert.equal(await answerOf(twins.full, asked), await answerOf(twins.plain, asked), JSON.stringify(asked));
      }
    await t.test('attack 46: nor in how often an answer waits for the database', () => assertAskedAlike(twins));
    await t.test('attack 46: nor for whom the person is a stranger', () => assertStrangersWaitAlike(twins));
  });
});
