/** The patients that a search names by reference: their compartments hold all that it can find. */
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import { parseReference } from '#fhir/reference.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { withoutEscapes } from '../search-text.ts';

/** Ids of patients that a reference parameter names; undefined when it may name something else. */
function patientIds(criterion: SearchCriterion, baseUrl: string): string[] | undefined {
  if (criterion.texts.length === 0) return undefined;
  const ids: string[] = [];
  for (const text of criterion.texts.map(withoutEscapes)) {
    const parsed = parseReference(text, baseUrl);
    if (parsed.kind === 'local' && parsed.type === 'Patient') ids.push(parsed.id);
    else if (/^[A-Za-z0-9\-.]{1,64}$/.test(text)) ids.push(text);
    else return undefined;
  }
  return ids;
}

/** Undefined when a chain leads to something else as well. */
export function patientsLedTo(addresses: ReadonlySet<string>): string[] | undefined {
  const ids = [...addresses].map((address) => address.split('/'));
  return ids.every(([type]) => type === 'Patient') ? ids.map(([, id = '']) => id) : undefined;
}

export interface PinnedPatients {
  readonly ids: readonly string[];
  readonly criterion: SearchCriterion;
}

/** A resource lies with the patient whom its subject names, so only these parameters lead there. */
export function pinnedPatients(
  patientCompartment: PatientCompartment,
  search: ReadSearch,
  baseUrl: string,
): PinnedPatients | undefined {
  if (search.type === 'Patient' || !patientCompartment.isPatientCompartmentType(search.type)) return undefined;
  const codes = new Set(['patient', 'subject', patientCompartment.subjectParameterOf(search.type)]);
  for (const criterion of search.criteria) {
    const isPlain = criterion.modifier === undefined || criterion.modifier === 'Patient';
    if (!codes.has(criterion.definition.code) || !isPlain) continue;
    const ids = criterion.leadsTo === undefined ? patientIds(criterion, baseUrl) : patientsLedTo(criterion.leadsTo);
    if (ids !== undefined) return { ids, criterion };
  }
  return undefined;
}
