/** Which sections the pages of one role have: from what the role may hold at all, the same for every person. */
import { type ContentClassName, contentClass, type StaffCaller } from '#disclosure';
import { roleProfile } from '#privacy';

export interface RoleSections {
  readonly may: (name: ContentClassName) => boolean;
  readonly hasJournal: boolean;
  readonly hasResults: boolean;
  readonly hasMedicines: boolean;
  readonly hasDocuments: boolean;
  /** Writes choices down, or keeps entries from the person's own pages. */
  readonly hasChoices: boolean;
  /** Decides who acts for a patient of the practice. */
  readonly hasActing: boolean;
}

export function sectionsOf(caller: Pick<StaffCaller, 'roleCode'>): RoleSections {
  const profile = roleProfile(caller.roleCode);
  const held = new Set<number>(profile.content);
  if (!profile.seesSafeguarding) held.delete(contentClass.safeguarding);
  const may = (name: ContentClassName): boolean => held.has(contentClass[name]);
  const hasJournal = may('problem');
  return {
    may,
    hasJournal,
    hasResults: may('investigationResult'),
    hasMedicines: hasJournal && may('medication'),
    hasDocuments: may('document'),
    hasChoices: profile.activities.has('record-choices') || profile.activities.has('withhold-from-person'),
    hasActing: profile.activities.has('approve-proxy'),
  };
}
