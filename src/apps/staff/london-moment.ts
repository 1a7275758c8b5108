/** A moment on the clock of a wall in England. */
const onTheWall = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
});
const hourMs = 3_600_000;

/**
 * `date` is YYYY-MM-DD and `time` HH:MM. Undefined where there is none such, as in the hour that spring skips; of the two
 * in the hour that autumn repeats, the later.
 */
export function momentInLondon(date: string, time: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time)) return undefined;
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  return [asUtc, asUtc - hourMs].find((moment) => onTheWall.format(moment) === `${date} ${time}`);
}

/** YYYY-MM-DD of a moment. */
export function dayInLondon(timeMs: number): string {
  return onTheWall.format(timeMs).slice(0, 10);
}

/** HH:MM of a moment. */
export function timeInLondon(timeMs: number): string {
  return onTheWall.format(timeMs).slice(11, 16);
}
