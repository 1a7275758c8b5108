/** FHIR packages: a folder of JSON, or the `.tgz` that a FHIR package registry gives (`package/*.json`). */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { loadStandardProfiles } from '../definitions.ts';
import { fhirFault } from '../faults.ts';
import { packageLimits, readPackage } from '../read-package.ts';
import { type CanonicalDefinition, loadTerminologyDefinitions } from '../terminology-definitions.ts';
import type { CodeSystem, PackageResource, StructureDefinition, ValueSet } from './structure-definition.ts';

export interface FhirPackages {
  readonly structures: ReadonlyMap<string, StructureDefinition>;
  valueSetOf(url: string): ValueSet | undefined;
  codeSystemOf(url: string): CodeSystem | undefined;
  /** Addresses of the profiles that the packages brought, apart from those of the base specification. */
  readonly broughtProfiles: ReadonlySet<string>;
}

/** What a folder may hold; those of an archive stand in `read-package.ts`. The largest national package stays below a tenth. */
export const folderLimits = { largestFileBytes: 32 * 1024 * 1024, mostFiles: 20_000, deepestFolder: 6 } as const;

interface NamedFile {
  readonly name: string;
  readonly read: () => Buffer;
}

/** Adds the packages at `paths`, in this order: of two resources with one address the later stands. Fault FHIR-002. */
export function loadPackages(paths: readonly string[]): Outcome<FhirPackages> {
  const resources: PackageResource[] = [];
  for (const path of paths) {
    const read = readResources(path);
    if (!read.ok) return read;
    for (const resource of read.value) resources.push(resource);
  }
  return ok(packagesOf(resources));
}

/** The same of resources that are at hand: with none, HL7's own profiles, extensions and terminology of R4. */
export function packagesOf(resources: readonly PackageResource[]): FhirPackages {
  const structures = new Map(loadStandardProfiles().map((one) => [one.url, one]));
  const terminology = new Map<string, ValueSet | CodeSystem>();
  const broughtProfiles = new Set<string>();
  for (const resource of resources) {
    if (resource.resourceType !== 'StructureDefinition')
      terminology.set(keyOf(resource.resourceType, resource.url), resource);
    else {
      structures.set(resource.url, resource);
      broughtProfiles.add(resource.url);
    }
  }
  let standard: ReadonlyMap<string, CanonicalDefinition> | undefined;
  const find = (type: 'ValueSet' | 'CodeSystem', url: string): ValueSet | CodeSystem | undefined => {
    const key = keyOf(type, url);
    const brought = terminology.get(key);
    if (brought !== undefined) return brought;
    standard ??= new Map(loadTerminologyDefinitions().map((one) => [keyOf(one.type, one.url), one]));
    return standard.get(key)?.read() as ValueSet | CodeSystem | undefined;
  };
  return {
    structures,
    broughtProfiles,
    valueSetOf: (url) => find('ValueSet', url) as ValueSet | undefined,
    codeSystemOf: (url) => find('CodeSystem', url) as CodeSystem | undefined,
  };
}

function keyOf(type: string, url: string): string {
  return `${type} ${url}`;
}

/** The conformance resources of one package; examples and whatever else it holds are left out. */
function readResources(path: string): Outcome<readonly PackageResource[]> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return refusal(path, 'does not exist');
  const files = stat.isDirectory() ? folderFiles(path) : archiveFiles(path, stat.size);
  if (!files.ok) return files;
  const resources: PackageResource[] = [];
  const flaws: Flaw[] = [];
  for (const { name, read } of files.value) {
    const resource = parsed(read);
    if (resource === undefined) flaws.push({ place: name, rule: 'is no JSON' });
    else if (isConformance(resource)) resources.push(resource);
  }
  if (flaws.length > 0) return failed(fhirFault('FHIR-002', flaws.slice(0, 20)));
  return resources.length === 0 ? refusal(path, 'holds no StructureDefinition, ValueSet or CodeSystem') : ok(resources);
}

function refusal(path: string, rule: string): Outcome<never> {
  return failed(fhirFault('FHIR-002', [{ place: path, rule }]));
}

function parsed(read: () => Buffer): unknown {
  try {
    return JSON.parse(
      read()
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    ) as unknown;
  } catch {
    return undefined;
  }
}

function isConformance(value: unknown): value is PackageResource {
  if (typeof value !== 'object' || value === null) return false;
  const { resourceType, url, type } = value as Record<string, unknown>;
  if (typeof url !== 'string') return false;
  return resourceType === 'StructureDefinition'
    ? typeof type === 'string'
    : resourceType === 'ValueSet' || resourceType === 'CodeSystem';
}

/** Links are not followed: a folder of a package has none. */
function folderFiles(root: string): Outcome<readonly NamedFile[]> {
  const files: NamedFile[] = [];
  const visit = (folder: string, depth: number): string | undefined => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < folderLimits.deepestFolder) {
        const wrong = visit(path, depth + 1);
        if (wrong !== undefined) return wrong;
      }
      if (!entry.isFile() || !isResourceFile(entry.name)) continue;
      if (lstatSync(path).size > folderLimits.largestFileBytes) return 'holds a file larger than 32 MB';
      files.push({ name: path, read: () => readFileSync(path) });
      if (files.length > folderLimits.mostFiles) return `holds more than ${folderLimits.mostFiles} files`;
    }
    return undefined;
  };
  const wrong = visit(root, 0);
  return wrong === undefined ? ok(files) : refusal(root, wrong);
}

function isResourceFile(name: string): boolean {
  return name.endsWith('.json') && !name.startsWith('.') && name !== 'package.json';
}

function archiveFiles(path: string, bytes: number): Outcome<readonly NamedFile[]> {
  if (bytes > packageLimits.compressedBytes) return refusal(path, 'is larger than 100 MB');
  const read = readPackage(readFileSync(path));
  if (!read.ok) return refusal(path, (read.fault.flaws ?? []).map(({ rule }) => rule).join(', '));
  // Below `package/` only: what a registry's package holds elsewhere are examples and documents.
  return ok(
    read.value
      .filter(({ name }) => /^(\.\/)?package\/[^/]+$/.test(name) && isResourceFile(name.split('/').at(-1)!))
      .map(({ name, bytes: content }) => ({ name: `${path}#${name}`, read: () => content })),
  );
}
