/** An alert of another organisation, whose own privacy officers left it unread: said where it is listed and where it is open. */
import type { AlertLine } from '#privacy';
import type { StaffDependencies } from '../staff-dependencies.ts';
import type { StaffVisit } from '../staff-visit.ts';
import { words } from './words.en.ts';

/** Nothing for an alert of the reader's own organisation. */
export type ElsewhereOf = (alert: Pick<AlertLine, 'organisation'>) => { readonly elsewhere?: string };

export function elsewhereFor({ directory }: StaffDependencies, { caller }: StaffVisit): ElsewhereOf {
  return ({ organisation }) => {
    if (organisation === caller.organisation) return {};
    const place = directory.organisations().find(({ code }) => code === organisation)?.name ?? organisation;
    return { elsewhere: words.elsewhere.replace('{place}', () => place) };
  };
}
