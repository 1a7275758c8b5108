// Decision 5 and attack 88: while the log takes no entry, no route gives anything of a record away. The routes are those that
// the API and the apps register, so that a new one is asked here without anybody thinking of it.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Asked, askWorld } from './ask-both.ts';
import type { CallerName } from './callers.ts';
import { fileShared } from './file-worlds.ts';
import { buildWorld, type World, type WorldRoute } from './world.ts';

/** Words of the records that were filed; no page, fault or form says them by itself. */
const words = /Finch|Asthma|Gout|Salbutamol|Haemoglobin|Eczema|Wren|Migraine|Warts|999 ?000 ?00(18|26)/;

let world: World;
let keys: string;
let asked: readonly Asked[];

interface Place {
  readonly patient: string;
  readonly type: string;
  readonly id: string;
  readonly version: string;
}

/** What a route's parameters can stand for; whatever else one is called, an id. */
function fill(url: string, { patient, type, id, version }: Place): string {
  const parameters: Readonly<Record<string, string>> = { type, versionId: version, compartment: 'Patient' };
  const isAboutPatient = /\/Patient\/:|people\/:|:compartment/.test(url);
  return url
    .replaceAll(/:(\w+)/g, (_all, name: string) => parameters[name] ?? (isAboutPatient ? patient : id))
    .replace(/\*$/, '');
}

const callersOf = (url: string): readonly CallerName[] =>
  url.startsWith('/staff')
    ? ['gp', 'receptionist']
    : url.startsWith('/my')
      ? ['ada', 'daughter']
      : ['gp', 'practiceSystem'];

function bodyFor({ url, method }: WorldRoute, patient: string): Partial<Asked['question']> {
  if (method === 'GET') return {};
  if (url.endsWith('_search')) return { body: `patient=${patient}`, contentType: 'application/x-www-form-urlencoded' };
  if (!url.startsWith('/fhir'))
    return { body: 'formToken=token-of-this-session', contentType: 'application/x-www-form-urlencoded' };
  const read = (about: string) => ({ request: { method: 'GET', url: about } });
  const body =
    url === '/fhir/' || url === '/fhir'
      ? {
          resourceType: 'Bundle',
          type: 'batch',
          entry: [read(`Patient/${patient}`), read(`Condition?patient=${patient}`)],
        }
      : {
          resourceType: 'Condition',
          subject: { reference: `Patient/${patient}` },
          code: { text: 'Sent by whoever asks' },
        };
  return { body: JSON.stringify(body), contentType: 'application/fhir+json' };
}

/** Each route with each address that it can have here, by each kind of caller that it is for. */
function questions(routes: readonly WorldRoute[], shared: readonly string[]): Asked[] {
  const patient = shared.find((one) => one.startsWith('Patient/'))!.split('/')[1]!;
  const places = shared
    .filter((one) => /^(Patient|Condition|Observation)\//.test(one))
    .slice(0, 6)
    .map((one): Place => {
      const [type, id] = one.split('/') as [string, string];
      return { patient, type, id, version: '06y0000000z' };
    });
  const byKey = new Map<string, Asked>();
  for (const route of routes.filter(({ method }) => method === 'GET' || method === 'POST'))
    for (const place of places)
      for (const caller of callersOf(route.url)) {
        const path = fill(route.url, place);
        const isSearch = /^\/fhir\/\w+$/.test(path) && route.method === 'GET';
        const addresses = [path, ...(isSearch ? [`${path}?patient=${patient}`] : [])];
        for (const url of addresses) {
          const question = { method: route.method as 'GET' | 'POST', url, ...bodyFor(route, patient) };
          byKey.set(`${caller} ${route.method} ${url}`, { caller, question });
        }
      }
  // An event stream does not end by itself.
  return [...byKey.values()].filter(({ question }) => !/\/(changes|events)$/.test(question.url));
}

before(async () => {
  keys = await mkdtemp(join(tmpdir(), 'goldthread-unlogged-'));
  world = await buildWorld(keys, { logLevel: 'silent' });
  asked = questions(world.routes, await fileShared(world, 'North'));
});
after(async () => {
  await world.close();
  await rm(keys, { recursive: true, force: true });
});

async function disclosing(some: readonly Asked[]): Promise<Asked[]> {
  const found: Asked[] = [];
  for (const one of some) {
    const answer = await askWorld(world, one);
    if (words.test(answer.body) || words.test(JSON.stringify(answer.headers))) found.push(one);
  }
  return found;
}

test('while the log takes no entry, no route of the API or of an app discloses anything', async () => {
  const readings = asked.filter(({ question }) => question.method === 'GET' || /_search$|\/$|\$/.test(question.url));
  const shown = await disclosing(readings);
  // A check that can fail: with a log that works they do disclose.
  const routes = new Set(shown.map(({ question }) => question.url.replaceAll(/06\w+/g, ':id').split('?')[0]));
  assert.ok(routes.size >= 25, `only ${routes.size} routes showed anything: ${[...routes].join(' ')}`);

  await world.database.owner`REVOKE INSERT ON audit.entry FROM goldthread_app`;
  try {
    const before = await world.database.owner`SELECT count(*) AS count FROM store.resource`;
    assert.deepEqual(
      (await disclosing(asked)).map(({ caller, question }) => `${caller} ${question.method} ${question.url}`),
      [],
    );
    assert.deepEqual(
      await world.database.owner`SELECT count(*) AS count FROM store.resource`,
      before,
      'and nothing is filed',
    );
  } finally {
    await world.database.owner`GRANT INSERT (at_ms, request_id, kind, persons, body) ON audit.entry TO goldthread_app`;
  }
  assert.ok((await disclosing(shown.slice(0, 3))).length > 0, 'and again once it works');
});
