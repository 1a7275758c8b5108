/** The parameters of a kick-off (Bulk Data Access 2.0, "Query Parameters"): what is not understood is refused by name. */
import { parseFhirDate } from '#fhir/fhir-date.ts';
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ReadSearch, SearchReader } from '#record';
import { bulkFault } from './faults.ts';

/** Kept with the job: texts and numbers only. */
export interface ExportParameters {
  readonly types: readonly ResourceType[] | undefined;
  readonly sinceMs: number | undefined;
  /** `Type?parameter=value`, each checked. */
  readonly typeFilters: readonly string[];
  readonly elements: readonly string[] | undefined;
  /** Ids of the `patient` parameter. */
  readonly patients: readonly string[] | undefined;
}

const outputFormats: ReadonlySet<string> = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);
const known: ReadonlySet<string> = new Set([
  '_outputFormat',
  '_since',
  '_type',
  '_typeFilter',
  '_elements',
  'patient',
  'includeAssociatedData',
]);

/** A comma before `Type?` parts two filters; any other belongs to the values of one (Bulk Data Access 2.0, _typeFilter). */
const betweenFilters = /,(?=[A-Z][A-Za-z]*\?)/;

function listOf(parameters: URLSearchParams, name: string): string[] {
  return parameters.getAll(name).flatMap((value) => value.split(',').filter((one) => one !== ''));
}

/** One filter, `Type?query`, read as a search of that type. Faults RECORD-008 with the flaws of the search. */
export function readTypeFilter(reader: SearchReader, text: string): Outcome<ReadSearch> {
  const [type = '', query = ''] = text.split(/\?(.*)/s);
  const wrong = (rule: string) => failed(bulkFault('BULK-002', [{ place: '_typeFilter', rule }]));
  if (!isResourceType(type) || query === '') return wrong('must be Type?parameter=value, URL-encoded');
  const search = reader({ type, parameters: new URLSearchParams(query), isStrict: true });
  if (!search.ok) return search;
  const { include, revinclude, sort, elements, isCountOnly } = search.value;
  if (include.length > 0 || revinclude.length > 0 || sort.length > 0 || elements !== undefined || isCountOnly)
    return wrong('must choose resources only: no _include, _sort, _elements or _summary');
  return search;
}

function filterFlaws(reader: SearchReader, filters: readonly string[], types: readonly string[] | undefined): Flaw[] {
  return filters.flatMap((text): Flaw[] => {
    const read = readTypeFilter(reader, text);
    if (!read.ok)
      return (
        read.fault.flaws?.map(({ place, rule }) => ({
          place: '_typeFilter',
          rule: place === '_typeFilter' ? rule : `${place} ${rule}`,
        })) ?? []
      );
    return types !== undefined && !types.includes(read.value.type)
      ? [{ place: '_typeFilter', rule: `names ${read.value.type}, which _type leaves out` }]
      : [];
  });
}

/** Types whose elements are wanted: `Patient.id` and `id` alike; checked as names only. */
function elementFlaws(elements: readonly string[]): Flaw[] {
  return elements.every((one) => /^(?:[A-Z][A-Za-z]+\.)?[a-z][A-Za-z]*$/.test(one))
    ? []
    : [{ place: '_elements', rule: 'must name elements of the first level, such as Patient.name or status' }];
}

/** Fault BULK-002 with every flaw. */
export function readExportParameters(
  reader: SearchReader,
  parameters: URLSearchParams,
  options: { readonly isLenient: boolean; readonly level: 'system' | 'patient' | 'group'; readonly isPost: boolean },
): Outcome<ExportParameters> {
  const flaws: Flaw[] = [];
  const types = listOf(parameters, '_type');
  const since = parameters.get('_since')?.replaceAll(' ', '+');
  const sinceMs = since === undefined ? undefined : parseFhirDate(since)?.lowMs;
  const typeFilters = parameters.getAll('_typeFilter').flatMap((value) => value.split(betweenFilters));
  const elements = listOf(parameters, '_elements');
  const format = parameters.get('_outputFormat');
  const patients = parameters.getAll('patient').map((one) => one.replace(/^Patient\//, ''));
  if (format !== null && !outputFormats.has(format.replaceAll(' ', '+')))
    flaws.push({ place: '_outputFormat', rule: 'must be application/fhir+ndjson' });
  if (since !== undefined && sinceMs === undefined) flaws.push({ place: '_since', rule: 'must be an instant' });
  if (types.some((type) => !isResourceType(type)))
    flaws.push({ place: '_type', rule: 'must name resource types of FHIR R4' });
  if (parameters.has('includeAssociatedData') && !options.isLenient)
    flaws.push({ place: 'includeAssociatedData', rule: 'is not supported' });
  if (patients.length > 0 && (options.level === 'system' || !options.isPost))
    flaws.push({ place: 'patient', rule: 'is for a POST to Patient/$export or Group/[id]/$export' });
  for (const name of new Set(parameters.keys()))
    if (!known.has(name) && !options.isLenient) flaws.push({ place: name, rule: 'is not supported' });
  const chosen = types.length === 0 ? undefined : types.filter(isResourceType);
  flaws.push(...filterFlaws(reader, typeFilters, chosen), ...elementFlaws(elements));
  if (flaws.length > 0) return failed(bulkFault('BULK-002', flaws));
  return ok({
    types: chosen,
    sinceMs,
    typeFilters,
    elements: elements.length === 0 ? undefined : elements,
    patients: patients.length === 0 ? undefined : patients,
  });
}
