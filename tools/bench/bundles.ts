/** The Bundles of the ingest figures: generated, so that a newcomer needs no data; or those of a folder. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Bundle, BundleEntry, Patient } from 'fhir/r4.js';
import { generateRegion } from '#demo';
import { nhsNumberOf } from '../prove/many-people.ts';

const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';

export interface BenchBundle {
  readonly text: string;
  readonly resources: readonly string[];
}

function benchBundle(text: string, entries: readonly BundleEntry[]): BenchBundle {
  return { text, resources: entries.map((entry) => JSON.stringify(entry.resource)) };
}

function nhsNumberIn(bundle: Bundle): string | undefined {
  const patient = bundle.entry?.find((entry) => entry.resource?.resourceType === 'Patient')?.resource as
    | Patient
    | undefined;
  return patient?.identifier?.find((identifier) => identifier.system === nhsNumberSystem)?.value;
}

/** Small Bundles tell more of the start of a transaction than of a resource. */
const fewestResources = 40;

/** GP Bundles of generated people; the planted ones are left out, since the region holds them already. */
export function generatedBundles(count: number): BenchBundle[] {
  const region = generateRegion({ people: count * 3 + 60, seed: 'bench', now: Date.now() });
  const planted = new Set(Object.values(region.planted).map(({ person }) => person.nhsNumber));
  const found: BenchBundle[] = [];
  for (const delivery of region.deliveries()) {
    if (delivery.kind !== 'fhir' || planted.has(nhsNumberIn(delivery.bundle) ?? '')) continue;
    const entries = delivery.bundle.entry ?? [];
    if (entries.length < fewestResources) continue;
    found.push(benchBundle(JSON.stringify(delivery.bundle), entries));
    if (found.length === count) break;
  }
  return found;
}

const firstOrdinal = 80_000;

/** Patients of other countries have none, and by it a second organisation knows that they are the same person. */
function giveNhsNumber(entries: readonly BundleEntry[], at: number): void {
  const patient = entries.find(({ resource }) => resource?.resourceType === 'Patient')?.resource as Patient | undefined;
  if (patient === undefined || patient.identifier?.some(({ system }) => system === nhsNumberSystem)) return;
  patient.identifier = [
    ...(patient.identifier ?? []),
    { system: nhsNumberSystem, value: nhsNumberOf(firstOrdinal + at) },
  ];
}

export function bundlesOfFolder(folder: string): BenchBundle[] {
  return globSync('**/*.json{,.gz}', { cwd: folder })
    .sort()
    .map((name, at) => {
      const bytes = readFileSync(join(folder, name));
      const bundle = JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as Bundle;
      const entries = bundle.entry ?? [];
      giveNhsNumber(entries, at);
      return benchBundle(JSON.stringify(bundle), entries);
    });
}
