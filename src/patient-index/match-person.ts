/**
 * The first form of matching, deterministic: the same valid NHS number AND date of birth AND given name (or a known
 * alias) AND family or previous family name. Twins whose numbers were swapped agree on date of birth and surname and
 * must stay apart, so the given name is never optional (decision 0009).
 */
import type { PersonNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { Demographics } from './demographics.ts';

export interface CandidateRecord {
  readonly compartment: Compartment;
  readonly person: PersonNumber;
  readonly nhsNumber: string | undefined;
  readonly birthDate: string | undefined;
  readonly familyNames: readonly string[];
  readonly givenNames: readonly string[];
}

export type ReviewReason =
  | 'same NHS number, different date of birth'
  | 'same NHS number, different given name'
  | 'same NHS number, different family name'
  | 'same NHS number, two persons agree'
  | 'same name and date of birth, NHS number missing'
  | 'same name and date of birth, different NHS numbers';

export interface MatchDecision {
  readonly person: PersonNumber | undefined;
  readonly reviews: readonly { readonly compartment: Compartment; readonly reason: ReviewReason }[];
}

type Details = Pick<Demographics, 'nhsNumber' | 'birthDate' | 'familyNames' | 'givenNames'>;

function overlap(left: readonly string[], right: readonly string[]): boolean {
  return left.some((name) => right.includes(name));
}

/** Why two records with one NHS number do not join; undefined when they do. Symmetric. */
export function disagreement(
  left: Details,
  right: Omit<CandidateRecord, 'compartment' | 'person'>,
): ReviewReason | undefined {
  if (left.birthDate === undefined || left.birthDate !== right.birthDate)
    return 'same NHS number, different date of birth';
  if (!overlap(left.givenNames, right.givenNames)) return 'same NHS number, different given name';
  if (!overlap(left.familyNames, right.familyNames)) return 'same NHS number, different family name';
  return undefined;
}

/** Which person a record belongs to, from the records that share its NHS number or its name and date of birth. */
export function matchPerson(details: Details, candidates: readonly CandidateRecord[]): MatchDecision {
  const reviews: { compartment: Compartment; reason: ReviewReason }[] = [];
  const agreeing: CandidateRecord[] = [];
  const contradicted = new Set<PersonNumber>();
  for (const candidate of candidates) {
    if (details.nhsNumber !== undefined && candidate.nhsNumber === details.nhsNumber) {
      const reason = disagreement(details, candidate);
      if (reason === undefined) agreeing.push(candidate);
      else {
        reviews.push({ compartment: candidate.compartment, reason });
        if (reason === 'same NHS number, different date of birth') contradicted.add(candidate.person);
      }
    } else if (
      details.birthDate !== undefined &&
      details.birthDate === candidate.birthDate &&
      overlap(details.givenNames, candidate.givenNames) &&
      overlap(details.familyNames, candidate.familyNames)
    ) {
      const bothHave = details.nhsNumber !== undefined && candidate.nhsNumber !== undefined;
      reviews.push({
        compartment: candidate.compartment,
        reason: bothHave
          ? 'same name and date of birth, different NHS numbers'
          : 'same name and date of birth, NHS number missing',
      });
    }
  }
  const persons = new Set(agreeing.map((candidate) => candidate.person));
  if (persons.size > 1) {
    reviews.push(
      ...agreeing.map(({ compartment }) => ({ compartment, reason: 'same NHS number, two persons agree' as const })),
    );
    return { person: undefined, reviews };
  }
  const [person] = persons;
  return { person: person !== undefined && !contradicted.has(person) ? person : undefined, reviews };
}
