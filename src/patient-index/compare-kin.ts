/**
 * Whether people share a family name or a home, for what looks for snooping. Only yes or no leaves: no name, no postcode,
 * and of a restricted person no home.
 */
import type { PersonNumber } from '#disclosure';
import { type Database, numberArray } from '#platform';
import { normaliseName } from './demographics.ts';

export interface KinPair {
  readonly person: PersonNumber;
  /** Of the member of staff, as the log has it. */
  readonly familyName: string;
  /** The person whom the member of staff is, where it is known. */
  readonly self: PersonNumber | undefined;
}

export interface Kinship {
  readonly isSameFamilyName: boolean;
  readonly isSameHome: boolean;
}

/** In the order of the pairs. */
export async function compareKin(database: Database, pairs: readonly KinPair[]): Promise<readonly Kinship[]> {
  if (pairs.length === 0) return [];
  const rows = await database.sql.unsafe<{ place: number; is_same_name: boolean; is_same_home: boolean }[]>(
    `select place, bool_or(pair.family_name <> '' and pair.family_name = any(theirs.family_names)) as is_same_name,
       bool_or(coalesce(theirs.postcode = own.postcode and pair.self <> pair.person, false)) and not exists (
         select from patient_index.source_patient as kept
         where kept.person in (min(pair.person), min(pair.self)) and kept.is_restricted) as is_same_home
     from rows from (unnest(($1::text)::bigint[]), unnest($2::text[]), unnest(($3::text)::bigint[])) with ordinality
       as pair (person, family_name, self, place)
     join patient_index.source_patient as theirs on theirs.person = pair.person
     left join patient_index.source_patient as own on own.person = pair.self and own.postcode is not null
     group by place`,
    [
      numberArray(pairs.map((pair) => pair.person)),
      pairs.map((pair) => normaliseName(pair.familyName)),
      numberArray(pairs.map((pair) => pair.self)),
    ],
  );
  const byPlace = new Map(rows.map((row) => [Number(row.place), row]));
  return pairs.map((_pair, index) => ({
    isSameFamilyName: byPlace.get(index + 1)?.is_same_name ?? false,
    isSameHome: byPlace.get(index + 1)?.is_same_home ?? false,
  }));
}
