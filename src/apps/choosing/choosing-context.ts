/** What the forms offer: names that whoever reads them knows already, or that say nothing about anybody. */
import type { SourceNumber } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { EntryAddress } from '#privacy';

export interface ChoosingContext {
  /** In whose words: the person's own, or those of staff who write it down for them. */
  readonly audience: 'person' | 'staff';
  /** Places whose entries the person sees. */
  readonly places: readonly { readonly number: SourceNumber; readonly name: string }[];
  readonly organisations: readonly { readonly code: OdsCode; readonly name: string }[];
  readonly teams: readonly { readonly team: number; readonly name: string; readonly place: string }[];
  /** What is to be hidden: one thing, which several places may have written down. */
  readonly entry?: { readonly id: string; readonly name: string; readonly addresses: readonly EntryAddress[] };
  /** The member of staff of one look in the log. */
  readonly looker?: {
    readonly look: number;
    readonly name: string;
    readonly issuer: string;
    readonly staffId: string;
  };
}

export interface ChoiceItem {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
  readonly isChosen: boolean;
}

export type ChoiceField =
  | {
      readonly kind: 'radios' | 'checkboxes' | 'select';
      readonly name: string;
      readonly legend: string;
      readonly hint?: string;
      readonly items: readonly ChoiceItem[];
    }
  | {
      readonly kind: 'words';
      readonly name: string;
      readonly legend: string;
      readonly hint?: string;
      readonly value: string;
      readonly rows: number;
    };

export interface ChoiceError {
  readonly field: string;
  readonly text: string;
}
