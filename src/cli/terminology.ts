/** `terminology load | list | remove`: code systems, value sets and concept maps beside those that HL7 publishes. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { type PackageFile, packageLimits, readPackage } from '#fhir/read-package.ts';
import type { Flaw } from '#kernel/fault.ts';
import { type ConceptToLoad, packageResources, type Release, readRelease } from '#terminology';
import { askOperator } from './ask-operator.ts';
import { CommandFailed, print, succeeded } from './command-line.ts';
import { commandFault } from './faults.ts';

interface LoadOptions {
  readonly internal?: boolean;
  readonly edition?: string;
  readonly release?: string;
  readonly json?: boolean;
}

interface Loaded {
  readonly url: string;
  readonly version: string;
  readonly type: string;
  readonly origin: string;
  readonly isInternal: boolean;
  readonly conceptCount?: number;
}

const conceptsInPart = 1_000;
const resourcesInPart = 50;
const filesMax = 50_000;

async function filesIn(path: string): Promise<string[]> {
  const kind = await stat(path).catch(() => undefined);
  if (kind === undefined) throw new CommandFailed(commandFault('CLI-004', [{ place: path, rule: 'does not exist' }]));
  if (!kind.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length > filesMax)
    throw new CommandFailed(commandFault('CLI-004', [{ place: path, rule: `holds more than ${filesMax} files` }]));
  return files.sort();
}

async function sendRelease(release: Release, origin: string, options: LoadOptions): Promise<number> {
  const begin = {
    codeSystem: release.codeSystem,
    conceptCount: release.conceptCount,
    origin,
    isInternal: options.internal === true,
  };
  const { load } = await askOperator<{ load: number }>('terminology/loads', 'POST', begin);
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: '{bar} {value}/{total} concepts' }, Presets.rect)
    : undefined;
  bar?.start(release.conceptCount, 0);
  let from = 0;
  let part: ConceptToLoad[] = [];
  const send = async (): Promise<void> => {
    await askOperator(`terminology/loads/${load}/concepts`, 'POST', { from, concepts: part });
    from += part.length;
    part = [];
    bar?.update(from);
  };
  for (const concept of release.concepts()) if (part.push(concept) === conceptsInPart) await send();
  if (part.length > 0) await send();
  bar?.stop();
  await askOperator(`terminology/loads/${load}/finish`, 'POST', {});
  return release.conceptCount;
}

async function readFiles(files: readonly string[]): Promise<PackageFile[]> {
  const read: PackageFile[] = [];
  let size = 0;
  for (const name of files) {
    if (!name.endsWith('.json')) continue;
    const bytes = await readFile(name);
    size += bytes.length;
    if (size > packageLimits.unpackedBytes)
      throw new CommandFailed(
        commandFault('CLI-004', [{ place: name, rule: 'is one file too many: load the folder in parts' }]),
      );
    read.push({ name, bytes });
  }
  return read;
}

interface Sent {
  readonly resources: number;
  readonly refused: readonly Flaw[];
}

async function sendResources(files: readonly string[], origin: string, options: LoadOptions): Promise<Sent> {
  const packed = files.length === 1 && /\.(?:tgz|tar\.gz)$/.test(files[0]!);
  const read = packed ? succeeded(readPackage(await readFile(files[0]!))) : await readFiles(files);
  const { resources, refused } = packageResources(read);
  for (let from = 0; from < resources.length; from += resourcesInPart)
    await askOperator('terminology/resources', 'POST', {
      resources: resources.slice(from, from + resourcesInPart),
      origin,
      isInternal: options.internal === true,
    });
  return { resources: resources.length, refused };
}

async function load(path: string, options: LoadOptions): Promise<void> {
  const files = await filesIn(path);
  const release = await readRelease(files, {
    ...(options.edition === undefined ? {} : { edition: options.edition }),
    ...(options.release === undefined ? {} : { version: options.release }),
  });
  const origin = basename(path);
  if (release !== undefined) {
    const concepts = await sendRelease(succeeded(release), origin, options);
    const { url, version } = succeeded(release).codeSystem;
    print(
      options.json === true
        ? JSON.stringify({ url, version, concepts })
        : `${String(url)} ${String(version)}: ${concepts} concepts loaded.`,
    );
    return;
  }
  const { resources, refused } = await sendResources(files, origin, options);
  if (options.json === true) print(JSON.stringify({ resources, refused }));
  else print(`${resources} code systems, value sets and concept maps loaded.`);
  if (resources === 0 && refused.length === 0)
    throw new CommandFailed(
      commandFault('CLI-004', [
        { place: path, rule: 'holds no terminology that is known: see docs/runbooks/load-terminology.md' },
      ]),
    );
  if (refused.length > 0) throw new CommandFailed(commandFault('CLI-005', refused));
}

async function list(options: { readonly json?: boolean }): Promise<void> {
  const loaded = await askOperator<readonly Loaded[]>('terminology');
  if (options.json === true) print(JSON.stringify(loaded));
  else if (loaded.length === 0) print('Nothing is loaded beside what HL7 publishes for R4.');
  for (const one of options.json === true ? [] : loaded) {
    const concepts = one.conceptCount === undefined ? '' : `, ${one.conceptCount} concepts`;
    print(`${one.type} ${one.url} ${one.version}${concepts}, from ${one.origin}${one.isInternal ? ', internal' : ''}`);
  }
}

export function addTerminologyCommand(program: Command): void {
  const terminology = program
    .command('terminology')
    .description('code systems, value sets and concept maps beside HL7’s own');
  terminology
    .command('load')
    .description(
      'a FHIR package (.tgz, folder or .json), or a folder of SNOMED CT (RF2 snapshot), LOINC (CSV) or dm+d (XML)',
    )
    .argument('<path>')
    .option('--internal', 'not for patients, not even that it is there')
    .option('--edition <module>', 'SNOMED CT: the module of the edition (the international one)')
    .option('--release <version>', 'LOINC, dm+d: the version of the release')
    .option('--json', 'print JSON')
    .action(load);
  terminology.command('list').description('what is loaded').option('--json', 'print JSON').action(list);
  terminology
    .command('remove')
    .description('takes out what is loaded at an address, in one version or in all')
    .argument('<url>')
    .argument('[version]')
    .action(async (url: string, version?: string) => {
      const { removed } = await askOperator<{ removed: number }>('terminology/remove', 'POST', { url, version });
      if (removed === 0) throw new CommandFailed(commandFault('CLI-004', [{ place: url, rule: 'is not loaded' }]));
      print(`${removed} taken out.`);
    });
}
