/** What `doctor` says of the access log. Nothing it rests on is estimated: what is older than what it compares was gone through once a day. */
import type { Finding } from './finding.ts';

export interface LogState {
  readonly isTaking: boolean;
  readonly entries: number;
  readonly oldestUnderivedMs: number;
  readonly durable: boolean;
  /** Of the newest entries, of which there are so many. */
  readonly compared: number;
  readonly reconciled: boolean;
  readonly missingEntries: number;
  readonly missingLeaves: number;
  readonly surplusLeaves: number;
  readonly brokenSequences: number;
  readonly sealFault?: string;
  /** The whole of it, the last time; late when more than two days passed since. */
  readonly inspected?: { readonly isWhole: boolean; readonly atMs: number; readonly isLate: boolean };
  readonly markedDays: readonly string[];
}

/** Leaves follow within a quarter of a second: a minute is a fault. */
const longestUnderivedMs = 60_000;
const [takesNone, doesNotVerify] = [
  'see docs/runbooks/the-log-takes-no-entries.md',
  'see docs/runbooks/the-log-does-not-verify.md',
];

function minuteText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function mismatches(log: LogState): string {
  const counts = Object.entries({
    'entries are missing': log.missingEntries,
    'leaves are missing': log.missingLeaves,
    'leaves have no entry': log.surplusLeaves,
    'persons’ numbers are broken': log.brokenSequences,
  });
  const found = counts.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
  return found.length === 0 ? 'the leaves do not end where they were sealed' : found.join(', ');
}

function wrongOf(log: LogState): string | undefined {
  const { isTaking, oldestUnderivedMs, reconciled, compared, sealFault, inspected } = log;
  if (!isTaking) return `it takes no entries, so nothing is shown to anybody: ${takesNone}`;
  if (oldestUnderivedMs > longestUnderivedMs)
    return `entries have waited for their leaves for ${Math.round(oldestUnderivedMs / 1000)} s: ${takesNone}`;
  if (!reconciled) return `of the newest ${compared} entries ${mismatches(log)}: ${doesNotVerify}`;
  if (sealFault !== undefined) return `it is not signed any more (${sealFault}): ${doesNotVerify}`;
  if (inspected?.isWhole === false)
    return `it was not what was signed when all of it was gone through, ${minuteText(inspected.atMs)}: ${doesNotVerify}`;
  return inspected?.isLate === true
    ? `all of it was gone through last ${minuteText(inspected.atMs)}, which is done once a day: see the log of the region, or run verify-log --region`
    : undefined;
}

/** A marked day stays marked for good, also once everything about it was done: a note, and no fault of today. */
export function logFinding(log: LogState): Finding {
  const wrong = wrongOf(log);
  if (wrong !== undefined) return { what: 'Access log', state: 'wrong', says: wrong };
  const { entries, compared, inspected, markedDays } = log;
  const whole =
    inspected === undefined
      ? 'all of it is gone through once a day, first ten minutes after a start; verify-log --region does it now'
      : `all of it was, ${minuteText(inspected.atMs)}`;
  const says = `${entries} entries; the newest ${compared} are accounted for; ${whole}`;
  if (markedDays.length === 0) return { what: 'Access log', state: 'ok', says };
  const marked = `${markedDays.length} days are marked as not to be relied on, the last ${markedDays.at(-1)} (${doesNotVerify})`;
  return { what: 'Access log', state: 'note', says: `${says}; ${marked}` };
}
