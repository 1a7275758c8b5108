/** The table that `npm run bench` prints. */
import { cpus } from 'node:os';
import { aimsText } from './aims-summary.ts';
import type { Figure } from './figure.ts';
import type { Floor } from './measure.ts';
import type { Sizes } from './sizes.ts';

export interface Memory {
  readonly nodeBytes: number;
  readonly postgresBytes: number;
}

export interface BenchReport {
  readonly secondsPerLoad: number;
  readonly startMs: number;
  readonly peopleAtStart: string;
  /** Shared statements of the floors under way at once: the fastest number of those tried. */
  readonly floorTrips: number | undefined;
  readonly figures: readonly Figure[];
  readonly sizes: Sizes | undefined;
  readonly memoryAfterStart: Memory;
  readonly memoryAtEnd: Memory;
}

const columns = [
  'figure',
  'conn.',
  's',
  'count',
  'per second',
  '±95%',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'Node µs',
  'PostgreSQL µs',
  'client µs',
  'others %',
  'bytes',
  'floor',
  'floor per s',
  'share',
] as const;

function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(value < 10 ? 2 : 1);
}

function lowestFloor(figure: Figure) {
  return figure.floors.toSorted((one, other) => one.perSecond - other.perSecond)[0];
}

function rowOf(figure: Figure): string[] {
  const floor = lowestFloor(figure);
  return [
    figure.name,
    String(figure.connections),
    figure.seconds.toFixed(0),
    `${figure.count.toLocaleString('en-GB')} ${figure.unit}s`,
    short(figure.perSecond),
    short(figure.plusMinus),
    short(figure.p50Ms),
    short(figure.p95Ms),
    short(figure.p99Ms),
    short(figure.nodeMicroseconds),
    short(figure.postgresMicroseconds),
    short(figure.clientMicroseconds),
    short(figure.othersShare * 100),
    figure.answerBytes.toLocaleString('en-GB'),
    floor?.name ?? '-',
    floor === undefined ? '-' : short(floor.perSecond),
    floor === undefined ? '-' : `${((figure.perSecond * 100) / floor.perSecond).toFixed(1)} %`,
  ];
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const isText = (at: number): boolean => at === 0 || columns[at] === 'floor';
  return rows
    .map((row) =>
      row
        .map((cell, at) => (isText(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function floorText({ name, detail, perSecond, plusMinus, p50Ms, p99Ms, microseconds, othersShare }: Floor): string {
  const parts = [`${name} ${short(perSecond)}${Number.isFinite(plusMinus) ? ` ± ${short(plusMinus)}` : ''} a second`];
  if (detail !== undefined) parts.push(detail);
  if (p50Ms !== undefined && p99Ms !== undefined) parts.push(`p50 ${short(p50Ms)}, p99 ${short(p99Ms)} ms`);
  if (microseconds !== undefined) {
    const { node, postgres, client } = microseconds;
    parts.push(`Node ${short(node)}, PostgreSQL ${short(postgres)}, client ${short(client)} µs`);
  }
  if (othersShare !== undefined) parts.push(`others ${(othersShare * 100).toFixed(0)} % of the machine`);
  return parts.join('; ');
}

function floorLines(figures: readonly Figure[]): string[] {
  const leftOut = new Map(figures.flatMap(({ floors }) => floors.map(({ name, leavesOut }) => [name, leavesOut])));
  return [
    'Microseconds are processor time for each answer (resource, message). The share is of the lowest floor. The floors:',
    ...figures.flatMap(({ name, connections, floors, note }) => [
      `  ${name} (${connections})${note === undefined ? '' : `: ${note}`}`,
      ...floors.map((floor) => `    ${floorText(floor)}`),
    ]),
    '',
    'What they leave out, which we may not:',
    ...[...leftOut].map(([name, words]) => `  ${name}: ${words}`),
    '',
  ];
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

function memoryLine(memory: Memory): string {
  return `Node ${mebibytes(memory.nodeBytes)}, PostgreSQL ${mebibytes(memory.postgresBytes)}`;
}

/** What shows that the log was on, and the callers mixed. */
function logLines(figures: readonly Figure[]): string[] {
  const logged = figures.filter((figure) => figure.log !== undefined);
  if (logged.length === 0) return [];
  const lines = logged.map(({ name, connections, count, unit, log }) => {
    const requests = `${count.toLocaleString('en-GB')} ${unit}s`;
    const refused = ((log!.refusals * 100) / Math.max(1, count)).toFixed(1);
    return `  ${name} (${connections}): ${log!.entries.toLocaleString('en-GB')} entries for ${requests}, ${refused} % refused`;
  });
  return ['The log of the same loads:', ...lines, ''];
}

export function failuresOf(figures: readonly Figure[]): string[] {
  return figures
    .filter((figure) => figure.count === 0 || Object.keys(figure.failures).length > 0)
    .map((figure) => `${figure.name} (${figure.connections}): ${JSON.stringify(figure.failures)}`);
}

export function reportText(report: BenchReport): string {
  const { sizes } = report;
  const processor = cpus();
  const lines = [
    `${processor.length} cores, ${processor[0]?.model ?? 'unknown'}; ${report.secondsPerLoad} s a load that has an aim, after a warm-up; access decisions and log on`,
    '',
    tableOf([columns, ...report.figures.map(rowOf)]),
    '',
    ...floorLines(report.figures),
    ...logLines(report.figures),
    ...(report.floorTrips === undefined
      ? []
      : [
          `the floors had ${report.floorTrips} shared statements under way at once, the fastest of 1, 2 and 3 here`,
          '',
        ]),
    `start to ready          ${(report.startMs / 1000).toFixed(1)} s, ${report.peopleAtStart}`,
    `memory after the start  ${memoryLine(report.memoryAfterStart)}`,
    `memory at the end       ${memoryLine(report.memoryAtEnd)}`,
  ];
  if (sizes !== undefined && sizes.resources > 0)
    lines.push(
      `each of ${sizes.resources.toLocaleString('en-GB')} resources: ${short(sizes.bodyBytesPerResource)} bytes of JSON, ${short(sizes.diskBytesPerResource)} bytes on disk, ${short(sizes.walBytesPerResource)} bytes of WAL, ${sizes.indexEntriesPerResource.toFixed(2)} index entries`,
    );
  const summary = aimsText(report.figures);
  if (summary.length > 0) lines.push('', ...summary);
  const failures = failuresOf(report.figures);
  if (failures.length > 0)
    lines.push('', 'Answers that were not what was asked for:', ...failures.map((f) => `  ${f}`));
  return lines.join('\n');
}
