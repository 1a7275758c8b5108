/** The words of the demo region: what the generator gives and what its rooms pass to one another. */
import type { Bundle } from 'fhir/r4.js';
import type { PractitionerRegister, ProfessionKey } from './professions-table.ts';

export type Feed = 'hl7v2' | 'fhir' | 'csv';

export type SourceState =
  | { readonly kind: 'live' }
  /** Everything up to `asOfMs`: a connector pulls at intervals. */
  | { readonly kind: 'as-of-last-pull'; readonly asOfMs: number }
  | { readonly kind: 'stale'; readonly asOfMs: number }
  | { readonly kind: 'unreachable'; readonly sinceMs: number };

export interface DemoSource {
  readonly id: string;
  readonly name: string;
  readonly feed: Feed;
  readonly organisation: string;
  readonly state: SourceState;
  /** The back-end client that sends this source's Bundles. */
  readonly client?: string;
  readonly hl7?: Hl7Sender;
  /** Two GP suppliers, two styles. */
  readonly style?: 'structured' | 'extract';
}

/** What stands in MSH of every message of one sender. */
export interface Hl7Sender {
  readonly sourceId: string;
  /** MSH-3. */
  readonly application: string;
  /** MSH-4: the organisation's code. */
  readonly facility: string;
  /** MSH-12. */
  readonly version: '2.3' | '2.4';
  /** MSH-18; absent means ASCII. */
  readonly characterSet?: '8859/1' | 'UNICODE UTF-8';
}

export type OrganisationKind =
  | 'commissioner'
  | 'gp-practice'
  | 'acute-trust'
  | 'specialist-hospital'
  | 'community'
  | 'mental-health'
  | 'maternity'
  | 'health-visiting'
  | 'ambulance'
  | 'nhs-111'
  | 'urgent-treatment-centre'
  | 'pharmacy'
  | 'optometrist'
  | 'diagnostic-centre'
  | 'hospice'
  | 'council'
  | 'care-home'
  | 'home-care'
  | 'charity';

export interface DemoOrganisation {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly town: string;
  readonly phone: string;
  readonly sources: readonly DemoSource[];
}

/** Somebody who writes entries or signs in: one person in one role at one organisation. */
export interface CastMember {
  readonly key: string;
  readonly title: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly profession: ProfessionKey;
  readonly roleCode: string;
  readonly roleName: string;
  readonly organisation: string;
  readonly register?: PractitionerRegister;
  readonly registrationNumber?: string;
}

export interface DemoAccount {
  /** As in `token --user NAME`. */
  readonly name: string;
  readonly kind: 'staff' | 'patient' | 'proxy';
  readonly personName: string;
  readonly staff?: {
    readonly staffId: string;
    readonly roleCode: string;
    readonly roleName: string;
    readonly organisation: string;
    readonly organisationName: string;
  };
  /** Patients and proxies: who they are. */
  readonly nhsNumber?: string;
  readonly birthDate?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  /** Proxies: whose record they ask to see. No proxy right comes with it. */
  readonly actsForNhsNumber?: string;
}

export type Delivery =
  | { readonly kind: 'hl7v2'; readonly source: string; readonly sender: Hl7Sender; readonly bytes: Uint8Array }
  | { readonly kind: 'fhir'; readonly source: string; readonly client: string; readonly bundle: Bundle }
  | { readonly kind: 'csv'; readonly source: string; readonly fileName: string; readonly text: string };

/** Something the record must say, or must no longer say, when everything is filed. */
export interface ExpectedFact {
  readonly key: string;
  readonly nhsNumber: string;
  /** In words, for a reader. */
  readonly says: string;
  readonly check:
    | { readonly kind: 'text-shown'; readonly text: string }
    | { readonly kind: 'text-gone'; readonly text: string }
    | {
        readonly kind: 'superseded';
        readonly test: string;
        readonly withdrawnValue: string;
        readonly currentValue: string;
        readonly status: 'corrected';
      }
    | {
        readonly kind: 'result';
        readonly test: string;
        readonly value: string;
        readonly status: 'final' | 'preliminary';
      }
    | { readonly kind: 'document'; readonly documentNumber: string; readonly present: boolean }
    | {
        readonly kind: 'appointment';
        readonly appointmentNumber: string;
        readonly status: 'noshow' | 'booked' | 'cancelled';
      }
    | {
        readonly kind: 'admission';
        readonly visitNumber: string;
        readonly status: 'finished' | 'in-progress';
        readonly ward: string;
      }
    | { readonly kind: 'released-to-patient'; readonly text: string; readonly released: boolean };
}

export interface RegionOptions {
  readonly people: number;
  readonly seed: string;
  /** Milliseconds since 1970: nothing but appointments lies after it. */
  readonly now: number;
}
