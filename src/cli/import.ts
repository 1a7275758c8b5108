/** `import`: sends Bundles and NDJSON to a running region through its FHIR intake; the same command again goes on. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { demoSystemClient } from '../demo-intakes.ts';
import { CommandFailed, configOf, print } from './command-line.ts';
import { commandFault } from './faults.ts';
import { clientToken } from './token.ts';

interface ImportOptions {
  readonly url?: string;
  readonly client?: string;
  readonly token?: string;
  readonly writers: string;
  readonly json?: boolean;
  readonly again?: boolean;
}

interface Refusal {
  readonly file: string;
  readonly place: string;
  readonly rule: string;
}

interface Report {
  files: number;
  filesSkipped: number;
  resources: number;
  refused: Refusal[];
}

/** NDJSON goes in Bundles of this many lines. */
const linesPerBundle = 500;
const importable = /\.(json|ndjson)(\.gz)?$/;

async function findFiles(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const kind = await stat(path).catch(() => undefined);
    if (kind === undefined) throw new CommandFailed(commandFault('CLI-004', [{ place: path, rule: 'does not exist' }]));
    if (!kind.isDirectory()) found.push(path);
    else {
      const names = (await readdir(path)).sort();
      found.push(...(await findFiles(names.filter((name) => importable.test(name)).map((name) => join(path, name)))));
    }
  }
  return found;
}

/** What was taken before, by the hash of its content: a second run sends only the rest. */
class Ledger {
  readonly #path: string;
  readonly #taken = new Set<string>();
  constructor(dataDirectory: string) {
    this.#path = join(dataDirectory, 'imported.txt');
  }
  async open(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    for (const line of text.split('\n')) if (line !== '') this.#taken.add(line);
  }
  has(key: string): boolean {
    return this.#taken.has(key);
  }
  async add(key: string): Promise<void> {
    this.#taken.add(key);
    await appendFile(this.#path, `${key}\n`);
  }
}

function bundlesOf(path: string, text: string): string[] {
  if (!/\.ndjson(\.gz)?$/.test(path)) {
    const parsed = JSON.parse(text) as { resourceType?: string };
    return [parsed.resourceType === 'Bundle' ? text : bundleOf([text])];
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const bundles: string[] = [];
  for (let at = 0; at < lines.length; at += linesPerBundle)
    bundles.push(bundleOf(lines.slice(at, at + linesPerBundle)));
  return bundles;
}

function bundleOf(lines: readonly string[]): string {
  const entry = lines.map((line) => {
    const resource = JSON.parse(line) as { resourceType: string; id?: string };
    const fullUrl = resource.id === undefined ? undefined : `${resource.resourceType}/${resource.id}`;
    return {
      ...(fullUrl === undefined ? {} : { fullUrl }),
      resource,
      request: { method: 'POST', url: resource.resourceType },
    };
  });
  return JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
}

interface Issue {
  readonly diagnostics?: string;
  readonly expression?: readonly string[];
  readonly details?: { readonly text?: string };
}

function refusalsOf(file: string, status: number, text: string): Refusal[] {
  try {
    const outcome = JSON.parse(text) as { issue?: readonly Issue[] };
    return (outcome.issue ?? []).map((issue) => ({
      file,
      place: issue.expression?.[0] ?? '',
      rule: issue.diagnostics ?? issue.details?.text ?? `status ${status}`,
    }));
  } catch {
    return [{ file, place: '', rule: `status ${status}` }];
  }
}

async function sendFile(path: string, post: (body: string) => Promise<Response>, report: Report): Promise<boolean> {
  const bytes = await readFile(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  let isTaken = true;
  let bundles: string[];
  try {
    bundles = bundlesOf(path, text);
  } catch {
    report.refused.push({ file: path, place: 'file', rule: 'is not JSON' });
    return false;
  }
  for (const bundle of bundles) {
    const response = await post(bundle);
    const answer = await response.text();
    if (response.ok) report.resources += ((JSON.parse(answer) as { entry?: unknown[] }).entry ?? []).length;
    else {
      isTaken = false;
      report.refused.push(...refusalsOf(path, response.status, answer));
    }
  }
  return isTaken;
}

async function run(paths: readonly string[], options: ImportOptions): Promise<void> {
  const config = configOf();
  const url = options.url ?? config.publicUrl;
  const client = options.client ?? demoSystemClient.clientId;
  const files = await findFiles(paths);
  const ledger = new Ledger(config.dataDirectory);
  await ledger.open();
  let token = { text: options.token ?? (await clientToken(client)), atMs: Date.now() };
  const post = async (body: string): Promise<Response> => {
    if (options.token === undefined && Date.now() - token.atMs > 120_000)
      token = { text: await clientToken(client), atMs: Date.now() };
    const headers = { 'content-type': 'application/fhir+json', authorization: `Bearer ${token.text}` };
    return fetch(`${url}/fhir`, { method: 'POST', headers, body }).catch(() => {
      throw new CommandFailed(commandFault('CLI-003', [{ place: url, rule: 'no answer' }]));
    });
  };
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '{bar} {value}/{total} files | {resources} resources' }, Presets.rect)
    : undefined;
  const report: Report = { files: 0, filesSkipped: 0, resources: 0, refused: [] };
  const startedMs = performance.now();
  bar?.start(files.length, 0, { resources: 0 });
  const queue = [...files];
  const writer = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const key = `${client} ${createHash('sha256')
        .update(await readFile(path))
        .digest('hex')}`;
      if (options.again !== true && ledger.has(key)) report.filesSkipped++;
      else if (await sendFile(path, post, report)) await ledger.add(key);
      report.files++;
      bar?.update(report.files, { resources: report.resources });
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(options.writers)) }, writer));
  bar?.stop();
  printReport(report, performance.now() - startedMs, options.json === true);
  if (report.refused.length > 0) throw new CommandFailed(commandFault('CLI-005'));
}

function printReport(report: Report, tookMs: number, asJson: boolean): void {
  const perSecond = Math.round((report.resources / tookMs) * 1000);
  if (asJson) {
    print(JSON.stringify({ ...report, milliseconds: Math.round(tookMs), resourcesPerSecond: perSecond }));
    return;
  }
  for (const refusal of report.refused) print(`refused ${refusal.file} ${refusal.place}: ${refusal.rule}`);
  const skipped = report.filesSkipped === 0 ? '' : ` ${report.filesSkipped} files were taken before and skipped.`;
  print(
    `${report.files} files, ${report.resources} resources, ${report.refused.length} refused, ${perSecond} resources a second.${skipped}`,
  );
}

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('send FHIR Bundles (.json, .json.gz) and NDJSON to a running region')
    .argument('<paths...>', 'files or folders')
    .option('--url <url>', 'the region (this configuration’s own)')
    .option('--client <id>', 'the demo client that sends')
    .option('--token <token>', 'a bearer token instead')
    .option('--writers <count>', 'how many files at once', '4')
    .option('--again', 'send also what was taken before')
    .option('--json', 'print JSON')
    .action(run);
}
