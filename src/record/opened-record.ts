/** What a record gives to whoever arranges it for a page: parsed resources with what the store knows of each. */
import type { Source } from '#directory';
import type { ContentClass, GrantGround, PersonNumber } from '#disclosure';
import type { Resource } from '#fhir/resource-types.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { TracedPerson } from '#patient-index';

export interface RecordEntry {
  /** Opaque, stable: the FHIR id. */
  readonly id: string;
  readonly compartment: Compartment;
  readonly resource: Resource;
  readonly contentClass: ContentClass;
  readonly label: number;
  /** Entered in error at the source: shown struck through, with who and when. */
  readonly isWithdrawn: boolean;
  readonly source: Source;
  /** When it happened; undefined where the source gave no time. */
  readonly clinicalTimeMs: number | undefined;
  /** When this version was received here. */
  readonly receivedMs: number;
}

/** How a source stands at the moment of opening: a section may say "none" only where a live source said so. */
export interface SourceState {
  readonly source: Source;
  readonly state: 'live' | 'as-of' | 'unreachable';
  readonly asOfMs: number | undefined;
  /** Whether this source holds a record of this person at all; it says nothing of what is in it. */
  readonly knowsPerson: boolean;
}

export interface OpenedRecord {
  readonly person: PersonNumber;
  /**
   * Who it is by the index, which names no source: only for staff to whom no source's own Patient is shown. A record without a name
   * would be read as somebody else's.
   */
  readonly traced?: TracedPerson;
  readonly compartments: readonly Compartment[];
  /** Newest first by clinical time. */
  readonly entries: readonly RecordEntry[];
  /** Resources about nobody that the entries refer to, by `Type/id`: practitioners, roles, organisations, locations. */
  readonly referred: ReadonlyMap<string, Resource>;
  readonly sources: readonly SourceState[];
  readonly ground: GrantGround;
  readonly isRestricted: boolean;
  readonly openedAtMs: number;
}
