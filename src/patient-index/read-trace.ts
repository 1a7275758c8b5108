/** The demographic trace: what a search for a person shows, read under a grant and sealed like any reading. */
import { AccessGrant, type DisclosedItem, type PersonNumber, type Sealed } from '#disclosure';
import { sealUnderGrant } from '#disclosure/for-store';
import type { Clock } from '#kernel/clock.ts';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import { type Database, numberArray } from '#platform';

/** One person as a search shows them. */
export interface TracedPerson {
  readonly person: PersonNumber;
  /** The record to open. */
  readonly compartment: Compartment;
  readonly familyName: string;
  readonly givenName: string;
  readonly title: string;
  readonly birthDate: string | undefined;
  readonly gender: string | undefined;
  readonly nhsNumber: string | undefined;
  readonly nhsNumberStatus: string | undefined;
  /** Undefined for a restricted person (D10). */
  readonly postcode: string | undefined;
  readonly isDeceased: boolean;
}

interface Row {
  person: number;
  compartment: number;
  display_family: string;
  display_given: string;
  display_title: string;
  birth_date: string | null;
  gender: string | null;
  nhs_number: string | null;
  nhs_number_status: string | null;
  postcode: string | null;
  is_deceased: boolean;
  is_restricted: boolean;
  version: number;
}

const patientTypeNumber = 0;

function traced(rows: readonly Row[]): TracedPerson {
  const best = rows.find((row) => row.nhs_number !== null) ?? rows[0]!;
  const isRestricted = rows.some((row) => row.is_restricted);
  return {
    person: best.person as PersonNumber,
    compartment: best.compartment as Compartment,
    familyName: best.display_family,
    givenName: best.display_given,
    title: best.display_title,
    birthDate: best.birth_date ?? undefined,
    gender: best.gender ?? undefined,
    nhsNumber: best.nhs_number ?? undefined,
    nhsNumberStatus: best.nhs_number_status ?? undefined,
    postcode: isRestricted ? undefined : (best.postcode ?? undefined),
    isDeceased: rows.some((row) => row.is_deceased),
  };
}

/** Reads the names of the persons that the grant names; source-patient records with a number come first. */
export async function readTrace(
  deps: { readonly database: Database; readonly clock: Clock },
  grant: AccessGrant,
): Promise<Sealed<readonly TracedPerson[]>> {
  const { personByCompartment } = AccessGrant.check(grant, deps.clock.now());
  const compartments = [...personByCompartment.keys()];
  const rows = await deps.database.sql.unsafe<Row[]>(
    `select person, compartment, display_family, display_given, display_title, birth_date::text, gender, nhs_number,
       nhs_number_status, postcode, is_deceased, version, (select bool_or(other.is_restricted)
         from patient_index.source_patient as other where other.person = record.person) as is_restricted
     from patient_index.source_patient as record where compartment = any(($1::text)::bigint[]) and replaced_by is null
     order by display_family, display_given, compartment`,
    [numberArray(compartments)],
    { prepare: true },
  );
  const items: DisclosedItem[] = rows.map((row) => ({
    compartment: row.compartment as Compartment,
    type: patientTypeNumber,
    number: row.compartment as unknown as ResourceNumber,
    version: row.version as VersionNumber,
  }));
  const persons = [...Map.groupBy(rows, (row) => row.person).values()].map(traced);
  return sealUnderGrant(grant, persons, items);
}
