/** What a code system is to those who ask it: the same for HL7's own in memory and for SNOMED CT in tables. */
import type { Coding } from 'fhir/r4.js';
import type { Outcome } from '#kernel/outcome.ts';
import type { ConceptExpression } from './concept-expression.ts';

export interface Designation {
  readonly language: string | undefined;
  readonly use: Coding | undefined;
  readonly text: string;
}

export interface Concept {
  /** As the code system spells it. */
  readonly code: string;
  readonly display: string | undefined;
  readonly isInactive: boolean;
  readonly isAbstract: boolean;
}

export interface ConceptProperty {
  readonly code: string;
  readonly value: string | number | boolean;
  /** Of FHIR's `value[x]`: `valueCode`, `valueString` ... */
  readonly type: 'code' | 'string' | 'boolean' | 'integer' | 'decimal' | 'dateTime';
}

export interface ConceptDetails extends Concept {
  readonly definition: string | undefined;
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly properties: readonly ConceptProperty[];
}

export interface Selection {
  readonly expression: ConceptExpression;
  /** Every word must begin a word of the display or of a designation. */
  readonly words: readonly string[];
  readonly activeOnly: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface Selected {
  readonly concepts: readonly Concept[];
  /** Of the whole selection. */
  readonly total: number;
}

export interface ConceptSource {
  readonly system: string;
  readonly version: string | undefined;
  readonly name: string;
  readonly conceptCount: number;
  /** Codes that are not in the source have no entry; the key is the code as it was asked. */
  find(codes: Iterable<string>): Promise<ReadonlyMap<string, Concept>>;
  /** Faults TERMINOLOGY-005. */
  holds(expression: ConceptExpression, code: string): Promise<Outcome<boolean>>;
  select(selection: Selection): Promise<Outcome<Selected>>;
  details(code: string): Promise<ConceptDetails | undefined>;
  designations(codes: Iterable<string>): Promise<ReadonlyMap<string, readonly Designation[]>>;
}

/** A word of PostgreSQL's text search is bounded, too. */
const wordMax = 200;

/** Folded for comparing words: without accents and case. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, wordMax));
}
