/** The Bundles of the ingest figures: generated, so that a newcomer needs no data; or those of a folder. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Bundle, BundleEntry, Patient } from 'fhir/r4.js';
import { generateRegion } from '#demo';

export interface BenchBundle {
  readonly text: string;
  readonly resources: readonly string[];
}

function benchBundle(text: string, entries: readonly BundleEntry[]): BenchBundle {
  return { text, resources: entries.map((entry) => JSON.stringify(entry.resource)) };
}

function nhsNumberOf(bundle: Bundle): string | undefined {
  const patient = bundle.entry?.find((entry) => entry.resource?.resourceType === 'Patient')?.resource as
    | Patient
    | undefined;
  return patient?.identifier?.find((identifier) => identifier.system === 'https://fhir.nhs.uk/Id/nhs-number')?.value;
}

/** Small Bundles tell more of the start of a transaction than of a resource. */
const fewestResources = 40;

/** GP Bundles of generated people; the planted ones are left out, since the region holds them already. */
export function generatedBundles(count: number): BenchBundle[] {
  const region = generateRegion({ people: count * 3 + 60, seed: 'bench', now: Date.now() });
  const planted = new Set(Object.values(region.planted).map(({ person }) => person.nhsNumber));
  const found: BenchBundle[] = [];
  for (const delivery of region.deliveries()) {
    if (delivery.kind !== 'fhir' || planted.has(nhsNumberOf(delivery.bundle) ?? '')) continue;
    const entries = delivery.bundle.entry ?? [];
    if (entries.length < fewestResources) continue;
    found.push(benchBundle(JSON.stringify(delivery.bundle), entries));
    if (found.length === count) break;
  }
  return found;
}

export function bundlesOfFolder(folder: string): BenchBundle[] {
  return globSync('**/*.json{,.gz}', { cwd: folder })
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      return benchBundle(text, (JSON.parse(text) as Bundle).entry ?? []);
    });
}
