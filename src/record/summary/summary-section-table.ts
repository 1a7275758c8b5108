/**
 * The sections of a patient summary (International Patient Summary 1.1): what belongs in each, by its codes and states.
 * Required and recommended sections are always there; optional ones where there is something to put in.
 */
import { contentClass } from '#disclosure';
import type { Resource } from '#fhir/resource-types.ts';
import type { StoredResource } from '#store';

export interface SummarySection {
  /** LOINC. */
  readonly code: string;
  readonly display: string;
  readonly title: string;
  readonly isAlwaysThere: boolean;
  readonly types: readonly string[];
  readonly belongs: (resource: Resource, row: StoredResource) => boolean;
  /** The newest of each code only: the summary is no trend. */
  readonly isLatestOfEachCode?: true;
}

interface Coded {
  readonly coding?: readonly { readonly system?: string; readonly code?: string }[];
}

function codesAt(resource: Resource, element: string): string[] {
  const value = resource[element];
  const concepts = (Array.isArray(value) ? value : value === undefined ? [] : [value]) as readonly Coded[];
  return concepts.flatMap((concept) => (concept.coding ?? []).flatMap(({ code }) => code ?? []));
}

function hasStatus(...wanted: readonly string[]): (resource: Resource) => boolean {
  return (resource) => wanted.includes(String(resource['status']));
}

/** An ended or refuted entry is one that says so: a source that says nothing has not ended it. */
function isOver(resource: Resource): boolean {
  return codesAt(resource, 'clinicalStatus').some((code) => ['inactive', 'resolved', 'remission'].includes(code));
}

function isRefuted(resource: Resource): boolean {
  return codesAt(resource, 'verificationStatus').some((code) => code === 'refuted' || code === 'entered-in-error');
}

const isReported = hasStatus('final', 'amended', 'corrected', 'appended', 'preliminary', 'partial', 'registered');

function isObservationOf(...categories: readonly string[]): (resource: Resource) => boolean {
  return (resource) =>
    isReported(resource) && codesAt(resource, 'category').some((code) => categories.includes(code.toLowerCase()));
}

const isResult = isObservationOf('laboratory', 'imaging', 'procedure', 'exam');

export const summarySections: readonly SummarySection[] = [
  {
    code: '48765-2',
    display: 'Allergies and adverse reactions Document',
    title: 'Allergies and Intolerances',
    isAlwaysThere: true,
    types: ['AllergyIntolerance'],
    belongs: (resource) => !isOver(resource) && !isRefuted(resource),
  },
  {
    code: '10160-0',
    display: 'History of Medication use Narrative',
    title: 'Medication Summary',
    isAlwaysThere: true,
    types: ['MedicationStatement', 'MedicationRequest'],
    belongs: hasStatus('active', 'intended', 'on-hold', 'unknown'),
  },
  {
    code: '11450-4',
    display: 'Problem list - Reported',
    title: 'Active Problems',
    isAlwaysThere: true,
    types: ['Condition'],
    belongs: (resource) => !isOver(resource) && !isRefuted(resource),
  },
  {
    code: '11369-6',
    display: 'History of Immunization Narrative',
    title: 'Immunizations',
    isAlwaysThere: true,
    types: ['Immunization'],
    belongs: hasStatus('completed'),
  },
  {
    code: '47519-4',
    display: 'History of Procedures Document',
    title: 'History of Procedures',
    isAlwaysThere: true,
    types: ['Procedure'],
    belongs: hasStatus('completed', 'in-progress', 'unknown'),
  },
  {
    code: '30954-2',
    display: 'Relevant diagnostic tests/laboratory data Narrative',
    title: 'Results',
    isAlwaysThere: true,
    types: ['Observation', 'DiagnosticReport'],
    belongs: (resource) => (resource.resourceType === 'DiagnosticReport' ? isReported(resource) : isResult(resource)),
    isLatestOfEachCode: true,
  },
  {
    code: '46264-8',
    display: 'History of medical device use',
    title: 'Medical Devices',
    isAlwaysThere: true,
    types: ['DeviceUseStatement'],
    belongs: hasStatus('active', 'completed', 'on-hold', 'intended'),
  },
  {
    code: '104605-1',
    display: 'Alert',
    title: 'Alerts',
    isAlwaysThere: false,
    types: ['Flag'],
    belongs: hasStatus('active'),
  },
  {
    code: '8716-3',
    display: 'Vital signs',
    title: 'Vital Signs',
    isAlwaysThere: false,
    types: ['Observation'],
    belongs: isObservationOf('vital-signs'),
    isLatestOfEachCode: true,
  },
  {
    code: '29762-2',
    display: 'Social history Narrative',
    title: 'Social History',
    isAlwaysThere: false,
    types: ['Observation'],
    belongs: isObservationOf('social-history'),
    isLatestOfEachCode: true,
  },
  {
    code: '10162-6',
    display: 'History of pregnancies Narrative',
    title: 'History of Pregnancy',
    isAlwaysThere: false,
    types: ['Observation'],
    belongs: (resource, row) => row.contentClass === contentClass.pregnancy && isReported(resource),
    isLatestOfEachCode: true,
  },
  {
    code: '11348-0',
    display: 'History of Past illness Narrative',
    title: 'Past Problems',
    isAlwaysThere: false,
    types: ['Condition'],
    belongs: (resource) => isOver(resource) && !isRefuted(resource),
  },
  {
    code: '42348-3',
    display: 'Advance directives',
    title: 'Advance Directives',
    isAlwaysThere: false,
    types: ['Consent'],
    belongs: hasStatus('active'),
  },
  {
    code: '18776-5',
    display: 'Plan of care note',
    title: 'Plan of Care',
    isAlwaysThere: false,
    types: ['CarePlan'],
    belongs: hasStatus('active', 'on-hold'),
  },
];
