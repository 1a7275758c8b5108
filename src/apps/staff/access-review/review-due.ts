/** By when an alert has to have its finding. Working days are Monday to Friday: bank holidays are not known here. */

export const reviewWorkingDays = 5;
const dayMs = 86_400_000;

/** The end of the last working day, as a moment on that day. */
export function reviewDueMs(raisedMs: number): number {
  let dueMs = raisedMs;
  for (let left = reviewWorkingDays; left > 0; ) {
    dueMs += dayMs;
    const weekday = new Date(dueMs).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return dueMs;
}
