import type { FhirDate, Link, Section, SourceAnswer, Tag, TextPart } from '#kit';

/** Medicines from practice, hospital and community side by side: nothing is merged, what differs stands out. */
export interface MedicinesView {
  /** One column for each source that holds medicines, in order. */
  readonly columns: readonly MedicineColumn[];
  readonly disagreements: readonly {
    readonly heading: string;
    readonly text: readonly TextPart[];
    readonly more?: Link;
  }[];
  readonly current: Section<MedicineRow>;
  readonly stopped: Section<MedicineRow>;
}

export interface MedicineColumn {
  readonly source: SourceAnswer;
  /** When this list was last as shown. */
  readonly asOf?: FhirDate;
}

export interface MedicineRow {
  readonly id: string;
  /** Name, form and strength as the sources write it: never parted. */
  readonly name: string;
  /** Route and frequency: never parted. */
  readonly directions: string;
  readonly tags: readonly Tag[];
  readonly isDisputed: boolean;
  /** One for each column, in its order. */
  readonly cells: readonly MedicineCell[];
}

export interface MedicineCell {
  /** "Yes", "Stopped", "Not listed", "Given on the ward". */
  readonly text: string;
  readonly isDifferent: boolean;
  readonly since?: FhirDate;
  /** Dose or directions as this source writes them, where they differ from the row's. */
  readonly detail?: string;
  readonly isWithdrawn?: boolean;
}
