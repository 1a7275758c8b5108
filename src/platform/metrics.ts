/** Figures for `/metrics`. Labels are from closed lists: never an id, a name or a number of a person. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { settledWithin } from './settled-within.ts';

export interface MetricSpec<Label extends string> {
  /** Begins with `goldthread_`, ends with its unit. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

export interface Metrics {
  counter<Label extends string>(spec: MetricSpec<Label>): { add(labels: Record<Label, string>, by?: number): void };
  gauge<Label extends string>(spec: MetricSpec<Label>): { set(labels: Record<Label, string>, value: number): void };
  /** Observes seconds. */
  timer<Label extends string>(
    spec: MetricSpec<Label>,
  ): { observe(labels: Record<Label, string>, seconds: number): void };
  /**
   * Sets gauges anew before they are read: figures that nobody counts as they change. It may take two seconds, and may fail. One
   * that takes longer is not started again meanwhile: scrapes would pile up on the connections that requests need.
   */
  beforeRender(refresh: () => Promise<void>): void;
  /** The Prometheus text format and its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const refreshMs = 2_000;

/** One at a time: who asks while it is under way waits for the same. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  return () => {
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

/** A registry of its own, so that two regions in one process (and tests) do not mix. Asking for the same name twice is a bug and throws. */
export function createMetrics(options: { readonly processFigures: boolean } = { processFigures: false }): Metrics {
  const registry = new Registry();
  const refreshing: (() => Promise<void>)[] = [];
  if (options.processFigures) collectDefaultMetrics({ register: registry });
  const settings = <Label extends string>(spec: MetricSpec<Label>) => ({
    name: spec.name,
    help: spec.help,
    labelNames: [...(spec.labels ?? [])],
    registers: [registry],
  });
  return {
    counter: (spec) => {
      const counter = new Counter(settings(spec));
      return { add: (labels, by = 1) => counter.inc(labels, by) };
    },
    gauge: (spec) => {
      const gauge = new Gauge(settings(spec));
      return { set: (labels, value) => gauge.set(labels, value) };
    },
    timer: (spec) => {
      const histogram = new Histogram({ ...settings(spec), buckets: secondsBuckets });
      return { observe: (labels, seconds) => histogram.observe(labels, seconds) };
    },
    beforeRender: (refresh) => void refreshing.push(oneAtATime(() => refresh().catch(() => undefined))),
    render: async () => {
      // What does not come in time is read the next time.
      await Promise.all(refreshing.map((refresh) => settledWithin(refresh(), refreshMs)));
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
