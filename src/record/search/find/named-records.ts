/**
 * The ids of patients that a search names, wherever it names them. Each would lead to its person, and so tell that another source
 * knows somebody, where the decision does not show that source's Patient (decision 87): to such an id nothing leads.
 */
import type { AccessGrant } from '#disclosure';
import { parseReference } from '#fhir/reference.ts';
import { type Compartment, parsePatientId } from '#kernel/identity-number.ts';
import type { PersonInIndex } from '#patient-index';
import type { Store } from '#store';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { withoutEscapes } from '../search-text.ts';

function compartmentIn(text: string, baseUrl: string): Compartment | undefined {
  const parsed = parseReference(withoutEscapes(text), baseUrl);
  return parsePatientId(parsed.kind === 'local' ? parsed.id : withoutEscapes(text))?.compartment;
}

function* criteriaOf({ criteria, chains }: ReadSearch): Generator<SearchCriterion> {
  for (const criterion of criteria) yield* [criterion, ...(criterion.anyOf ?? [])];
  for (const chain of chains) {
    if (chain.direction === 'forward') for (const search of chain.searches) yield* criteriaOf(search);
    else if (chain.direction === 'reverse') yield* criteriaOf(chain.search);
  }
}

/** What it names as a patient, of whomever. */
export function namedRecords(search: ReadSearch, baseUrl: string): ReadonlySet<Compartment> {
  const named = new Set<Compartment>();
  for (const { texts } of criteriaOf(search))
    for (const text of texts) {
      const compartment = compartmentIn(text, baseUrl);
      if (compartment !== undefined) named.add(compartment);
    }
  return named;
}

const none: ReadonlySet<Compartment> = new Set();

/** Those of them that are this person's, and that nothing leads to. */
export async function hiddenNames(
  deps: { readonly store: Store },
  grant: AccessGrant,
  person: PersonInIndex,
  named: ReadonlySet<Compartment>,
): Promise<ReadonlySet<Compartment>> {
  const records = person.records.filter(({ compartment }) => named.has(compartment));
  if (records.length === 0) return none;
  const shown = await deps.store.recordsShown(grant, records);
  return new Set(records.flatMap(({ compartment }) => (shown.has(compartment) ? [] : [compartment])));
}
