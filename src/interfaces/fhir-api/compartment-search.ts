/**
 * Compartment search (R4 2.3, 3.1.1.1.1). `Patient/[id]/Observation?...` is a search about that patient: a resource lies with
 * the one patient it is about, and one in which the patient only had a part is found by naming that parameter. What is in the
 * compartment of a visit, a professional, a related person or a device is what R4's parameters lead from to it.
 */
import { compartments, type OtherCompartment } from '#fhir/compartments-table.ts';
import type { Answer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { answerEveryType } from './everything.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { answerSearch } from './search-interaction.ts';

const about = ['patient', 'subject', 'beneficiary', 'individual', 'actor'];

function patientParameter(deps: InteractionDependencies, call: ApiCall): string | undefined {
  const parameters = deps.searchCatalogue.parametersOf(call.type);
  return about.find((name) => {
    const definition = parameters.get(name);
    return definition?.type === 'reference' && (definition.targets?.includes('Patient') ?? false);
  });
}

function notIn(call: ApiCall, compartment: string): Answer {
  const rule = `${call.type} has no search parameter that says whose ${compartment} compartment it is in`;
  return faultAnswer(fhirApiFault('FHIR-API-012', [{ place: 'address', rule }]));
}

/** An id that cannot be one finds what an unknown one finds. */
const idOf = (call: ApiCall): string => (call.id === '' ? '-' : call.id);

/** A page link brings its own parameters. */
function withParameter(call: ApiCall, name: string | undefined, value: string): ApiCall {
  if (name === undefined || call.query.has('_page')) return call;
  const query = new URLSearchParams(call.query);
  query.append(name, value);
  return { ...call, query };
}

/** What belongs to a visit or a related person lies with their patient, whose id their own begins with. */
const ofOnePatient: ReadonlySet<string> = new Set(['Encounter', 'RelatedPerson'] satisfies OtherCompartment[]);
const patientLetters = 11;

async function answerOther(
  deps: InteractionDependencies,
  call: ApiCall,
  compartment: OtherCompartment,
): Promise<Answer> {
  const codes = compartments[compartment].get(call.type);
  if (codes === undefined) return notIn(call, compartment);
  const path = `${compartment}/${idOf(call)}/${call.type}`;
  if (codes[0] === '{def}') return answerSearch(deps, withParameter(call, '_id', idOf(call)), { path });
  // The search stays in one record.
  const whose = ofOnePatient.has(compartment) ? patientParameter(deps, call) : undefined;
  const asked = withParameter(call, whose, `Patient/${idOf(call).slice(0, patientLetters)}`);
  return answerSearch(deps, asked, { path, within: { codes, reference: `${compartment}/${idOf(call)}` } });
}

/** Fault FHIR-API-012 where the type is in no such compartment. */
export async function answerCompartmentSearch(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const compartment = call.compartment ?? 'Patient';
  if (compartment !== 'Patient') return answerOther(deps, call, compartment);
  const parameter = patientParameter(deps, call);
  if (call.isOfEveryType === true) return answerEveryType(deps, call);
  if (parameter === undefined) return notIn(call, compartment);
  return answerSearch(deps, withParameter(call, parameter, `Patient/${idOf(call)}`), {
    path: `Patient/${idOf(call)}/${call.type}`,
  });
}
