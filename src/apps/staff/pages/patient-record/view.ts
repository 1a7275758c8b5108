import type { FhirDate, Link, Section, SourceAnswer, Standing, Tag, TextPart, Trend } from '#kit';

/**
 * The summary. The things that change how one greets and treats someone come first. Every section says what each
 * source said; a section that a reader's role does not see is left out for everybody of that role, with no gap.
 */
export interface PatientRecordView {
  /** In this order: CPR and ReSPECT, advance decisions, safeguarding, adjustments, communication, pregnancy, LPA. */
  readonly first: readonly FirstCard[];
  readonly beside: readonly FirstCard[];
  readonly notHeld?: FirstCard;
  readonly allergies?: Section<AllergyLine> & {
    readonly disagreement?: Disagreement;
    /** What sources state besides, beside allergies of another kind: whole sentences. */
    readonly statements?: readonly string[];
    readonly more?: Link;
  };
  readonly problems?: Section<ProblemLine> & { readonly more?: Link };
  readonly medicines?: MedicinesSummary;
  readonly results?: Section<ResultLine> & { readonly more?: Link };
  readonly alerts?: Section<AlertLine> & { readonly more?: Link };
  readonly plan?: Section<PlanLine> & { readonly more?: Link };
  readonly appointments?: Section<AppointmentLine> & { readonly more?: Link };
  readonly people?: Section<InvolvedPerson> & { readonly more?: Link };
  /** Shown for every person while the source is down, so that it tells nothing about this one. */
  readonly unreachable: readonly UnreachableSource[];
  /** Offered on every record to roles that may override seals, so that it tells nothing. */
  readonly sealedHref?: string;
}

export interface FirstCard {
  readonly key: string;
  readonly heading: string;
  readonly tone: 'plain' | 'alert';
  readonly caution: true;
  readonly sources: readonly SourceAnswer[];
  /** Absent where no source holds one: the card then says what each source said. */
  readonly statement?: string;
  readonly detail?: string;
  readonly recorded?: FhirDate;
  /** Who and where, as in "Dr N Patel, Alderfen Surgery". */
  readonly provenance?: string;
  readonly more?: Link;
}

/** Sources that contradict each other, both quoted, with a way to compare. */
export interface Disagreement {
  readonly heading: string;
  readonly text: readonly TextPart[];
  readonly more?: Link;
}

export interface AllergyLine {
  readonly id: string;
  readonly substance: string;
  readonly reaction?: string;
  /** Severe or life-threatening at any source: stands out by icon and weight. */
  readonly isSevere: boolean;
  /** Where from and when: "3 sources agree", "Fairwater Community Care, 12-Jan-2026". */
  readonly provenance: string;
  readonly recorded?: FhirDate;
}

export interface ProblemLine {
  readonly id: string;
  readonly name: string;
  readonly detail?: string;
  readonly tags: readonly Tag[];
  readonly since?: FhirDate;
  readonly provenance: string;
}

export interface MedicinesSummary extends Section<MedicineLine> {
  /** One column for each source that answered. */
  readonly columns: readonly { readonly name: string; readonly asOf: FhirDate }[];
  readonly disagreements: readonly Disagreement[];
  readonly more?: Link;
}

export interface MedicineLine {
  readonly id: string;
  /** Name, form and strength: never parted. */
  readonly name: string;
  /** Route and frequency: never parted. */
  readonly directions: string;
  readonly tags: readonly Tag[];
  /** One for each column, in its order: "Yes", "Stopped", "Not listed". */
  readonly cells: readonly { readonly text: string; readonly isDifferent: boolean }[];
  readonly isDisputed: boolean;
}

export interface ResultLine {
  readonly id: string;
  readonly name: string;
  readonly taken: FhirDate;
  readonly value: string;
  readonly unit?: string;
  readonly standing: Standing;
  /** Says in words what the standing is: "High". Empty when in range. */
  readonly standingText: string;
  readonly rangeText?: string;
  readonly tags: readonly Tag[];
  readonly trend?: Trend;
  readonly href?: string;
}

export interface AlertLine {
  readonly id: string;
  readonly text: string;
  readonly provenance: string;
  readonly recorded?: FhirDate;
}

/** Every plan item has exactly one owner; an offer that nobody accepted stays with its sender. */
export interface PlanLine {
  readonly id: string;
  readonly text: string;
  readonly tags: readonly Tag[];
  readonly owner: readonly TextPart[];
  readonly due?: FhirDate;
}

export interface AppointmentLine {
  readonly id: string;
  readonly at: FhirDate;
  readonly text: string;
  readonly place: string;
  readonly tags: readonly Tag[];
}

export interface InvolvedPerson {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly detail: string;
}

export interface UnreachableSource {
  readonly name: string;
  readonly since?: FhirDate;
  readonly contact?: string;
  readonly retryHref: string;
}
