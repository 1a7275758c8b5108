/** `start` and `end` of $everything: dates of care, not of record keeping (R4 Patient-everything). */
import { type Resource, resourceTypeNumber } from '#fhir/resource-types.ts';
import type { StoredResource } from '#store';
import { clinicalTimeOf } from './clinical-time.ts';

export interface CareDates {
  readonly fromMs?: number;
  readonly untilMs?: number;
}

const patientNumber = resourceTypeNumber('Patient');

function isOpen(resource: Resource): boolean {
  const period = resource['period'] as { start?: unknown; end?: unknown } | undefined;
  return period?.start !== undefined && period.end === undefined;
}

/** What has no date of care is never left out for that: somebody would read "there is none". */
export function isWithinCareDates(row: StoredResource, { fromMs, untilMs }: CareDates): boolean {
  if (row.type === patientNumber) return true;
  const resource = JSON.parse(row.body.toString('utf8')) as Resource;
  const time = clinicalTimeOf(resource);
  if (time.fromMs === undefined) return true;
  if (untilMs !== undefined && time.fromMs > untilMs) return false;
  return fromMs === undefined || isOpen(resource) || (time.untilMs ?? time.fromMs) >= fromMs;
}
