/** The persons whose records some rows lie in. */
import { type Compartment, isShelf } from '#kernel/identity-number.ts';
import type { PatientIndex, PersonInIndex } from '#patient-index';

export function personsOf(
  { patientIndex }: { readonly patientIndex: PatientIndex },
  compartments: Iterable<Compartment>,
): Promise<PersonInIndex[]> {
  return patientIndex.personsOfCompartments([...new Set(compartments)].filter((one) => !isShelf(one)));
}
