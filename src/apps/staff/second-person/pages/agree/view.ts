import type { FhirDate } from '#kit';

/** Emergencies of colleagues that wait for a second person. It names nobody whose record it is. */
export interface AgreeView {
  readonly forgeryToken: string;
  readonly done?: string;
  readonly waiting: readonly {
    readonly reference: string;
    readonly staffId: string;
    readonly asked: FhirDate;
    readonly until: FhirDate;
    readonly reason: string;
  }[];
}
