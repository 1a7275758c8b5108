/** `import`: sends Bundles and NDJSON to a running region through its FHIR intake; the same command again goes on. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { readSentJson } from '#fhir/sent-json.ts';
import type { Flaw } from '#kernel/fault.ts';
import { parseResourceId } from '#kernel/identity-number.ts';
import { demoSystemClient } from '../demo-intakes.ts';
import { CommandFailed, configOf, print, wholeNumber } from './command-line.ts';
import { commandFault } from './faults.ts';
import { clientToken } from './token.ts';

interface ImportOptions {
  readonly url?: string;
  readonly client?: string;
  readonly token?: string;
  readonly writers: number;
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

interface SentResource {
  readonly resourceType: string;
  readonly id?: string;
  readonly type?: unknown;
}

/** With the digits of its decimals, which go on with it. */
function resourceIn(text: string): { readonly resource: SentResource } | { readonly flaw: Flaw } {
  const read = readSentJson(Buffer.from(text));
  if (!read.ok) return { flaw: read.flaw };
  const isObject = typeof read.value === 'object' && read.value !== null;
  return isObject ? { resource: read.value as SentResource } : { flaw: { place: 'line 1', rule: 'must be an object' } };
}

interface BundleToSend {
  readonly text: string;
  /** Of a batch some may be done and some not: the region gives no key to it. */
  readonly isTransaction: boolean;
}

interface FileToSend {
  readonly bundles: readonly BundleToSend[];
  readonly refused: readonly Omit<Refusal, 'file'>[];
}

/** A line that is none is refused by its number, and the others are sent. */
function bundlesOf(path: string, text: string): FileToSend {
  if (!/\.ndjson(\.gz)?$/.test(path)) {
    const read = resourceIn(text);
    if ('flaw' in read) return { bundles: [], refused: [{ ...read.flaw, place: `file, ${read.flaw.place}` }] };
    const { resourceType, type } = read.resource;
    const bundle =
      resourceType === 'Bundle' ? { text, isTransaction: type === 'transaction' } : bundleOf([read.resource]);
    return { bundles: [bundle], refused: [] };
  }
  const refused: Omit<Refusal, 'file'>[] = [];
  const resources: SentResource[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const read = resourceIn(line);
    if ('flaw' in read) refused.push({ place: `line ${index + 1}`, rule: read.flaw.rule });
    else resources.push(read.resource);
  }
  const bundles: BundleToSend[] = [];
  for (let at = 0; at < resources.length; at += linesPerBundle)
    bundles.push(bundleOf(resources.slice(at, at + linesPerBundle)));
  return { bundles, refused };
}

function bundleOf(resources: readonly SentResource[]): BundleToSend {
  const entry = resources.map((resource) => {
    const { resourceType, id } = resource;
    if (id === undefined) return { resource, request: { method: 'POST', url: resourceType } };
    const url = `${resourceType}/${id}`;
    // An id of the form that regions give names a row, which is not here (decision 18): by its address the others find it all the same.
    if (parseResourceId(id) !== undefined)
      return { fullUrl: url, resource, request: { method: 'POST', url: resourceType } };
    return { fullUrl: url, resource, request: { method: 'PUT', url } };
  });
  return { text: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }), isTransaction: true };
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

function readText(path: string, bytes: Buffer): { readonly text: string } | { readonly rule: string } {
  let content: Buffer;
  try {
    content = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch {
    return { rule: 'is not gzip' };
  }
  // A name in another encoding would be filed with signs that mean "unreadable", and be somebody else's to the index.
  if (!isUtf8(content)) return { rule: 'must be UTF-8' };
  // Exports of some systems begin with a mark of the byte order, which goes no further (RFC 8259, 8.1).
  return { text: content.toString('utf8').replace(/^\ufeff/, '') };
}

interface FoundFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly hash: string;
}

async function readFound(path: string): Promise<FoundFile> {
  const bytes = await readFile(path);
  return { path, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

type Post = (body: string, key: string | undefined) => Promise<Response>;

/**
 * By what is sent and not by the file, so that a file of which one line was mended sends the rest as it was; the same Bundle twice in one
 * file is two.
 */
function keysOf(bundles: readonly BundleToSend[]): (string | undefined)[] {
  const seen = new Map<string, number>();
  return bundles.map(({ text, isTransaction }) => {
    if (!isTransaction) return undefined;
    const hash = createHash('sha256').update(text).digest('hex');
    const before = seen.get(hash) ?? 0;
    seen.set(hash, before + 1);
    return `import/${hash}/${before}`;
  });
}

async function sendFile({ path, bytes }: FoundFile, post: Post, report: Report): Promise<boolean> {
  const read = readText(path, bytes);
  const { bundles, refused } =
    'text' in read ? bundlesOf(path, read.text) : { bundles: [], refused: [{ place: 'file', rule: read.rule }] };
  report.refused.push(...refused.map((one) => ({ file: path, ...one })));
  let isTaken = refused.length === 0;
  const keys = keysOf(bundles);
  for (const [index, { text }] of bundles.entries()) {
    const response = await post(text, keys[index]);
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
  const post: Post = async (body, key) => {
    if (options.token === undefined && Date.now() - token.atMs > 120_000)
      token = { text: await clientToken(client), atMs: Date.now() };
    const headers = {
      'content-type': 'application/fhir+json',
      authorization: `Bearer ${token.text}`,
      // What was filed and not noted, when either side stopped between, is answered again and filed no second time (decision 99).
      ...(options.again === true || key === undefined ? {} : { 'idempotency-key': key }),
    };
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
      const found = await readFound(path);
      const key = `${client} ${found.hash}`;
      if (options.again !== true && ledger.has(key)) report.filesSkipped++;
      else if (await sendFile(found, post, report)) await ledger.add(key);
      report.files++;
      bar?.update(report.files, { resources: report.resources });
    }
  };
  await Promise.all(Array.from({ length: options.writers }, writer));
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
    .option('--writers <count>', 'how many files at once', wholeNumber(1, 64), 4)
    .option('--again', 'send also what was taken before: what has no id of its own is filed once more')
    .option('--json', 'print JSON')
    .action(run);
}
