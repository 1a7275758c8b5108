/** The patients that a search names by reference: their compartments hold all that it can find. */
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import { parseReference } from '#fhir/reference.ts';
import type { ReadSearch, SearchCriterion } from './read-search.ts';
import { withoutEscapes } from './search-text.ts';

/** Ids of patients that a reference parameter names; undefined when it may name something else. */
function patientIds(criterion: SearchCriterion, baseUrl: string): string[] | undefined {
  const ids: string[] = [];
  for (const text of criterion.texts.map(withoutEscapes)) {
    const parsed = parseReference(text, baseUrl);
    if (parsed.kind === 'local' && parsed.type === 'Patient') ids.push(parsed.id);
    else if (/^[A-Za-z0-9\-.]{1,64}$/.test(text)) ids.push(text);
    else return undefined;
  }
  return ids;
}

/** A resource lies with the patient whom its subject names, so only these parameters lead there. */
export function pinnedPatients(
  patientCompartment: PatientCompartment,
  search: ReadSearch,
  baseUrl: string,
): string[] | undefined {
  if (search.type === 'Patient' || !patientCompartment.isPatientCompartmentType(search.type)) return undefined;
  const codes = new Set(['patient', 'subject', patientCompartment.subjectParameterOf(search.type)]);
  for (const criterion of search.criteria) {
    const isPlain = criterion.modifier === undefined || criterion.modifier === 'Patient';
    if (!codes.has(criterion.definition.code) || !isPlain || criterion.texts.length === 0) continue;
    const ids = patientIds(criterion, baseUrl);
    if (ids !== undefined) return ids;
  }
  return undefined;
}
