/** An opened record made by hand: sources in any state and entries with only what a test is about. */
import type { Organisation, OrganisationKind, Source } from '#directory';
import { type ContentClassName, contentClass, type PersonNumber, type SourceNumber } from '#disclosure';
import type { Resource } from '#fhir/resource-types.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { clinicalTimeOf } from '../../clinical-time.ts';
import type { OpenedRecord, RecordEntry, SourceState } from '../../opened-record.ts';

export const nowMs = Date.UTC(2026, 4, 21, 9, 0);

const kinds: Readonly<Record<string, OrganisationKind>> = {
  practice: 'gp-practice',
  hospital: 'acute-trust',
  community: 'community',
  walkIn: 'urgent-treatment-centre',
  mentalHealth: 'mental-health',
};

export type TestSource = keyof typeof kinds & string;

const names: Readonly<Record<string, string>> = {
  practice: 'Alder Practice',
  hospital: 'Tarn Hospitals',
  community: 'Fairwater Community Care',
  walkIn: 'Millgate Walk-in Centre',
  mentalHealth: 'Tarn Mental Health',
};

function sourceOf(key: string, index: number): Source {
  const organisation: Organisation = {
    code: `ZX9${index}` as OdsCode,
    name: names[key] ?? key,
    kind: kinds[key] ?? 'other',
  };
  return {
    number: (index + 1) as SourceNumber,
    code: key,
    organisation,
    name: names[key] ?? key,
    feed: 'fhir',
    sender: undefined,
    certificateName: undefined,
    delivery: key === 'practice' ? 'pulled' : 'live',
    lastReceivedMs: nowMs - 60_000,
    unreachableSinceMs: undefined,
  };
}

const sources = new Map(Object.keys(kinds).map((key, index) => [key, sourceOf(key, index)]));

export function sourceNamed(key: string): Source {
  const source = sources.get(key);
  if (source === undefined) throw new Error(`no source ${key}`);
  return source;
}

export interface EntryForTests {
  readonly source?: string;
  readonly contentClass?: ContentClassName;
  readonly isWithdrawn?: boolean;
  readonly label?: number;
}

let lastNumber = 0;

/** `resource` without an id gets one; its time is what the store would have read from it. */
export function entry(resource: Resource, options: EntryForTests = {}): RecordEntry {
  lastNumber += 1;
  return {
    id: resource.id ?? `e${lastNumber}`,
    compartment: 5000 as Compartment,
    resource,
    contentClass: contentClass[options.contentClass ?? 'consultation'],
    label: options.label ?? 0,
    isWithdrawn: options.isWithdrawn ?? false,
    source: sourceNamed(options.source ?? 'practice'),
    clinicalTimeMs: clinicalTimeOf(resource).fromMs,
    receivedMs: nowMs - 3_600_000,
  };
}

export function recordOf(
  entries: readonly RecordEntry[],
  options: { readonly unreachable?: readonly string[]; readonly referred?: ReadonlyMap<string, Resource> } = {},
): OpenedRecord {
  const states = [...sources].map(([key, source]): SourceState => {
    const knowsPerson = entries.some((one) => one.source.number === source.number);
    if (options.unreachable?.includes(key) === true)
      return { source, state: 'unreachable', asOfMs: nowMs - 3_600_000, knowsPerson };
    return { source, state: source.delivery === 'live' ? 'live' : 'as-of', asOfMs: source.lastReceivedMs, knowsPerson };
  });
  return {
    person: 1 as PersonNumber,
    compartments: [5000 as Compartment],
    entries,
    referred: options.referred ?? new Map(),
    sources: states,
    ground: { decidedBy: ['D23'], lawfulBasis: [] },
    isRestricted: false,
    openedAtMs: nowMs,
  };
}
