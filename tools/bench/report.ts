/** The table that `npm run bench` prints. */
import { cpus } from 'node:os';
import type { Figure } from './figure.ts';
import type { Sizes } from './sizes.ts';

export interface Memory {
  readonly nodeBytes: number;
  readonly postgresBytes: number;
}

export interface BenchReport {
  readonly secondsPerLoad: number;
  readonly startMs: number;
  readonly peopleAtStart: string;
  readonly figures: readonly Figure[];
  readonly sizes: Sizes | undefined;
  readonly memoryAfterStart: Memory;
  readonly memoryAtEnd: Memory;
}

const columns = [
  'figure',
  'conn.',
  'count',
  'per second',
  '±95%',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'Node µs',
  'PostgreSQL µs',
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
    `${figure.count.toLocaleString('en-GB')} ${figure.unit}s`,
    short(figure.perSecond),
    short(figure.plusMinus),
    short(figure.p50Ms),
    short(figure.p95Ms),
    short(figure.p99Ms),
    short(figure.nodeMicroseconds),
    short(figure.postgresMicroseconds),
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

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

function memoryLine(memory: Memory): string {
  return `Node ${mebibytes(memory.nodeBytes)}, PostgreSQL ${mebibytes(memory.postgresBytes)}`;
}

/** What shows that the log was on, and the callers mixed. */
function logLines(figures: readonly Figure[]): string[] {
  const logged = figures.filter((figure) => figure.log !== undefined);
  if (logged.length === 0) return [];
  const lines = logged.map(({ name, connections, count, log }) => {
    const refused = ((log!.refusals * 100) / Math.max(1, count)).toFixed(1);
    return `  ${name} (${connections}): ${log!.entries.toLocaleString('en-GB')} entries for ${count.toLocaleString('en-GB')} requests, ${refused} % refused`;
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
    `${processor.length} cores, ${processor[0]?.model ?? 'unknown'}; ${report.secondsPerLoad} s a load, access decisions and log on`,
    '',
    tableOf([columns, ...report.figures.map(rowOf)]),
    '',
    'Microseconds are processor time for each answer (resource, message). The share is of the lowest floor:',
    ...report.figures
      .filter((figure) => figure.floors.length > 1)
      .map(
        (figure) =>
          `  ${figure.name}: ${figure.floors.map((floor) => `${floor.name} ${short(floor.perSecond)}`).join(', ')}`,
      ),
    '',
    ...logLines(report.figures),
    `start to ready          ${(report.startMs / 1000).toFixed(1)} s, ${report.peopleAtStart}`,
    `memory after the start  ${memoryLine(report.memoryAfterStart)}`,
    `memory at the end       ${memoryLine(report.memoryAtEnd)}`,
  ];
  if (sizes !== undefined && sizes.resources > 0)
    lines.push(
      `each of ${sizes.resources.toLocaleString('en-GB')} resources: ${short(sizes.bodyBytesPerResource)} bytes of JSON, ${short(sizes.diskBytesPerResource)} bytes on disk, ${short(sizes.walBytesPerResource)} bytes of WAL, ${sizes.indexEntriesPerResource.toFixed(2)} index entries`,
    );
  const failures = failuresOf(report.figures);
  if (failures.length > 0)
    lines.push('', 'Answers that were not what was asked for:', ...failures.map((f) => `  ${f}`));
  return lines.join('\n');
}
