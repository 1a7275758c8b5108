/** Files of an export that nobody reads hold up whoever fetches them, and nobody else (OWASP ASVS 5, 15.2.2). */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { asker, fileRecord } from '../testing/ask.ts';
import { regionForApi } from '../testing/region-for-api.ts';

const file = forWholeFile();

it('a client that fetches many files at once is told to wait while another is served', async () => {
  const region = await regionForApi(file);
  const fileOf = async (client: string): Promise<() => Promise<number>> => {
    const token = await region.clientToken(client);
    const ask = asker(region, token);
    await fileRecord(ask, { observations: 1 });
    const begun = await ask('/$export?_type=Observation', { headers: { prefer: 'respond-async' } });
    const status = (begun.headers.get('content-location') ?? '').slice(region.base.length);
    let manifest = await ask(status);
    while (manifest.status === 202) manifest = await ask(status);
    const { url = '' } = (manifest.json as { output: { url: string }[] }).output[0] ?? {};
    return async () => {
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      await answer.text();
      return answer.status;
    };
  };
  const [greedy, other] = [await fileOf('practice'), await fileOf('hospital')];
  let fetched: Promise<number>[] = [];
  let served: Promise<number> | undefined;
  await region.database.owner.begin(async (sql) => {
    // No file sends a byte before its entry in the log, so all of them stay open.
    await sql`lock table audit.entry in exclusive mode`;
    fetched = Array.from({ length: 9 }, greedy);
    assert.notEqual(await Promise.race(fetched), 200);
    served = other();
    await Promise.race([served, new Promise((resolve) => setTimeout(resolve, 500))]);
  });
  assert.equal(await served, 200);
  assert.deepEqual((await Promise.all(fetched)).filter((status) => status === 200).length, 4);
});
