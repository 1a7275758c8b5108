/** One posted line: when its turn is, and what it is about. */
import { isResourceType, type ResourceType } from '#fhir/resource-types.ts';
import { readSentJson } from '#fhir/sent-json.ts';
import type { Flaw } from '#kernel/fault.ts';

/** In this order, so that what is referred to is there: places and people, patients, encounters, and then the rest. */
const tiers: readonly ReadonlySet<string>[] = [
  new Set([
    'Organization',
    'Location',
    'Practitioner',
    'PractitionerRole',
    'HealthcareService',
    'Medication',
    'Substance',
    'Endpoint',
  ]),
  new Set(['Patient']),
  new Set(['RelatedPerson', 'EpisodeOfCare', 'Encounter', 'Device', 'Specimen', 'ServiceRequest', 'Condition']),
  new Set(['DiagnosticReport', 'Composition', 'List', 'Group', 'Provenance', 'CarePlan', 'CareTeam']),
];
/** What is in no tier is filed before the last, which refers to anything. */
export const tierOrder = [0, 1, 2, undefined, 3] as const;

export interface PostedLine {
  /** `part 2, line 17`. */
  readonly place: string;
  readonly text: string;
}

const typeForm = /"resourceType"\s*:\s*"([A-Za-z]+)"/;

export function tierOf(text: string): number | undefined {
  const type = typeForm.exec(text)?.[1] ?? '';
  const tier = tiers.findIndex((types) => types.has(type));
  return tier < 0 ? undefined : tier;
}

function flawOf(rule: string, place = 'line'): readonly Flaw[] {
  return [{ place, rule }];
}

/** The line's type and the source's id, or what is wrong with it before anybody looks inside. */
export function identityOf(
  { text }: PostedLine,
  mayWrite: (type: string) => boolean,
): { readonly type: ResourceType; readonly id: string } | readonly Flaw[] {
  const read = readSentJson(Buffer.from(text));
  if (!read.ok) return [{ place: `line, ${read.flaw.place}`, rule: read.flaw.rule }];
  if (typeof read.value !== 'object' || read.value === null || Array.isArray(read.value))
    return flawOf('must be one JSON object');
  const { resourceType: type, id } = read.value as { resourceType?: unknown; id?: unknown };
  if (typeof type !== 'string' || !isResourceType(type))
    return flawOf('must name a resource type of FHIR R4', 'resourceType');
  if (typeof id !== 'string' || !/^[A-Za-z0-9\-.]{1,64}$/.test(id))
    return flawOf('must be the id of the source', `${type}.id`);
  return mayWrite(type) ? { type, id } : flawOf('is not in the scopes of the token', type);
}
