/** Attacks 68 and 80: a token that is cut down to some resources of a type exports those, and makes no subscription. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Observation } from 'fhir/r4.js';
import { asker, fileRecord } from '../testing/ask.ts';
import { regionForApi } from '../testing/region-for-api.ts';

it('an export is cut down to the scopes of the token that fetches; a subscription needs a whole one', async (t) => {
  const region = await regionForApi(t);
  await fileRecord(asker(region, await region.clientToken('practice')), { observations: 4 });
  const scopes = ['system/Observation.rs?category=vital-signs', 'system/Subscription.cruds'];
  const token = await region.clientToken('practice', scopes);
  const narrow = asker(region, token);
  const begun = await narrow('/Patient/$export', { headers: { prefer: 'respond-async' } });
  assert.equal(begun.status, 202, begun.text);
  const job = (begun.headers.get('content-location') ?? '').slice(region.base.length);
  let status = await narrow(job);
  while (status.status === 202) status = await narrow(job);
  const { output } = status.json as { output: { type: string; url: string }[] };
  assert.deepEqual(
    output.map(({ type }) => type),
    ['Observation'],
  );
  const file = await fetch(output[0]!.url, { headers: { authorization: `Bearer ${token}` } });
  const lines = (await file.text()).trimEnd().split('\n');
  const categories = lines.map((line) => (JSON.parse(line) as Observation).category?.[0]?.coding?.[0]?.code);
  assert.deepEqual(categories, ['vital-signs', 'vital-signs']);
  const subscription = {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'a test',
    criteria: 'https://goldthread.example/SubscriptionTopic/new-result',
    channel: { type: 'websocket', payload: 'application/fhir+json' },
  };
  assert.equal((await narrow('/Subscription', { body: subscription })).status, 403);
});
