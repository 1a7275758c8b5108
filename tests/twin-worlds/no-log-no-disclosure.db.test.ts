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
let shared: readonly string[];

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

function bodyFor({ url, method }: WorldRoute, { patient, type, id }: Place): Partial<Asked['question']> {
  if (method === 'GET' || method === 'DELETE') return {};
  if (method === 'PATCH') {
    // What is there stays in the answer: a patch that discloses.
    const body = JSON.stringify([{ op: 'add', path: '/note', value: [{ text: 'Added by whoever asks' }] }]);
    return { body, contentType: 'application/json-patch+json' };
  }
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
          resourceType: type === 'Patient' ? 'Condition' : type,
          ...(method === 'PUT' ? { id } : {}),
          ...(type === 'Observation' ? { status: 'final' } : {}),
          subject: { reference: `Patient/${patient}` },
          code: { text: 'Sent by whoever asks' },
        };
  return { body: JSON.stringify(body), contentType: 'application/fhir+json' };
}

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const writes: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE']);
const streams = /\/(changes|events)$/;

/** An update has to name the version that it is of (RECORD-010), and what comes back is to be all that there is. */
function headersFor({ method }: WorldRoute, { version }: Place): Record<string, string> {
  return writes.has(method) ? { 'if-match': `W/"${version}"`, prefer: 'return=representation' } : {};
}

/** Each route with each address that it can have here, by each kind of caller that it is for. */
function questions(
  routes: readonly WorldRoute[],
  shared: readonly string[],
  versions: ReadonlyMap<string, string>,
): Asked[] {
  const patient = shared.find((one) => one.startsWith('Patient/'))!.split('/')[1]!;
  const places = shared
    .filter((one) => /^(Patient|Condition|Observation)\//.test(one))
    .slice(0, 6)
    .map((one): Place => {
      const [type, id] = one.split('/') as [string, string];
      return { patient, type, id, version: versions.get(one) ?? '06y0000000z' };
    });
  const byKey = new Map<string, Asked>();
  for (const route of routes.filter(({ method }) => methods.has(method)))
    for (const place of places)
      for (const caller of callersOf(route.url)) {
        const path = fill(route.url, place);
        const isSearch = /^\/fhir\/\w+$/.test(path) && route.method === 'GET';
        const addresses = [path, ...(isSearch ? [`${path}?patient=${patient}`] : [])];
        for (const url of addresses) {
          const question = {
            method: route.method as Asked['question']['method'],
            url,
            ...bodyFor(route, place),
            headers: headersFor(route, place),
          };
          byKey.set(`${caller} ${route.method} ${url}`, { caller, question });
        }
      }
  // An event stream does not end by itself: it is asked apart.
  return [...byKey.values()].filter(({ question }) => !streams.test(question.url));
}

before(async () => {
  keys = await mkdtemp(join(tmpdir(), 'goldthread-unlogged-'));
  world = await buildWorld(keys, { logLevel: 'silent' });
  shared = await fileShared(world, 'North');
  asked = questions(world.routes, shared, await versionsOf(shared));
});
after(async () => {
  await world.close();
  await rm(keys, { recursive: true, force: true });
});

/** As whoever contributed them reads them. */
async function versionsOf(addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const address of addresses) {
    const question = { method: 'GET', url: `/fhir/${address}` } as const;
    const etag = (await askWorld(world, { caller: 'practiceSystem', question })).headers.etag;
    const version = /"(\w+)"/.exec(String(etag))?.[1];
    if (version !== undefined) versions.set(address, version);
  }
  return versions;
}

/** Every row that the store has, as one number for each table. */
async function wholeStore(): Promise<unknown> {
  const { owner } = world.database;
  return owner`
    SELECT 'resource' AS name, count(*), sum(hashtext(resource::text)::bigint) FROM store.resource
    UNION ALL
    SELECT 'version', count(*), sum(hashtext(version::text)::bigint) FROM store.resource_version AS version`;
}

async function withoutLog(work: () => Promise<void>): Promise<void> {
  await world.database.owner`REVOKE INSERT ON audit.entry FROM goldthread_app`;
  try {
    await work();
  } finally {
    await world.database.owner`GRANT INSERT (at_ms, request_id, kind, persons, body) ON audit.entry TO goldthread_app`;
  }
}

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
  const routes = new Set(
    shown.map(({ question }) => question.url.replaceAll(/\b0[0-9a-hjkmnp-tv-z]{10}\b/g, ':id').split('?')[0]),
  );
  assert.ok(routes.size >= 25, `only ${routes.size} routes showed anything: ${[...routes].join(' ')}`);

  await withoutLog(async () => {
    const before = await wholeStore();
    assert.deepEqual(
      (await disclosing(asked)).map(({ caller, question }) => `${caller} ${question.method} ${question.url}`),
      [],
    );
    assert.deepEqual(await wholeStore(), before, 'and nothing is filed, changed or taken out');
  });
  assert.ok((await disclosing(shown.slice(0, 3))).length > 0, 'and again once it works');
});

test('while the log takes no entry, an open stream of changes says nothing of a record', async () => {
  const address = await world.app.listen({ host: '127.0.0.1', port: 0 });
  const patient = shared.find((one) => one.startsWith('Patient/'))!.split('/')[1]!;
  const routes = world.routes.filter(({ method, url }) => method === 'GET' && streams.test(url));
  assert.ok(routes.length > 0);
  await withoutLog(async () => {
    for (const { url } of routes)
      for (const caller of callersOf(url)) {
        const closing = new AbortController();
        const headers = { authorization: `Bearer ${caller}`, cookie: `as=${caller}` };
        const path = fill(url, { patient, type: 'Patient', id: patient, version: '' });
        const answer = await fetch(address + path, { headers, signal: closing.signal });
        const stream = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
        const said = (await stream?.read())?.value ?? '';
        assert.doesNotMatch(said, words, url);
        closing.abort();
        await stream?.cancel().catch(() => undefined);
      }
  });
});

// The last of all, for it changes what is there.
test('the control: with a log that works the same writes are done, and what is patched is shown', async () => {
  const of = (method: string): Asked[] =>
    asked.filter(({ caller, question }) => caller === 'practiceSystem' && question.method === method);
  const before = await wholeStore();
  assert.ok((await disclosing(of('PATCH'))).length > 0, 'a patch shows what was there');
  assert.notDeepEqual(await wholeStore(), before);
  const versions = await versionsOf(shared);
  const afresh = questions(world.routes, shared, versions).filter(({ caller }) => caller === 'practiceSystem');
  const statuses = new Set<string>();
  for (const one of afresh.filter(({ question }) => question.method === 'PUT' || question.method === 'DELETE'))
    statuses.add(`${one.question.method} ${(await askWorld(world, one)).statusCode}`);
  assert.ok(statuses.has('PUT 200') && [...statuses].some((one) => /^DELETE 20[04]$/.test(one)), [...statuses].join());
});
