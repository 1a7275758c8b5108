/** The words of the log's door: what can be recorded, and what is read back. */
import type { Caller, PersonNumber, PurposeOfUse, Sealed } from '#disclosure';

export const logKinds = [
  'disclosure',
  'search',
  'export',
  'refusal',
  'write',
  'sign-in',
  'sign-out',
  'break-glass',
  'claim',
  'choice',
  'administration',
] as const;
export type LogKind = (typeof logKinds)[number];

/** Flat and small. Never clinical content, and never the words of a search that name a person. */
export type LogDetail = Readonly<Record<string, string | number | boolean>>;

export interface DisclosureExtra {
  /** `disclosure` when left out. */
  readonly kind?: 'disclosure' | 'search' | 'export';
  readonly detail?: LogDetail;
}

export interface Refusal {
  /** Whom the request was about, as far as known: they see the refusal on their own page. */
  readonly persons: readonly PersonNumber[];
  /** Rows of the decision table. */
  readonly decidedBy: readonly string[];
  readonly relationship?: string;
  readonly reason?: string;
  readonly lawfulBasis?: readonly string[];
  readonly detail?: LogDetail;
}

/** A `RequestContext` fits; a failed sign-in has neither caller nor purpose. */
export interface EventRequest {
  readonly requestId: string;
  readonly route: string;
  readonly atMs: number;
  readonly caller?: Caller;
  readonly purpose?: PurposeOfUse;
}

export interface LogEvent {
  readonly kind: LogKind;
  readonly outcome: 'done' | 'failed' | 'refused';
  readonly persons?: readonly PersonNumber[];
  readonly decidedBy?: readonly string[];
  readonly relationship?: string;
  readonly reason?: string;
  readonly lawfulBasis?: readonly string[];
  readonly detail?: LogDetail;
}

/** Work that was done in a transaction, with what the log must say of it before it is committed. */
export interface DoneWork<T> {
  readonly value: T;
  readonly event: LogEvent;
  /** Further entries of the same act, for whom it is told otherwise. */
  readonly beside?: readonly LogEvent[];
  /** What the answer will disclose. */
  readonly sealed: readonly Sealed<unknown>[];
}

export interface LoggedCaller {
  /** proxy: somebody who acted for the person. */
  readonly kind: Caller['kind'] | 'proxy';
  /** Unique within `issuer`. */
  readonly identifier: string;
  readonly issuer?: string;
  readonly name?: string;
  /** The app that asked on behalf of the person. */
  readonly app?: { readonly identifier: string; readonly name: string };
  /** Whom a proxy acted for. */
  readonly onBehalfOf?: PersonNumber;
  /** The region that vouched for a member of staff who did not sign in here. */
  readonly vouchedForBy?: string;
}

export interface CodeAndName {
  readonly code: string;
  readonly name: string;
}

/** One access to one person's record, as that person may see it: nobody else who was disclosed with them is in it. */
export interface LogLine {
  readonly entry: number;
  /** When it was asked, milliseconds since 1970. */
  readonly atMs: number;
  readonly requestId: string;
  readonly kind: LogKind;
  readonly person: PersonNumber;
  /** None in the first second or so, until the leaf is derived. */
  readonly leafIndex?: number;
  /** 1, 2, 3 ... for each person: a gap would show that something was taken out. */
  readonly personSequence?: number;
  readonly caller?: LoggedCaller;
  readonly role?: CodeAndName;
  readonly organisation?: CodeAndName;
  readonly purpose?: PurposeOfUse;
  readonly route: string;
  readonly outcome: 'disclosed' | 'refused' | 'done' | 'failed';
  /** How many items about this person were disclosed, and of which `DisclosedItem.type`s. */
  readonly items?: number;
  readonly types?: readonly number[];
  readonly decidedBy?: readonly string[];
  readonly relationship?: string;
  readonly reason?: string;
  readonly lawfulBasis?: readonly string[];
  readonly detail?: LogDetail;
}

export interface LogPageRequest {
  /** 1 to 500. */
  readonly limit: number;
  /** `nextBeforeLeaf` of the page before. */
  readonly beforeLeaf?: number;
  /** All kinds when left out. */
  readonly kinds?: readonly LogKind[];
}

export interface LogPage {
  /** Newest first. The first page begins with the entries whose leaf is still to be derived, beyond `limit`. */
  readonly lines: readonly LogLine[];
  /** None: this was the last page. */
  readonly nextBeforeLeaf?: number;
  /** Lines of these persons and kinds, on all pages. */
  readonly total: number;
}

/** One person whom a member of staff was shown, or asked for with a reason. */
export interface LoggedLook {
  readonly entry: number;
  readonly atMs: number;
  readonly kind: LogKind;
  readonly route: string;
  readonly person: PersonNumber;
  readonly staff: { readonly issuer: string; readonly staffId: string; readonly name: string };
  readonly role: CodeAndName | undefined;
  readonly organisation: CodeAndName;
  readonly relationship: string | undefined;
  readonly reason: string | undefined;
  readonly decidedBy: readonly string[];
  /** Nothing was opened; a search that tells people apart may have been answered. */
  readonly isStopped: boolean;
  /** How many entries about this person were shown, and of which `DisclosedItem.type`s. */
  readonly items: number;
  readonly types: readonly number[];
}

export interface LookPage {
  readonly looks: readonly LoggedLook[];
  /** None: this was the last page. */
  readonly nextAfterEntry: number | undefined;
}

export interface LogFigures {
  /** Entries whose leaves are derived. */
  readonly entries: number;
  readonly leaves: number;
  /** Entries whose leaves are still to be derived, counted to 10,000. */
  readonly underived: number;
  /** Age of the oldest of these, milliseconds; 0 when there is none. */
  readonly oldestUnderivedMs: number;
  /** Whether the server keeps what it has committed through a power cut (fsync and full_page_writes are on). */
  readonly durable: boolean;
}

export interface LogReconciliation extends LogFigures {
  /** Everything below is as it must be. */
  readonly reconciled: boolean;
  /** How many of the newest entries were compared; what follows is about them. */
  readonly compared: number;
  /** Entries that were derived once and are not there any more. */
  readonly missingEntries: number;
  /** Persons named by an entry whose leaf is missing. */
  readonly missingLeaves: number;
  readonly surplusLeaves: number;
  /** Persons whose numbers are not 1, 2, 3 ... */
  readonly brokenSequences: number;
  /** Of the last leaf of a person; -1 while there is none. Leaves that hold everybody's heads stand between them. */
  readonly lastLeafIndex: number;
}
