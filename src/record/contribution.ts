/** What a message of a source says about one patient, in the words of FHIR. */
import type { Patient } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { Resource } from '#fhir/resource-types.ts';
import type { LocalIdentifier } from '#patient-index';

/** What a change makes of a resource: undefined leaves it as it is. */
export interface ChangedResource {
  readonly resource: Resource;
  /** withdrawn: entered in error at the source, shown struck through; wrong-person: shown to nobody. */
  readonly state?: 'current' | 'withdrawn' | 'wrong-person';
}

export interface ResourceChange {
  /** The key by which the source knows it, such as `encounter|VN123`: the same key later means the same resource. */
  readonly key: string;
  /** `existing` is undefined when the source has not sent it before. References may say `@patient` or `@key:...`. */
  readonly change: (existing: Resource | undefined, isWithdrawn: boolean) => ChangedResource | undefined;
}

export interface Contribution {
  readonly source: Source;
  /** The message, as intake numbers it, and how Provenance names it. */
  readonly origin: {
    readonly number: number;
    readonly reference: string;
    readonly occurredAt?: string;
    readonly recordedAt?: string;
  };
  readonly receivedAtMs: number;
  readonly identifiers: readonly LocalIdentifier[];
  /** What the message says of the patient; `existing` is what this source said before. Undefined leaves it. */
  readonly patient: (existing: Patient | undefined) => Patient | undefined;
  readonly changes: readonly ResourceChange[];
  /** The source's own merge (A40, A34) or change of identifier (A47) that this message tells of. */
  readonly merge?: { readonly prior: readonly LocalIdentifier[]; readonly kind: 'merge' | 'change-identifier' };
}
