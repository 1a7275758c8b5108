/**
 * `npm run prove -- uk-core --folder PATH`: validates the examples of a folder (`examples/*.json`) against the profiles
 * that the same folder holds. Each example is held to the profile that it claims, and since UK Core's claim none, to the
 * one whose name its own name begins with, or that is for its type. Held: every example that does not conform is explained in
 * `docs/standards/uk-core.md`, and none that is explained there conforms.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FhirDefinitions, loadFhirDefinitions } from '#fhir/definitions.ts';
import { createProfileValidator } from '#fhir/profiles/create-profile-validator.ts';
import { type FhirPackages, loadPackages } from '#fhir/profiles/fhir-packages.ts';
import { createResourceExaminer } from '#fhir/validate-resource.ts';
import type { ProofOptions } from './proof-options.ts';
import { undoConversion } from './undo-conversion.ts';

interface Example {
  readonly name: string;
  readonly profile: string;
  readonly flaws: readonly string[];
  readonly openBindings: number;
}

const explained = join(import.meta.dirname, '../../docs/standards/uk-core.md');

/** `UKCore-Observation-VitalSigns-HeartRate-Example`: the longest profile name that the example's name begins with. */
function profileFor(packages: FhirPackages, name: string, resource: { resourceType: string }): string | undefined {
  const profiles = [...packages.broughtProfiles].filter(
    (url) => packages.structures.get(url)?.type === resource.resourceType,
  );
  const named = profiles
    .filter((url) => name.startsWith(`${url.split('/').at(-1)}-`))
    .sort((one, other) => other.length - one.length);
  return named[0] ?? profiles.find((url) => url.endsWith(`-${resource.resourceType}`));
}

function validateExamples(definitions: FhirDefinitions, packages: FhirPackages, folder: string): Example[] {
  const profiles = createProfileValidator(definitions, packages);
  const examine = createResourceExaminer(definitions, { isModifierKnown: (url) => packages.structures.has(url) });
  const names = readdirSync(join(folder, 'examples')).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const read = JSON.parse(readFileSync(join(folder, 'examples', name), 'utf8')) as unknown;
    const resource = undoConversion(definitions, read) as { resourceType: string; meta?: { profile?: string[] } };
    const profile = resource.meta?.profile?.[0] ?? profileFor(packages, name, resource);
    const report = profiles.check(resource as never, profile === undefined ? [] : [profile]);
    const flaws = [...examine(resource).flaws, ...report.issues.filter(({ severity }) => severity === 'error')];
    return {
      name: name.replace(/\.json$/, ''),
      profile: profile?.split('/').at(-1) ?? 'none',
      flaws: [...new Set(flaws.map(({ place, rule }) => `${place} ${rule}`))],
      openBindings: report.openBindings.length,
    };
  });
}

export async function proveUkCore({ folder }: ProofOptions): Promise<boolean> {
  if (folder === undefined) {
    console.log('uk-core needs --folder PATH: a folder with the definitions of UK Core and examples/*.json');
    return false;
  }
  const packages = loadPackages([folder]);
  if (!packages.ok) {
    console.log(JSON.stringify(packages.fault, undefined, 2));
    return false;
  }
  const examples = validateExamples(loadFhirDefinitions(), packages.value, folder);
  const words = readFileSync(explained, 'utf8');
  const known = new Set([...words.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]));
  let isHeld = examples.length > 0;
  for (const { name, profile, flaws, openBindings } of examples) {
    const isKnown = known.has(name);
    if (flaws.length === 0 && !isKnown) continue;
    const isExpected = flaws.length > 0 && isKnown;
    if (!isExpected) isHeld = false;
    console.log(`${isExpected ? 'explained' : 'UNEXPLAINED'} ${name} (${profile}, ${openBindings} codes not judged)`);
    for (const flaw of flaws) console.log(`  ${flaw}`);
  }
  const conforming = examples.filter(({ flaws }) => flaws.length === 0).length;
  const open = examples.reduce((sum, { openBindings }) => sum + openBindings, 0);
  console.log(`${conforming} of ${examples.length} examples conform; ${open} codes could not be judged offline`);
  return isHeld;
}
