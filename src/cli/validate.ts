/** `validate`: holds resources to FHIR R4 and to profiles, on this machine alone; no region runs, and nothing is sent. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceExplainer, type ResourceExplainer } from '#fhir/profiles/explain-resource.ts';
import { loadPackages } from '#fhir/profiles/fhir-packages.ts';
import type { ProfileIssue } from '#fhir/profiles/profile-issue.ts';
import { readSentJson } from '#fhir/sent-json.ts';
import { CommandFailed, configOf, print, succeeded } from './command-line.ts';
import { commandFault } from './faults.ts';

interface ValidateOptions {
  readonly package?: readonly string[];
  readonly profile?: readonly string[];
  readonly all?: boolean;
  readonly json?: boolean;
}

interface Finding extends ProfileIssue {
  readonly file: string;
}

function filesAt(path: string): string[] {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind === undefined) throw new CommandFailed(commandFault('CLI-004', [{ place: path, rule: 'does not exist' }]));
  if (!kind.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => /\.(json|ndjson)(\.gz)?$/.test(name));
  return names.sort().map((name) => join(path, name));
}

/** The resources of a file, each with its place: an NDJSON file has one a line. */
function resourcesIn(file: string): (readonly [place: string, resource: unknown])[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const parts = /\.ndjson(\.gz)?$/.test(file) ? text.split(/\r?\n/) : [text];
  return parts.flatMap((part, index) => {
    if (part.trim() === '') return [];
    const place = parts.length > 1 ? `${file}:${index + 1}` : file;
    const read = readSentJson(Buffer.from(part));
    if (read.ok) return [[place, read.value] as const];
    throw new CommandFailed(commandFault('CLI-009', [{ place: `${place}, ${read.flaw.place}`, rule: read.flaw.rule }]));
  });
}

async function findingsOf(explain: ResourceExplainer, file: string, profiles: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [place, resource] of resourcesIn(file)) {
    for (const issue of await explain(resource, profiles)) findings.push({ file: place, ...issue });
  }
  return findings;
}

function lineOf({ file, severity, place, rule, profile }: Finding): string {
  return `${file}: ${severity}: ${place} ${rule}${profile === undefined ? '' : ` (${profile})`}`;
}

async function validatePaths(paths: readonly string[], options: ValidateOptions): Promise<void> {
  const packages = succeeded(loadPackages([...configOf().fhirPackages, ...(options.package ?? [])]));
  const explain = createResourceExplainer({
    definitions: loadFhirDefinitions(),
    packages,
    isModifierKnown: (url) => packages.structures.has(url),
  });
  const files = paths.flatMap(filesAt);
  const findings: Finding[] = [];
  for (const file of files) findings.push(...(await findingsOf(explain, file, options.profile ?? [])));
  const shown = options.all === true ? findings : findings.filter(({ severity }) => severity === 'error');
  if (options.json === true) print(JSON.stringify(shown, undefined, 2));
  else for (const finding of shown) print(lineOf(finding));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors > 0)
    throw new CommandFailed(commandFault('CLI-009', [{ place: `${files.length} files`, rule: `${errors} errors` }]));
  if (options.json !== true) print(`${files.length} files, no error`);
}

export function addValidateCommand(program: Command): void {
  program
    .command('validate')
    .description('hold resources to FHIR R4 and to profiles, on this machine alone')
    .argument('<path...>', 'files of JSON or NDJSON, .gz too, or folders of them')
    .option('--package <path...>', 'FHIR packages, beside those of GOLDTHREAD_FHIR_PACKAGES: folders or .tgz files')
    .option('--profile <url...>', 'profiles to hold each resource to, beside those that it claims')
    .option('--all', 'warnings and information too')
    .option('--json', 'print the findings as JSON')
    .action(validatePaths);
}
