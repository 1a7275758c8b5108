/** The form by which the person hides one thing of their record. */
export function hideAddress(entryId: string): string {
  return `/my/choices/hide-entry?${new URLSearchParams({ entry: entryId })}`;
}
