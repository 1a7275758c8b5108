/** One transaction while it is filed, and what filing needs. */
import type { Directory, Source } from '#directory';
import type { ElementForms } from '#fhir/patch/fhirpath-patch.ts';
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import type { ReferenceWalk } from '#fhir/reference-walk.ts';
import type { VersionNumber } from '#kernel/identity-number.ts';
import type { DatabaseTransaction } from '#platform';
import type { LocateDependencies } from '../search/find/locate-by-search.ts';
import type { WriteDependencies } from '../write-dependencies.ts';

export interface BundleDependencies extends WriteDependencies {
  readonly patientCompartment: PatientCompartment;
  readonly referenceWalk: ReferenceWalk;
  readonly directory: Pick<Directory, 'source' | 'sourcesOf'>;
}

export interface Contributor {
  readonly source: Source;
  readonly receivedAtMs: number;
  readonly origin?: number;
  /** Refuses an update that names no version (attack 38), but for ids that the source chose itself. */
  readonly isVersionRequired?: boolean;
  /** Several requests' entries in one transaction: valid already, and two that ask the same condition share the answer. */
  readonly isShared?: true;
  /** For conditions other than one identifier, and for patches. */
  readonly api?: Pick<LocateDependencies, 'readSearch' | 'baseUrl'> & {
    readonly elementForms: ElementForms;
    readonly isConditionalDeleteAllowed: boolean;
  };
}

export interface BundleFiling {
  readonly deps: BundleDependencies;
  readonly transaction: DatabaseTransaction;
  readonly contribution: Contributor;
  readonly version: VersionNumber;
}
