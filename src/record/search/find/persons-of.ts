/** The persons whose records some rows lie in. */
import { type Compartment, isShelf } from '#kernel/identity-number.ts';
import type { PatientIndex, PersonInIndex } from '#patient-index';

/** As many as this are asked one by one: requests of the same moment share those round trips. */
const fewCompartments = 4;

export async function personsOf(
  { patientIndex }: { readonly patientIndex: PatientIndex },
  compartments: Iterable<Compartment>,
): Promise<PersonInIndex[]> {
  const wanted = [...new Set(compartments)].filter((one) => !isShelf(one));
  if (wanted.length > fewCompartments) return patientIndex.personsOfCompartments(wanted);
  const found = await Promise.all(wanted.map((compartment) => patientIndex.personOfCompartment(compartment)));
  return [...new Map(found.flatMap((person) => (person === undefined ? [] : [[person.person, person]]))).values()];
}
