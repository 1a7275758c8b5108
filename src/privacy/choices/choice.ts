/** The choices of a person, who made them, and how they are told. */
import type { ContentClass, LabelName, PersonNumber, SourceNumber } from '#disclosure';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { SealLevel } from '../decide/seal-level-table.ts';

export type OverridePolicy = 'absolute' | 'emergency-override';

export interface EntryAddress {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
}

export type ObjectionScope =
  | { readonly scope: 'whole-record' }
  | { readonly scope: 'source'; readonly source: SourceNumber }
  | { readonly scope: 'organisation'; readonly organisation: OdsCode }
  | { readonly scope: 'individual'; readonly issuer: string; readonly staffId: string };

/** What a person can choose about their record. The national opt-out and Type 1 are chosen elsewhere and never kept here. */
export type Choice =
  | ({ readonly kind: 'objection'; readonly policy: OverridePolicy } & ObjectionScope)
  | {
      readonly kind: 'seal';
      readonly scope: 'entry';
      readonly level: SealLevel;
      /** Without a team nobody but the person reads it. */
      readonly team?: number;
      readonly entries: readonly EntryAddress[];
    }
  | {
      readonly kind: 'seal';
      readonly scope: 'category';
      readonly level: SealLevel;
      readonly team?: number;
      readonly classes: readonly ContentClass[];
    }
  /** Full protection: the named team only, an alert at each look, two to break glass. */
  | { readonly kind: 'protection'; readonly team: number }
  /** Entries that are kept back by default are shared after all. */
  | { readonly kind: 'share-sensitive'; readonly labels: readonly LabelName[] }
  /** The person's own pages show nothing of looks at the record. */
  | { readonly kind: 'discreet-mode' }
  /** How the person may be reached safely, in their own words. */
  | { readonly kind: 'safe-contact'; readonly words: string };

export type ChoiceKind = Choice['kind'];

export interface ChoiceMaker {
  readonly kind: 'person' | 'staff';
  readonly issuer: string;
  readonly id: string;
  readonly name: string;
  /** Of the member of staff who wrote it down on the person's behalf. */
  readonly organisation?: OdsCode;
}

/** Staff of a place of which the reader of the choice is shown nothing (decision 87). */
export interface UnnamedMaker {
  readonly kind: 'staff-elsewhere';
}

/** The team of a choice: as it was called when the choice was made, and what became of it. */
export interface NamedInChoice {
  readonly number: number;
  readonly name: string;
  readonly nameNow: string;
  readonly state: 'stands' | 'empty' | 'ended';
}

/** One line of the history of choices, ready to be said in plain words. */
export interface KeptChoice {
  readonly choice: number;
  readonly person: PersonNumber;
  readonly kind: ChoiceKind;
  readonly scope: string | undefined;
  readonly aboutSource: SourceNumber | undefined;
  readonly aboutOrganisation: OdsCode | undefined;
  readonly aboutStaffId: string | undefined;
  readonly policy: OverridePolicy | undefined;
  readonly level: SealLevel | undefined;
  readonly team: NamedInChoice | undefined;
  readonly classes: readonly ContentClass[];
  readonly labels: readonly LabelName[];
  readonly words: string | undefined;
  readonly madeBy: ChoiceMaker | UnnamedMaker;
  readonly evidence: string;
  readonly startsMs: number;
  /** Where it came with a record that was found to be this person's (decision 86): when they chose it, and whose record it was. */
  readonly carried: { readonly chosenMs: number; readonly source: SourceNumber | undefined } | undefined;
  readonly ended:
    | { readonly atMs: number; readonly by: ChoiceMaker | UnnamedMaker; readonly evidence: string }
    | undefined;
}
