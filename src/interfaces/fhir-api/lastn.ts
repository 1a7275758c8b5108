/** `Observation/$lastn` (R4): the newest `max` observations of each code of one patient. */
import { parseReference } from '#fhir/reference.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { LastObservations } from '#record';
import { type Answer, bytesAnswer } from './answer.ts';
import type { ApiCall, InteractionDependencies } from './api-call.ts';
import { assembleBundle } from './assemble-bundle.ts';
import { chooseElements } from './choose-elements.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { withPostedParameters } from './posted-parameters.ts';
import { isStrictHandling } from './prefer.ts';
import { searchEntry } from './search-interaction.ts';

const maxOfEach = 100;

/** The one patient whom `patient` or `subject` names. */
function patientIn(parameters: URLSearchParams, baseUrl: string): string | undefined {
  const named = ['patient', 'subject', 'subject:Patient'].flatMap((name) => parameters.getAll(name));
  const [only = '', ...more] = named;
  if (more.length > 0 || only.includes(',')) return undefined;
  const parsed = parseReference(only, baseUrl);
  if (parsed.kind === 'local') return parsed.type === 'Patient' ? parsed.id : undefined;
  return /^[A-Za-z0-9\-.]{1,64}$/.test(only) ? only : undefined;
}

function readLastN(deps: InteractionDependencies, call: ApiCall): Outcome<LastObservations> {
  const parameters = new URLSearchParams(call.query);
  const max = parameters.get('max') ?? '1';
  parameters.delete('max');
  const refuse = (place: string, rule: string) => failed(fhirApiFault('FHIR-API-012', [{ place, rule }]));
  if (!/^[1-9]\d{0,3}$/.test(max)) return refuse('max', 'must be a whole number above 0 (type positiveInt)');
  const patient = patientIn(parameters, `${deps.publicUrl}/fhir`);
  if (patient === undefined) return refuse('patient', 'must name one patient (patient or subject)');
  const isStrict = isStrictHandling(call.header('prefer'));
  const search = deps.readSearch({ type: 'Observation', parameters, isStrict });
  if (!search.ok) return search;
  if (search.value.include.length > 0 || search.value.revinclude.length > 0)
    return refuse('_include', 'is not part of $lastn');
  return ok({ patient, search: search.value, max: Math.min(Number(max), maxOfEach) });
}

export async function answerLastN(deps: InteractionDependencies, given: ApiCall): Promise<Answer> {
  const posted = withPostedParameters(given);
  if (!posted.ok) return faultAnswer(posted.fault);
  const call = posted.value;
  const asked = readLastN(deps, call);
  if (!asked.ok) return faultAnswer(asked.fault);
  const found = await deps.record.lastObservations(call.request, asked.value);
  // As in a search: a patient who is unknown, hidden or refused has nothing to show (attack 45).
  if (!found.ok && found.fault.code !== 'RECORD-002') return faultAnswer(found.fault);
  const chosen = chooseElements(deps.definitions, asked.value.search);
  const entries = (found.ok ? found.value : []).map((one) => searchEntry(deps, chosen(one), 'match'));
  const url = `${deps.publicUrl}/fhir/Observation/$lastn?${call.query.toString()}`;
  return bytesAnswer(
    200,
    assembleBundle({ type: 'searchset', total: entries.length, links: [{ relation: 'self', url }], entries }),
  );
}
