/** The menu of those who review access: they find nobody and open no record. */
import type { StaffCaller } from '#disclosure';
import type { NavigationItem } from '#kit';
import { roleProfile } from '#privacy';
import { reviewHome } from './alert-reference.ts';

const items = [
  ['alerts', 'Alerts', reviewHome],
  ['person', 'Looks at a person', `${reviewHome}/person`],
  ['staff', 'Looks by staff', `${reviewHome}/staff`],
  ['moment', 'A past moment', `${reviewHome}/moment`],
] as const;
export type ReviewPage = (typeof items)[number][0];

export function reviewNavigation(current: ReviewPage | undefined): NavigationItem[] {
  return items.map(([page, text, href]) => ({ text, href, isCurrent: page === current }));
}

export function reviewsAccess(caller: Pick<StaffCaller, 'roleCode'>): boolean {
  return roleProfile(caller.roleCode).activities.has('review-access');
}
