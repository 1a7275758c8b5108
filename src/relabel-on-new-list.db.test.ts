/** A region is labelled anew when the list of sensitive codes changes, and when the rules by which it labels do (attack 23). */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLog } from '#platform';
import { nationalList } from '#privacy';
import { aPerson, aProblem } from './record/choices/testing/a-person.ts';
import { aRegion } from './record/testing/a-region.ts';
import { relabelOnNewList } from './relabel-on-new-list.ts';

it('labels once for a list and a version of the rules, and again for the next of either', async (t) => {
  const { database, directory, record, ...rest } = await aRegion(t);
  const chlamydia = { coding: [{ system: 'http://snomed.info/sct', code: '240589008' }], text: 'Infection' };
  await aPerson({ database, directory, record, ...rest }).file('ZX11', [aProblem('Infection', { code: chlamydia })]);
  /** As rules before these left it. */
  const forget = () => database.owner`update store.resource set label = 0 where body like '%240589008%'`;
  const isLabelled = async (): Promise<boolean> =>
    (await database.owner`select 1 from store.resource where body like '%240589008%' and label <> 0`).length > 0;
  const region = { directory, record, log: createLog({ level: 'silent' }), sensitiveList: nationalList };
  for (const [version, list, isAnew] of [
    [1, nationalList, true],
    [1, nationalList, false],
    [2, nationalList, true],
    [2, { ...nationalList, version: 'another' }, true],
  ] as const) {
    await forget();
    await relabelOnNewList({ ...region, sensitiveList: list }, version);
    assert.equal(await isLabelled(), isAnew, `${version} ${list.version}`);
  }
});
