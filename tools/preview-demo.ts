/** Prints how large the generated demo region is: `node tools/preview-demo.ts [people] [seed]`. */
import { countDelivery, median, type PersonCount } from '../src/demo/generate/count-entries.ts';
import { generateRegion } from '../src/demo/generated-region.ts';

const people = Number(process.argv[2] ?? 200);
const startMs = performance.now();
const region = generateRegion({ people, seed: process.argv[3] ?? 'goldthread', now: Date.now() });
const counts = new Map<string, PersonCount>();
const perIntake = { hl7v2: 0, fhir: 0, csv: 0 };
const bytesPerIntake = { hl7v2: 0, fhir: 0, csv: 0 };
let countingMs = 0;
for (const delivery of region.deliveries()) {
  const beforeMs = performance.now();
  perIntake[delivery.kind] += 1;
  bytesPerIntake[delivery.kind] +=
    delivery.kind === 'hl7v2'
      ? delivery.bytes.length
      : delivery.kind === 'csv'
        ? delivery.text.length
        : JSON.stringify(delivery.bundle).length;
  countDelivery(counts, delivery);
  countingMs += performance.now() - beforeMs;
}
const tookMs = performance.now() - startMs - countingMs;
const all = [...counts.values()];
const of = (pick: (count: PersonCount) => number): string => {
  const values = all.map(pick).sort((one, other) => one - other);
  return `median ${median(values)}, least ${values[0]}, fifth percentile ${values[Math.floor(values.length / 20)]}, most ${values.at(-1)}`;
};
console.log(
  `people             ${region.peopleCount} (${counts.size} numbers seen), ${region.organisations.length} organisations, ${region.staff.length} accounts`,
);
console.log(`generated in       ${Math.round(tookMs)} ms`);
for (const intake of ['hl7v2', 'fhir', 'csv'] as const) {
  console.log(`${intake.padEnd(18)} ${perIntake[intake]} deliveries, ${(bytesPerIntake[intake] / 1e6).toFixed(1)} MB`);
}
console.log(`items stored       ${all.reduce((sum, count) => sum + count.items, 0)}`);
console.log(`entries a person   ${of((count) => count.entries)}`);
console.log(`professions        ${of((count) => count.professions.size)}`);
console.log(`sources            ${of((count) => count.sources.size)}`);
