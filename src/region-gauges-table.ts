/** The figures that an operator's alerts rest on (docs/runbooks/alerts.md). A figure with a label has one value for each of a closed list. */
export const regionGauges = {
  goldthread_database_up: { help: '1 when the database answers within two seconds.' },
  goldthread_database_commits_pass: {
    help: '0 while commits wait for a synchronous standby that does not confirm: nothing is shown or filed then.',
  },
  goldthread_database_trip_seconds: {
    help: 'How long the smallest statement takes by the pool of requests: more than its network, and requests wait for connections.',
  },
  goldthread_requests: {
    help: 'Requests of all callers that are worked on, whoever has hung up, and that wait for a place among all.',
    label: 'state',
  },
  goldthread_data_directory_free_bytes: { help: 'Room on the disk of the data directory.' },
  goldthread_data_directory_size_bytes: { help: 'Size of the disk of the data directory.' },
  goldthread_clock_ahead_seconds: {
    help: 'By how much the region goes before the clock of this machine, which was set back; 0 otherwise.',
  },
  goldthread_log_underived_entries: {
    help: 'Entries of the access log that no leaf stands for yet, counted to 10,000.',
  },
  goldthread_log_oldest_underived_seconds: {
    help: 'Age of the oldest entry of the access log that no leaf stands for yet.',
  },
  goldthread_log_taking_entries: {
    help: '1 while the access log takes entries; while it does not, nothing is shown to anybody.',
  },
  goldthread_log_sealed: { help: '1 when the last seal of the access log was made, 0 when it failed.' },
  goldthread_intake_waiting_messages: {
    help: 'HL7 v2 messages that are kept and not filed, by state, each counted to 10,000.',
    label: 'state',
  },
  goldthread_intake_oldest_pending_seconds: { help: 'Age of the oldest message that is kept and waits to be filed.' },
  goldthread_intake_oldest_quarantined_seconds: {
    help: 'Age of the oldest message in quarantine. Kinds that are not supported have no age: they wait for a release, not for a person.',
  },
  goldthread_source_last_heard_timestamp_seconds: {
    help: 'When each feed was last heard, in seconds since 1970.',
    label: 'source',
  },
  goldthread_jobs: { help: 'Jobs that are not done, by state.', label: 'state' },
  goldthread_subscriptions: {
    help: 'Subscriptions by state; failing: the hook does not answer.',
    label: 'state',
  },
  goldthread_subscription_events: {
    help: 'Events that subscribers have not been told of, by state, each counted to 10,000; dead: given up.',
    label: 'state',
  },
} as const satisfies Readonly<Record<string, { readonly help: string; readonly label?: string }>>;

export type RegionGauge = keyof typeof regionGauges;
