import type { RecordEntry } from '#record';

type Shown = Pick<RecordEntry, 'id' | 'isWithdrawn'> & {
  readonly resource: Pick<RecordEntry['resource'], 'resourceType'>;
};

/**
 * The Patient by which an app is to ask: the one that the page was opened by, unless its reader is shown only another (decision 87). By one
 * that is not there for them the app would read that the person has nothing. Undefined where they are shown none.
 */
export function patientForApp(entries: readonly Shown[], asked: string): string | undefined {
  const shown = entries
    .filter(({ resource, isWithdrawn }) => resource.resourceType === 'Patient' && !isWithdrawn)
    .map(({ id }) => id);
  return shown.includes(asked) ? asked : shown[0];
}
