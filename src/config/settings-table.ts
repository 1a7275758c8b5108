/** Every variable that Goldthread reads. `docs/configuration.md` is generated from this table. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { type OdsCode, parseOdsCode } from '#kernel/ods-code.ts';

const path = z.string().refine((text) => !text.includes('\0'), 'a path');
const host = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || (/^[A-Za-z0-9.-]+$/.test(text) && URL.canParse(`http://${text}`)),
    'a host name or an IP address',
  );

const odsCode = z.string().transform((text, context): OdsCode => {
  const code = parseOdsCode(text);
  if (code !== undefined) return code;
  context.addIssue({ code: 'custom', message: 'an organisation code: three to ten letters and digits' });
  return z.NEVER;
});

function wholeNumber(least: number, most: number) {
  const rule = `a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .refine((value) => value >= least && value <= most, rule);
}

function address(rule: string, ...protocols: readonly string[]) {
  return z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), rule);
}

const pathList = z
  .string()
  .refine((text) => !text.includes('\0'), 'paths with commas between them')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const publicUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^/?#@\s]+\/?$/.test(text) && URL.canParse(text),
    'an http or https address without a path',
  )
  .transform((text) => new URL(text).origin);

const hostList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== ''),
  )
  .refine(
    (hosts) => hosts.every((one) => URL.canParse(`https://${one}`) && new URL(`https://${one}`).host === one),
    'hosts, such as hooks.example.org or hooks.example.org:8443, with commas between them',
  );

/** An IP address, with the length of its prefix where it stands for a network. */
function isNetwork(text: string): boolean {
  const [ip = '', prefix, ...more] = text.split('/');
  const version = isIP(ip);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

const networkList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )
  .refine(
    (networks) => networks.every(isNetwork),
    'IP addresses or networks, such as 10.1.0.0/16, with commas between',
  );

const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export interface Setting {
  readonly variable: `GOLDTHREAD_${string}`;
  /** As one would type it; absent when the variable has no default. */
  readonly fallback?: string;
  /** Unit or form of the value. */
  readonly unit: string;
  readonly meaning: string;
  readonly schema: z.ZodType<unknown, string>;
}

const moment = z
  .string()
  .refine(
    (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text) && !Number.isNaN(Date.parse(text)),
    'a moment, such as 2026-11-28T09:30:00Z',
  )
  .transform((text) => Date.parse(text));

const yesOrNo = z.enum(['yes', 'no'], 'yes or no').transform((text) => text === 'yes');

export const settingsTable = {
  dataDirectory: {
    variable: 'GOLDTHREAD_DATA_DIR',
    fallback: './data',
    unit: 'folder',
    meaning: 'The embedded database and everything else that is kept.',
    schema: path,
  },
  databaseUrl: {
    variable: 'GOLDTHREAD_DATABASE_URL',
    unit: 'postgresql:// address',
    meaning: 'A PostgreSQL 15 or later to use in place of the embedded one.',
    // With several the client would try one after the other for ever, and tell nobody (decision 98).
    schema: address('an address that begins with postgresql://', 'postgresql:', 'postgres:').refine(
      (text) => !(URL.canParse(text) && new URL(text).host.includes(',')),
      'the address of one server: put several behind one name or address',
    ),
  },
  databasePoolSize: {
    variable: 'GOLDTHREAD_DATABASE_POOL',
    fallback: '20',
    unit: 'connections',
    meaning: 'The most connections to the database that are open at once.',
    schema: wholeNumber(2, 100),
  },
  embeddedDatabasePort: {
    variable: 'GOLDTHREAD_EMBEDDED_DATABASE_PORT',
    fallback: '0',
    unit: 'port',
    meaning: 'Port on 127.0.0.1 of the embedded database; 0 takes a free one.',
    schema: wholeNumber(0, 65535),
  },
  httpHost: {
    variable: 'GOLDTHREAD_HTTP_HOST',
    fallback: '127.0.0.1',
    unit: 'host',
    meaning: 'Where web pages and APIs listen. A real region needs TLS to listen beyond loopback.',
    schema: host,
  },
  httpPort: {
    variable: 'GOLDTHREAD_HTTP_PORT',
    fallback: '8080',
    unit: 'port',
    meaning: 'Port of web pages and APIs; 0 takes a free one.',
    schema: wholeNumber(0, 65535),
  },
  publicUrl: {
    variable: 'GOLDTHREAD_PUBLIC_URL',
    unit: 'address',
    meaning:
      'The address by which others reach this region, as it stands in Bundles and as the audience of tokens. Without it: http or https (with TLS), the host and the port above.',
    schema: publicUrl,
  },
  mllpHost: {
    variable: 'GOLDTHREAD_MLLP_HOST',
    fallback: '127.0.0.1',
    unit: 'host',
    meaning: 'Where the HL7 v2 listener listens. A real region needs TLS and a CA to listen beyond loopback.',
    schema: host,
  },
  mllpPort: {
    variable: 'GOLDTHREAD_MLLP_PORT',
    fallback: '2575',
    unit: 'port',
    meaning: 'Port of the HL7 v2 listener; 0 takes a free one.',
    schema: wholeNumber(0, 65535),
  },
  region: {
    variable: 'GOLDTHREAD_REGION',
    fallback: 'demo',
    unit: 'code',
    meaning:
      'Code of this region. Several regions run on one machine with different ports and data directories. A real region chooses its own.',
    schema: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'a lower-case letter, then lower-case letters, digits, hyphens'),
  },
  demoPeople: {
    variable: 'GOLDTHREAD_DEMO_PEOPLE',
    fallback: '200',
    unit: 'people',
    meaning: 'Size of the demo population; 0 starts an empty demo region. Refused in a real region.',
    schema: wholeNumber(0, 1_000_000),
  },
  staffIssuers: {
    variable: 'GOLDTHREAD_STAFF_ISSUERS',
    unit: 'file, or JSON',
    meaning:
      'OpenID issuers that sign staff in, each for the nation or for one organisation. When it is set, this is a real region: no demo accounts, clients, keys or people. `gravestActs` of an issuer says how strongly it must have authenticated whoever breaks glass or does the like. The form stands in src/sign-in/README.md.',
    schema: path,
  },
  patientIssuer: {
    variable: 'GOLDTHREAD_PATIENT_ISSUER',
    unit: 'file, or JSON',
    meaning: 'The OpenID issuer that signs patients in. Needs GOLDTHREAD_STAFF_ISSUERS.',
    schema: path,
  },
  keysDirectory: {
    variable: 'GOLDTHREAD_KEYS_DIR',
    unit: 'folder',
    meaning:
      'Signing keys, outside the database. A demo region keeps them in `keys` in the data directory; a real region names a folder outside it.',
    schema: path,
  },
  logOrigin: {
    variable: 'GOLDTHREAD_LOG_ORIGIN',
    unit: 'name',
    meaning:
      'Names the access log in its signed checkpoints, for ever: a host name of this region and a path, such as log.example.nhs.uk/region. Without it: the code of the region below goldthread.invalid. A log that has to begin again gets a new one.',
    schema: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,200}(?:\/[a-z0-9.-]{1,50})+$/, 'a host name and a path, in lower case'),
  },
  logPeersPath: {
    variable: 'GOLDTHREAD_LOG_PEERS',
    unit: 'JSON file',
    meaning:
      'Other regions whose access logs this one witnesses, and who witness its own. The form stands in docs/standards/log-proofs.md.',
    schema: path,
  },
  tlsCertificatePath: {
    variable: 'GOLDTHREAD_TLS_CERT',
    unit: 'PEM file',
    meaning: 'Certificate chain for the web and HL7 v2 listeners.',
    schema: path,
  },
  tlsKeyPath: {
    variable: 'GOLDTHREAD_TLS_KEY',
    unit: 'PEM file',
    meaning: 'Private key of that certificate.',
    schema: path,
  },
  mllpAuthorityPath: {
    variable: 'GOLDTHREAD_MLLP_TLS_CA',
    unit: 'PEM file',
    meaning: 'Authority that HL7 v2 senders must present a certificate of (mutual TLS).',
    schema: path,
  },
  hl7SendersPath: {
    variable: 'GOLDTHREAD_HL7_SENDERS',
    unit: 'JSON file',
    meaning:
      'Senders allowed on the HL7 v2 port, each with the name in its certificate where GOLDTHREAD_MLLP_TLS_CA is set. A demo region accepts any other sender besides, under a demo organisation; a real region none. The form stands in docs/runbooks/start-and-stop.md.',
    schema: path,
  },
  appsPath: {
    variable: 'GOLDTHREAD_APPS',
    unit: 'JSON file',
    meaning:
      'Apps that people may allow to see their record (SMART App Launch). An app that is taken out of the file may ask no more. The form stands in docs/runbooks/apps.md.',
    schema: path,
  },
  subscriptionHosts: {
    variable: 'GOLDTHREAD_SUBSCRIPTION_HOSTS',
    unit: 'hosts, with commas',
    meaning:
      'Hosts (`host` or `host:port`) that may be sent notifications of subscriptions, by https. Without it: none; a demo region also notifies the loopback address.',
    schema: hostList,
  },
  fhirPackages: {
    variable: 'GOLDTHREAD_FHIR_PACKAGES',
    fallback: '',
    unit: 'folders or .tgz files, commas between them',
    meaning:
      'FHIR packages (StructureDefinitions, ValueSets, CodeSystems), such as UK Core. A resource that claims one of their profiles is held to it; $validate knows them all.',
    schema: pathList,
  },
  sensitiveCodesPath: {
    variable: 'GOLDTHREAD_SENSITIVE_CODES',
    unit: 'JSON file',
    meaning:
      'Codes and words of entries that are kept back by default (sexual health, fertility, gender, termination). Without it: a short built-in list. When the list changes, what was filed before is labelled again.',
    schema: path,
  },
  privacyOrganisation: {
    variable: 'GOLDTHREAD_PRIVACY_ORGANISATION',
    unit: 'organisation code',
    meaning:
      'Whose privacy officers also read an alert that a person’s full protection opens to nobody any more, or that places are kept back in doubt, when no privacy officer of its own organisation has opened it within a day: a practice may have none. Without it such an alert stays unread.',
    schema: odsCode,
  },
  privacyOfficePhone: {
    variable: 'GOLDTHREAD_PRIVACY_OFFICE_PHONE',
    unit: 'telephone number',
    meaning:
      'Whom staff phone, day and night, when a record does not open and care cannot wait. Without it the pages name no number; a demo region names an invented one.',
    schema: z.string().regex(/^[0-9+() -]{3,24}$/, 'a telephone number'),
  },
  hostsPath: {
    variable: 'GOLDTHREAD_HOSTS',
    unit: 'JSON file',
    meaning:
      'Systems from which staff open a record in context, by a signed request, without signing in again. The form stands in docs/runbooks/apps.md.',
    schema: path,
  },
  relationshipTailDays: {
    variable: 'GOLDTHREAD_RELATIONSHIP_TAIL_DAYS',
    fallback: '90',
    unit: 'days',
    meaning: 'How long a legitimate relationship outlasts the contact that it came from.',
    schema: wholeNumber(0, 365),
  },
  staffIdleMinutes: {
    variable: 'GOLDTHREAD_STAFF_IDLE_MINUTES',
    fallback: '15',
    unit: 'minutes',
    meaning: 'Idle time after which a member of staff has to sign in again.',
    schema: wholeNumber(1, 60),
  },
  freshSignInMinutes: {
    variable: 'GOLDTHREAD_FRESH_SIGN_IN_MINUTES',
    fallback: '15',
    unit: 'minutes',
    meaning:
      'How long after signing in a member of staff may break glass, override a seal, agree as the second person, take evidence, end a team, or open a record further on somebody’s behalf; after that they are asked to sign in again first. 720, the longest a session lasts, asks nobody. How strongly they must have signed in, `gravestActs` of their issuer says.',
    schema: wholeNumber(1, 720),
  },
  signInsAnHour: {
    variable: 'GOLDTHREAD_SIGN_INS_AN_HOUR',
    fallback: '3000',
    unit: 'sign-ins an hour',
    meaning:
      'How often a sign-in may be begun from one network address; so many at once, and as many an hour after. 0 takes the limit away.',
    schema: wholeNumber(0, 1_000_000),
  },
  refusalsAnHour: {
    variable: 'GOLDTHREAD_REFUSALS_AN_HOUR',
    fallback: '600',
    unit: 'refusals an hour',
    meaning:
      'How many refused sign-ins, token requests and access tokens of one network address are answered as what they are; beyond, they get 429. What is accepted is never held up. 0 takes the limit away.',
    schema: wholeNumber(0, 1_000_000),
  },
  nameSearchesAnHour: {
    variable: 'GOLDTHREAD_NAME_SEARCHES_AN_HOUR',
    fallback: '240',
    unit: 'searches an hour',
    meaning:
      'How often one member of staff may search for a person by name or number, or a privacy officer look somebody up; so many at once, and as many an hour after. By the API a person’s token may search ten times as often for people who are not found; what is found does not count, nor do machines. 0 takes the limit away.',
    schema: wholeNumber(0, 1_000_000),
  },
  requestsAtOnce: {
    variable: 'GOLDTHREAD_REQUESTS_AT_ONCE',
    fallback: '8',
    unit: 'requests',
    meaning:
      'How many requests of one caller this server works on at a time; up to 500 more wait for their turn, half a minute at most, and beyond that the answer is 429. So one caller does not hold up the others. 0 takes the limit away.',
    schema: wholeNumber(0, 1000),
  },
  workAtOnce: {
    variable: 'GOLDTHREAD_WORK_AT_ONCE',
    fallback: '128',
    unit: 'requests',
    meaning:
      'How many requests of all callers together this server works on at a time, each until its work in the database has ended, whoever has hung up; up to 1000 more wait, ten seconds at most, and beyond that the answer is 503. Each may hold a body of 16 MB. 0 takes the limit away.',
    schema: wholeNumber(0, 10_000),
  },
  openPages: {
    variable: 'GOLDTHREAD_OPEN_PAGES',
    fallback: '2000',
    unit: 'pages',
    meaning:
      'How many open pages of this server may follow what they show at a time, four of one session; others say that they do not update by themselves, and ask again each minute. Each holds a connection.',
    schema: wholeNumber(1, 100_000),
  },
  trustedProxies: {
    variable: 'GOLDTHREAD_TRUSTED_PROXIES',
    unit: 'addresses, with commas',
    meaning:
      'IP addresses or networks (10.1.0.0/16) of reverse proxies whose X-Forwarded-For is believed, so that limits are those of whoever asks and not of the proxy. Without it: none is.',
    schema: networkList,
  },
  metricsFrom: {
    variable: 'GOLDTHREAD_METRICS_FROM',
    unit: 'addresses, with commas',
    meaning:
      'IP addresses or networks that may read /metrics; to others there is no such page. Without it: this machine alone, and nothing that a proxy passes on.',
    schema: networkList,
  },
  conditionalDelete: {
    variable: 'GOLDTHREAD_CONDITIONAL_DELETE',
    fallback: 'no',
    unit: 'yes or no',
    meaning: 'Whether a client may delete by a condition that matches one resource of its own.',
    schema: yesOrNo,
  },
  clockWasAheadUntilMs: {
    variable: 'GOLDTHREAD_CLOCK_WAS_AHEAD_UNTIL',
    unit: 'moment',
    meaning:
      'An operator’s word that this machine’s clock was ahead and is right now: the newest moment that the region recorded meanwhile, as START-008 names it. Without it a region does not start with a clock more than five minutes behind what it recorded.',
    schema: moment,
  },
  logLevel: {
    variable: 'GOLDTHREAD_LOG_LEVEL',
    fallback: 'warn',
    unit: logLevels.join(', '),
    meaning: 'Least severe line that the process log holds. No level writes patient data.',
    schema: z.enum(logLevels, `one of ${logLevels.join(', ')}`),
  },
} as const satisfies Record<string, Setting>;

type SettingsTable = typeof settingsTable;

/** The values after parsing: one with a default is always there. */
export type SettingValues = {
  readonly [Key in keyof SettingsTable]:
    | z.output<SettingsTable[Key]['schema']>
    | (SettingsTable[Key] extends { readonly fallback: string } ? never : undefined);
};
