/** What stands around every page. `now` is an instant; titles and addresses never name a person. */
import type { FhirDate } from './calendar.ts';
import type { Link } from './marks.ts';
import type { PersonBanner } from './person-banner.ts';
import type { SourceState } from './source-state.ts';

export interface NavigationItem extends Link {
  readonly isCurrent?: boolean;
  readonly count?: number;
}

/** Who is signed in, with the role and organisation they chose. */
export interface ShellReader {
  readonly givenName: string;
  readonly familyName: string;
  readonly title?: string;
  readonly role: string;
  readonly organisation: string;
  readonly odsCode: string;
}

export interface SignOut {
  readonly action: string;
  readonly forgeryToken: string;
}

export interface StaffShell {
  readonly audience: 'staff';
  /** Unique among pages, without anything about a person: it stays in the browser's history. */
  readonly title: string;
  readonly hasErrors?: boolean;
  readonly regionName: string;
  readonly homeHref: string;
  readonly isDemo: boolean;
  readonly now: FhirDate;
  readonly reader?: ShellReader;
  readonly navigation: readonly NavigationItem[];
  readonly changeRoleHref?: string;
  readonly signOut?: SignOut;
  readonly person?: PersonBanner;
  /** The record's own sections; only with `person`. */
  readonly sections?: readonly NavigationItem[];
  readonly sources?: { readonly states: readonly SourceState[]; readonly allHref: string };
  /** Lets the page follow the record: `eventsHref` is a stream that says `changed`. */
  readonly live?: { readonly eventsHref: string; readonly refreshHref: string };
  readonly cspNonce: string;
}

export interface PatientShell {
  readonly audience: 'patient';
  readonly title: string;
  readonly hasErrors?: boolean;
  readonly serviceName: string;
  readonly homeHref: string;
  readonly isDemo: boolean;
  readonly now: FhirDate;
  /** Home, Messages and Profile, with icons by `key`; empty before sign-in. */
  readonly navigation: readonly PatientNavigationItem[];
  readonly welshHref?: string;
  readonly helpHref?: string;
  readonly signOut?: SignOut;
  /** Whose pages these are, where somebody acts for another: said on every one of them. */
  readonly actingFor?: string;
  readonly back?: Link;
  /** Lets the page follow what it shows: a stream that says `changed`. */
  readonly live?: { readonly eventsHref: string };
  readonly footer: readonly Link[];
  readonly cspNonce: string;
}

export interface PatientNavigationItem extends NavigationItem {
  readonly key: 'home' | 'messages' | 'profile' | 'choices';
}
