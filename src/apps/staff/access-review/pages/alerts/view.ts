import type { FhirDate, Link, Tag } from '#kit';

/** The queue. It names nobody: whom an alert is about is read on its own page, which is a look of its own. */
export interface AlertsView {
  /** Days of the log that do not verify, as dates. */
  readonly compromisedDays: readonly FhirDate[];
  readonly states: readonly (Link & { readonly isCurrent: boolean })[];
  readonly groups: readonly (Link & { readonly isCurrent: boolean })[];
  readonly alerts: readonly {
    readonly reference: string;
    readonly href: string;
    readonly title: string;
    readonly reason: string;
    /** Whose alert it is, where it is another organisation's. */
    readonly elsewhere?: string;
    readonly raised: FhirDate;
    readonly state: Tag;
    /** By when it needs its finding; none once it has one. */
    readonly due?: FhirDate;
    readonly isOverdue: boolean;
  }[];
  readonly older?: Link;
}
