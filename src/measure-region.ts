/**
 * What an operator's alerts rest on (docs/runbooks/alerts.md), read when it is asked for: what waits and how long, what fails, and
 * the room that is left. Sources are named by our own code of their feed; nothing is about a person.
 */
import { statfs } from 'node:fs/promises';
import type { Metrics } from '#platform';
import type { Region } from './region.ts';

type Measured = Pick<
  Region,
  'metrics' | 'database' | 'audit' | 'intake' | 'jobs' | 'record' | 'directory' | 'clock'
> & {
  readonly config: Pick<Region['config'], 'dataDirectory'>;
};

function logGauges(metrics: Metrics) {
  const underived = metrics.gauge({
    name: 'goldthread_log_underived_entries',
    help: 'Entries of the access log that no leaf stands for yet, counted to 10,000.',
  });
  const oldest = metrics.gauge({
    name: 'goldthread_log_oldest_underived_seconds',
    help: 'Age of the oldest entry of the access log that no leaf stands for yet.',
  });
  const taking = metrics.gauge({
    name: 'goldthread_log_taking_entries',
    help: '1 while the access log takes entries; while it does not, nothing is shown to anybody.',
  });
  const sealed = metrics.gauge({
    name: 'goldthread_log_sealed',
    help: '1 when the last seal of the access log was made, 0 when it failed.',
  });
  return async ({ audit }: Measured): Promise<void> => {
    const [isTaking, figures] = await Promise.all([audit.isTaking(), audit.figures()]);
    taking.set({}, isTaking ? 1 : 0);
    sealed.set({}, audit.lastSeal()?.ok === false ? 0 : 1);
    if (!figures.ok) return;
    underived.set({}, figures.value.underived);
    oldest.set({}, figures.value.oldestUnderivedMs / 1000);
  };
}

function intakeGauges(metrics: Metrics) {
  const waiting = metrics.gauge({
    name: 'goldthread_intake_waiting_messages',
    help: 'HL7 v2 messages that are kept and not filed, by state, each counted to 10,000.',
    labels: ['state'],
  });
  const oldest = metrics.gauge({
    name: 'goldthread_intake_oldest_pending_seconds',
    help: 'Age of the oldest message that is kept and waits to be filed.',
  });
  const quarantined = metrics.gauge({
    name: 'goldthread_intake_oldest_quarantined_seconds',
    help: 'Age of the oldest message in quarantine. Kinds that are not supported have no age: they wait for a release, not for a person.',
  });
  const heard = metrics.gauge({
    name: 'goldthread_source_last_heard_timestamp_seconds',
    help: 'When each feed was last heard, in seconds since 1970.',
    labels: ['source'],
  });
  return async ({ intake, directory, clock }: Measured): Promise<void> => {
    for (const { code, lastReceivedMs } of directory.sources())
      if (lastReceivedMs !== undefined) heard.set({ source: code }, lastReceivedMs / 1000);
    const { oldestPendingMs, oldestQuarantinedMs, ...states } = await intake.backlog();
    for (const [state, count] of Object.entries(states)) waiting.set({ state }, count);
    const ageOf = (ms: number | undefined): number => (ms === undefined ? 0 : Math.max(0, clock.now() - ms) / 1000);
    oldest.set({}, ageOf(oldestPendingMs));
    quarantined.set({}, ageOf(oldestQuarantinedMs));
  };
}

function queueGauges(metrics: Metrics) {
  const jobs = metrics.gauge({ name: 'goldthread_jobs', help: 'Jobs that are not done, by state.', labels: ['state'] });
  const subscriptions = metrics.gauge({
    name: 'goldthread_subscriptions',
    help: 'Subscriptions by state; failing: the hook does not answer.',
    labels: ['state'],
  });
  const events = metrics.gauge({
    name: 'goldthread_subscription_events',
    help: 'Events that subscribers have not been told of, by state, each counted to 10,000; dead: given up.',
    labels: ['state'],
  });
  return async ({ jobs: running, record }: Measured): Promise<void> => {
    const [unfinished, figures] = await Promise.all([running.unfinished(), record.subscriptions.figures()]);
    for (const [state, count] of Object.entries(unfinished)) jobs.set({ state }, count);
    const { active, failing, off, waitingEvents, deadEvents, outbox } = figures;
    for (const [state, count] of Object.entries({ active, failing, off })) subscriptions.set({ state }, count);
    const told = { waiting: waitingEvents, dead: deadEvents, unsorted: outbox };
    for (const [state, count] of Object.entries(told)) events.set({ state }, count);
  };
}

function foundationGauges(metrics: Metrics) {
  const up = metrics.gauge({ name: 'goldthread_database_up', help: '1 when the database answers within two seconds.' });
  const trip = metrics.gauge({
    name: 'goldthread_database_trip_seconds',
    help: 'How long the smallest statement takes by the pool of requests: more than its network, and requests wait for connections.',
  });
  const free = metrics.gauge({
    name: 'goldthread_data_directory_free_bytes',
    help: 'Room on the disk of the data directory.',
  });
  const size = metrics.gauge({
    name: 'goldthread_data_directory_size_bytes',
    help: 'Size of the disk of the data directory.',
  });
  return async ({ database, config }: Measured): Promise<void> => {
    const disk = await statfs(config.dataDirectory).catch(() => undefined);
    if (disk !== undefined) {
      free.set({}, disk.bavail * disk.bsize);
      size.set({}, disk.blocks * disk.bsize);
    }
    const startedMs = performance.now();
    const answered = await database.ping();
    up.set({}, answered.ok ? 1 : 0);
    trip.set({}, (performance.now() - startedMs) / 1000);
  };
}

export function measureRegion(region: Measured): void {
  const { metrics } = region;
  const parts = [foundationGauges, logGauges, intakeGauges, queueGauges].map((gauges) => gauges(metrics));
  for (const read of parts) metrics.beforeRender(() => read(region));
}
