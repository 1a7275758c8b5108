/** The code systems, value sets and concept maps among the files of a FHIR package, its examples left out. */
import type { PackageFile } from '#fhir/read-package.ts';
import type { Resource } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';

export interface PackageResources {
  readonly resources: readonly Resource[];
  /** Files that look like one and cannot be taken, with why. */
  readonly refused: readonly Flaw[];
}

const types: ReadonlySet<unknown> = new Set(['CodeSystem', 'ValueSet', 'ConceptMap']);

export function packageResources(files: readonly PackageFile[]): PackageResources {
  const resources: Resource[] = [];
  const refused: Flaw[] = [];
  for (const { name, bytes } of files) {
    if (!name.endsWith('.json') || /(?:^|\/)(?:examples?|other)\//.test(name) || /(?:^|\/)\.|package\.json$/.test(name))
      continue;
    // Most files of a package are profiles: only those that name one of the types are parsed.
    if (!/"resourceType"\s*:\s*"(?:CodeSystem|ValueSet|ConceptMap)"/.test(bytes.toString('utf8'))) continue;
    const resource = parsed(bytes);
    if (resource === undefined) refused.push({ place: name, rule: 'is not JSON' });
    else if (!types.has(resource.resourceType)) continue;
    else if (typeof resource['url'] !== 'string') refused.push({ place: name, rule: 'has no url' });
    else resources.push(resource);
  }
  return { resources, refused };
}

function parsed(bytes: Buffer): Resource | undefined {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) as Resource;
  } catch {
    return undefined;
  }
}
