/**
 * What an operator's alerts rest on (docs/runbooks/alerts.md), read when it is asked for: what waits and how long, what fails, and
 * the room that is left. Sources are named by our own code of their feed; nothing is about a person.
 */
import { statfs } from 'node:fs/promises';
import type { Metrics, Turns } from '#platform';
import type { Region } from './region.ts';
import { type RegionGauge, regionGauges } from './region-gauges-table.ts';

type Measured = Pick<
  Region,
  'metrics' | 'database' | 'watch' | 'audit' | 'intake' | 'jobs' | 'record' | 'directory' | 'clock'
> & {
  readonly config: Pick<Region['config'], 'dataDirectory'>;
  readonly turns: Pick<Turns, 'figures'>;
};

interface Gauges {
  set(gauge: RegionGauge, value: number): void;
  /** A value for each label. */
  setEach(gauge: RegionGauge, values: Readonly<Record<string, number>>): void;
}

function openGauges(metrics: Metrics): Gauges {
  const specs: [string, { help: string; label?: string }][] = Object.entries(regionGauges);
  const opened = new Map(
    specs.map(([name, { help, label }]) => {
      const gauge = metrics.gauge<string>({ name, help, ...(label === undefined ? {} : { labels: [label] }) });
      return [
        name,
        (value: number, of?: string) =>
          gauge.set(label === undefined || of === undefined ? {} : { [label]: of }, value),
      ];
    }),
  );
  return {
    set: (gauge, value) => opened.get(gauge)!(value),
    setEach: (gauge, values) => {
      for (const [of, value] of Object.entries(values)) opened.get(gauge)!(value, of);
    },
  };
}

async function measureFoundation({ database, watch, config, clock }: Measured, { set }: Gauges): Promise<void> {
  const disk = await statfs(config.dataDirectory).catch(() => undefined);
  if (disk !== undefined) {
    set('goldthread_data_directory_free_bytes', disk.bavail * disk.bsize);
    set('goldthread_data_directory_size_bytes', disk.blocks * disk.bsize);
  }
  set('goldthread_clock_ahead_seconds', clock.aheadMs() / 1000);
  set('goldthread_database_commits_pass', watch.commitFault() === undefined ? 1 : 0);
  const startedMs = performance.now();
  const answered = await database.ping();
  set('goldthread_database_up', answered.ok ? 1 : 0);
  set('goldthread_database_trip_seconds', (performance.now() - startedMs) / 1000);
}

async function measureWork({ turns }: Measured, { setEach }: Gauges): Promise<void> {
  setEach('goldthread_requests', { ...turns.figures() });
}

async function measureLog({ audit }: Measured, { set }: Gauges): Promise<void> {
  const [isTaking, figures] = await Promise.all([audit.isTaking(), audit.figures()]);
  set('goldthread_log_taking_entries', isTaking ? 1 : 0);
  set('goldthread_log_sealed', audit.lastSeal()?.ok === false ? 0 : 1);
  if (!figures.ok) return;
  set('goldthread_log_underived_entries', figures.value.underived);
  set('goldthread_log_oldest_underived_seconds', figures.value.oldestUnderivedMs / 1000);
}

async function measureIntake({ intake, directory, clock }: Measured, { set, setEach }: Gauges): Promise<void> {
  for (const { code, lastReceivedMs } of directory.sources())
    if (lastReceivedMs !== undefined)
      setEach('goldthread_source_last_heard_timestamp_seconds', { [code]: lastReceivedMs / 1000 });
  const { oldestPendingMs, oldestQuarantinedMs, ...states } = await intake.backlog();
  setEach('goldthread_intake_waiting_messages', states);
  const ageOf = (ms: number | undefined): number => (ms === undefined ? 0 : Math.max(0, clock.now() - ms) / 1000);
  set('goldthread_intake_oldest_pending_seconds', ageOf(oldestPendingMs));
  set('goldthread_intake_oldest_quarantined_seconds', ageOf(oldestQuarantinedMs));
}

async function measureQueues({ jobs, record }: Measured, { setEach }: Gauges): Promise<void> {
  const [unfinished, figures] = await Promise.all([jobs.unfinished(), record.subscriptions.figures()]);
  setEach('goldthread_jobs', { ...unfinished });
  const { active, failing, off, waitingEvents, deadEvents, outbox } = figures;
  setEach('goldthread_subscriptions', { active, failing, off });
  setEach('goldthread_subscription_events', { waiting: waitingEvents, dead: deadEvents, unsorted: outbox });
}

export function measureRegion(region: Measured): void {
  const gauges = openGauges(region.metrics);
  for (const measure of [measureFoundation, measureWork, measureLog, measureIntake, measureQueues])
    region.metrics.beforeRender(() => measure(region, gauges));
}
