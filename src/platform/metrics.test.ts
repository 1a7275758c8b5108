/** Figures come out in the Prometheus text format, and two registries do not mix. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './metrics.ts';

test('what is counted is rendered with its labels, in its own registry only', async () => {
  const one = createMetrics();
  const other = createMetrics();
  one.counter({ name: 'goldthread_messages_total', help: 'Messages', labels: ['state'] }).add({ state: 'filed' }, 2);
  one.timer({ name: 'goldthread_filing_seconds', help: 'Filing' }).observe({}, 0.2);
  const { contentType, text } = await one.render();
  assert.match(contentType, /^text\/plain/);
  assert.match(text, /goldthread_messages_total\{state="filed"\} 2/);
  assert.match(text, /goldthread_filing_seconds_bucket\{le="0\.25"\} 1/);
  assert.doesNotMatch((await other.render()).text, /goldthread/);
});

test('figures that are slow to read are not asked for again while they are on their way, and are asked for after', async () => {
  const metrics = createMetrics();
  let asked = 0;
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  metrics.beforeRender(async () => {
    asked++;
    await answered;
  });
  const scrapes = [metrics.render(), metrics.render()];
  assert.equal(asked, 1);
  answer();
  await Promise.all(scrapes);
  await metrics.render();
  assert.equal(asked, 2);
});
