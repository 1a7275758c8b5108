/** A hook that says nothing holds its own owner up, and nobody else: decision 21. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { until } from './testing/a-listener.ts';
import { anEncounter, eventsIn, file as filed, regionWithSubscribers, subscribe } from './testing/a-subscriber.ts';

const file = forWholeFile();
const slowest = {
  extension: [
    {
      url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-timeout',
      valueUnsignedInt: 30,
    },
  ],
};

it('one client’s hooks that never answer do not keep others from being told', async () => {
  const { practice, hospital, patient, listener } = await regionWithSubscribers(file);
  const [slow, quick] = [await listener(), await listener()];
  slow.answerWith('never');
  // More than are told at once.
  const wanted = { topic: 'encounter-start', endpoint: slow.url, channel: slowest };
  await Promise.all(Array.from({ length: 20 }, () => subscribe(hospital, wanted)));
  await until(() => (slow.unanswered.came >= 2 ? true : undefined));
  await subscribe(practice, { topic: 'encounter-start', endpoint: quick.url });
  await filed(practice, anEncounter(patient, 'in-progress'));
  await until(() => eventsIn(quick)[0]);
  assert.deepEqual(slow.unanswered, { came: 2, ended: 0 }, 'had to wait for them');
});
