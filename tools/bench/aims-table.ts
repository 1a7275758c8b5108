/** What each figure aims at, as `docs/scale.md` says: a search at five times the rate of another server's, and so on. */
export interface Aim {
  readonly figure: string;
  readonly connections: number;
  /** At least. */
  readonly perSecond?: number;
  /** At most. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

export const aims: readonly Aim[] = [
  { figure: 'ingest of transaction Bundles', connections: 4, perSecond: 5_000 },
  { figure: 'create one Observation', connections: 8, perSecond: 1_500 },
  { figure: 'read by id', connections: 8, perSecond: 6_000, p99Ms: 8 },
  { figure: 'Observation?patient&code', connections: 8, perSecond: 3_475, p99Ms: 10.6 },
  { figure: 'Observation?patient&category, newest 50', connections: 8, perSecond: 1_535, p99Ms: 25 },
  { figure: 'Observation?patient, with encounters', connections: 8, perSecond: 450, p99Ms: 89 },
  { figure: 'Condition?patient', connections: 8, perSecond: 5_225, p99Ms: 5.9 },
  { figure: 'Encounter?patient&date', connections: 8, perSecond: 5_020, p99Ms: 7 },
  { figure: 'Patient?_id, with conditions', connections: 8, perSecond: 3_685, p99Ms: 9 },
  { figure: 'Patient?identifier', connections: 8, perSecond: 7_185, p99Ms: 5 },
  { figure: 'Patient?family&birthdate', connections: 8, perSecond: 5_690, p99Ms: 6.3 },
  { figure: 'Patient?name, beginning', connections: 8, perSecond: 4_145, p99Ms: 8 },
  { figure: 'Observation?code&date, region', connections: 8, perSecond: 2_100, p99Ms: 16.8 },
  { figure: 'Patient/$everything', connections: 1, p50Ms: 6 },
  { figure: 'conditional create, new', connections: 8, perSecond: 1_000 },
  { figure: 'conditional create, there already', connections: 8, perSecond: 1_000 },
  { figure: 'conditional update', connections: 8, perSecond: 1_000 },
];
