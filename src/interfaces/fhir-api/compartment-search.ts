/**
 * Compartment search (R4 3.1.1.1.1): `Patient/[id]/Observation?...` is a search about that patient. A resource lies with
 * the one patient it is about; one in which the patient only had a part is found by naming that parameter.
 */

import type { Answer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import type { CompartmentType } from './route-table.ts';
import { answerSearch } from './search-interaction.ts';

const about = ['patient', 'subject', 'beneficiary', 'individual', 'actor'];

function parameterOf(deps: InteractionDependencies, call: ApiCall, compartment: CompartmentType) {
  const parameters = deps.searchCatalogue.parametersOf(call.type);
  const names = compartment === 'Encounter' ? ['encounter'] : about;
  return names.find((name) => {
    const definition = parameters.get(name);
    return definition?.type === 'reference' && (definition.targets?.includes(compartment) ?? false);
  });
}

/** Fault FHIR-API-012 where the type is in no such compartment. */
export async function answerCompartmentSearch(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const compartment = call.compartment ?? 'Patient';
  const parameter = parameterOf(deps, call, compartment);
  if (parameter === undefined) {
    const rule = `${call.type} has no search parameter that says whose ${compartment} compartment it is in`;
    return faultAnswer(fhirApiFault('FHIR-API-012', [{ place: 'address', rule }]));
  }
  const query = new URLSearchParams(call.query);
  // A page link brings its own parameters.
  if (!query.has('_page')) {
    query.append(parameter, `${compartment}/${call.id === '' ? '-' : call.id}`);
    // The id of a visit begins with whose it is: the search stays in one record.
    const whose = compartment === 'Encounter' ? parameterOf(deps, call, 'Patient') : undefined;
    if (whose !== undefined) query.append(whose, `Patient/${call.id.slice(0, 11)}`);
  }
  return answerSearch(deps, { ...call, query });
}
