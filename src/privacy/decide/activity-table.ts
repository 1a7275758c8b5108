/**
 * Activities and what each includes, as national role-based access control builds them (UK-11): whoever holds one holds
 * what it includes. Data. Names are this project's; a deployment maps the national activity codes of its smartcards to them.
 */
export const includedActivities = {
  'trace-person': [],
  'open-record': [],
  'view-safeguarding': [],
  /** States a relationship with a reason (D7). */
  'claim-relationship': ['open-record'],
  /** Opens in an emergency (D22). */
  'break-glass': ['claim-relationship'],
  /** Opens sealed entries for one of three written reasons (D13). */
  'override-seal': ['open-record'],
  /** Keeps reading after the days in which every clinician may (D19). */
  'open-long-dead': ['open-record'],
  /** Writes down choices that a person makes at a desk or on the telephone. */
  'record-choices': [],
  /** Keeps entries from the pages of the person themself, where somebody else looks at their screen (D15). */
  'withhold-from-person': [],
  /** Decides who may act for a patient of the practice. */
  'approve-proxy': ['record-choices'],
  /** Forms teams of the own organisation, which people name for full protection, and says who is in them (D18). */
  'lead-teams': [],
  /** Alerts, look-ups of the log, findings; no clinical content. */
  'review-access': [],
  /** Counts about populations, without rows about anybody (D9). */
  'count-population': [],
} as const satisfies Record<string, readonly string[]>;

export type Activity = keyof typeof includedActivities;

/** Everything that these activities include, themselves included. */
export function closureOf(activities: readonly Activity[]): ReadonlySet<Activity> {
  const held = new Set<Activity>();
  const add = (activity: Activity): void => {
    if (held.has(activity)) return;
    held.add(activity);
    for (const included of includedActivities[activity]) add(included);
  };
  for (const activity of activities) add(activity);
  return held;
}
