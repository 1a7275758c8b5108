/** The document Bundle of a patient summary (R4 3.3, IPS 1.1). Pure: what it holds was decided and logged before. */

import type { Bundle, BundleEntry, Composition, CompositionSection, Device } from 'fhir/r4.js';
import type { ReferenceWalk } from '#fhir/reference-walk.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { copyExactly, withDigitsOf } from '#fhir/written-digits.ts';
import type { ChosenSection, SummaryChoice, SummaryItem } from './choose-for-summary.ts';
import { documentNarrative, sectionNarrative } from './summary-narrative.ts';

export interface SummaryToBuild {
  readonly choice: SummaryChoice;
  /** Practitioners, organisations and drugs that are about nobody. */
  readonly supporting: readonly SummaryItem[];
  /** Of every record of this person: they are one person in the document. */
  readonly patientReferences: ReadonlySet<string>;
  readonly baseUrl: string;
  readonly nowMs: number;
  readonly newUuid: () => string;
}

const loinc = 'http://loinc.org';

/** Software put the document together, nobody attests it. */
const writer: Device = {
  resourceType: 'Device',
  deviceName: [{ name: 'Goldthread shared health and care record', type: 'user-friendly-name' }],
};

/** Ours to say, never "none known": nothing is computed over a list that may be filtered. */
const unavailable = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/list-empty-reason',
      code: 'unavailable',
      display: 'Unavailable',
    },
  ],
};

function sectionOf(chosen: ChosenSection): CompositionSection {
  const { section, items } = chosen;
  return {
    title: section.title,
    code: { coding: [{ system: loinc, code: section.code, display: section.display }] },
    text: { status: 'generated', div: sectionNarrative(chosen) },
    ...(items.length === 0 ? { emptyReason: unavailable } : { entry: items.map(({ reference }) => ({ reference })) }),
  };
}

function compositionOf(input: SummaryToBuild, author: string): Composition {
  const shown = input.choice.sections.filter(({ section, items }) => section.isAlwaysThere || items.length > 0);
  return {
    resourceType: 'Composition',
    id: input.newUuid(),
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips'] },
    text: { status: 'generated', div: documentNarrative(shown) },
    status: 'final',
    type: { coding: [{ system: loinc, code: '60591-5', display: 'Patient summary Document' }] },
    subject: { reference: input.choice.patient.reference },
    date: new Date(input.nowMs).toISOString(),
    author: [{ reference: author }],
    title: 'Patient summary',
    confidentiality: 'N',
    section: shown.map(sectionOf),
  };
}

/** Every reference leads to something in the Bundle or is words: a reader offline can follow what stands there. */
function closeReferences(
  walk: ReferenceWalk,
  item: SummaryItem,
  input: SummaryToBuild,
  inside: ReadonlySet<string>,
): Resource {
  const resource = copyExactly(item.resource);
  walk.rewriteReferences(resource, (text, kind) => {
    if (kind !== 'reference' || text.startsWith('#')) return undefined;
    const plain = text.replace(/\/_history\/.*$/, '');
    if (input.patientReferences.has(plain)) return input.choice.patient.reference;
    return inside.has(plain) ? plain : leftOut;
  });
  return withoutLeftOut(resource) as Resource;
}

const leftOut = 'urn:goldthread:left-out';

function withoutLeftOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLeftOut);
  if (typeof value !== 'object' || value === null) return value;
  const { reference, ...rest } = value as { reference?: unknown };
  if (reference === leftOut) return { display: 'Not part of this summary', ...rest };
  const kept = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutLeftOut(member)]));
  return withDigitsOf(value, kept);
}

export function buildSummary(walk: ReferenceWalk, input: SummaryToBuild): Bundle {
  const { choice, supporting, baseUrl, newUuid } = input;
  const items = new Map<string, SummaryItem>();
  for (const item of [choice.patient, ...choice.sections.flatMap((one) => one.items), ...choice.parts, ...supporting])
    items.set(item.reference, item);
  const inside = new Set(items.keys());
  const deviceUrn = `urn:uuid:${newUuid()}`;
  const composition = compositionOf(input, deviceUrn);
  const entry: BundleEntry[] = [
    { fullUrl: `${baseUrl}/Composition/${composition.id}`, resource: composition },
    ...[...items.values()].map((item) => ({
      fullUrl: `${baseUrl}/${item.reference}`,
      resource: closeReferences(walk, item, input, inside) as unknown as NonNullable<BundleEntry['resource']>,
    })),
    { fullUrl: deviceUrn, resource: writer },
  ];
  return {
    resourceType: 'Bundle',
    meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips'] },
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${newUuid()}` },
    type: 'document',
    timestamp: new Date(input.nowMs).toISOString(),
    entry,
  };
}
