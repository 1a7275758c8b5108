/** Ages as the law counts them: from local midnight in Europe/London. Pure. */
const londonDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** YYYY-MM-DD of this moment in London, whatever the clocks do that night. */
export function londonDate(atMs: number): string {
  return londonDay.format(atMs);
}

/** Whole years; somebody born on 29 February has their birthday on 1 March in other years. */
export function ageAt(birthDate: string, atMs: number): number {
  const today = londonDate(atMs);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) >= birthDate.slice(5) ? years : years - 1;
}
