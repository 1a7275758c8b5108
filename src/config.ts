/** The only reader of the environment: everybody else is given a `Config`. */
import { isIP } from 'node:net';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Fault, Flaw } from '#kernel/fault.ts';
import { nearestName } from '#kernel/nearest-name.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { configFault } from './config/faults.ts';
import { type Setting, type SettingValues, settingsTable } from './config/settings-table.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface TlsFiles {
  readonly certificatePath: string;
  readonly keyPath: string;
  /** When given, HL7 v2 senders must present a certificate of this authority. */
  readonly mllpAuthorityPath: string | undefined;
}

/** What this process was told. Paths are absolute. */
export interface Config
  extends Omit<
    SettingValues,
    'publicUrl' | 'keysDirectory' | 'tlsCertificatePath' | 'tlsKeyPath' | 'mllpAuthorityPath'
  > {
  /** True until staff issuers are named: invented people, printed accounts, no real record. */
  readonly isDemo: boolean;
  /** 0 in a real region. */
  readonly demoPeople: number;
  /** Origin without a path or a closing slash. With port 0 the region puts in the port that it was given. */
  readonly publicUrl: string;
  readonly keysDirectory: string;
  readonly tls: TlsFiles | undefined;
  /** Sentences for the operator: allowed, and worth knowing. */
  readonly warnings: readonly string[];
}

const settings: readonly (readonly [string, Setting])[] = Object.entries(settingsTable);

/** Variables of the test runner: the product ignores them. */
const testPrefix = 'GOLDTHREAD_TEST_';

/**
 * Parses the environment, once, at the start. Gives every wrong variable in one fault. Faults: CONFIG-001 to CONFIG-007.
 * A blank value counts as unset, since container tools pass empty variables.
 */
export function readConfig(environment: Environment = process.env): Outcome<Config> {
  const given = givenVariables(environment);
  const unknown = unknownVariables(given);
  if (unknown.length > 0) return failed(configFault('CONFIG-001', unknown));
  const parsed = parseSettings(given);
  if (!parsed.ok) return parsed;
  const values = parsed.value;
  const isDemo = values.staffIssuers === undefined;
  const refusal = missingCompanion(values) ?? (isDemo ? undefined : unsafeInRealRegion(values, given));
  if (refusal !== undefined) return failed(refusal);
  return ok(assemble(values, isDemo));
}

function givenVariables(environment: Environment): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('GOLDTHREAD_') || name.startsWith(testPrefix)) continue;
    if (value !== undefined && value.trim() !== '') given.set(name, value.trim());
  }
  return given;
}

function unknownVariables(given: ReadonlyMap<string, string>): Flaw[] {
  const known: readonly string[] = settings.map(([, setting]) => setting.variable);
  return [...given.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => ({ place: name, rule: `did you mean ${nearestName(name, known)}?` }));
}

function parseSettings(given: ReadonlyMap<string, string>): Outcome<SettingValues> {
  const values: Record<string, unknown> = {};
  const flaws: Flaw[] = [];
  for (const [key, setting] of settings) {
    const text = given.get(setting.variable) ?? setting.fallback;
    if (text === undefined) continue;
    const result = setting.schema.safeParse(text);
    if (result.success) values[key] = result.data;
    else flaws.push({ place: setting.variable, rule: `must be ${result.error.issues[0]?.message ?? setting.unit}` });
  }
  // The keys and types of the table are those of SettingValues by construction.
  return flaws.length > 0 ? failed(configFault('CONFIG-002', flaws)) : ok(values as SettingValues);
}

/** Variables that mean nothing, or something dangerous, when they stand alone. */
function missingCompanion(values: SettingValues): Fault | undefined {
  const needs: readonly (readonly [keyof SettingValues, keyof SettingValues])[] = [
    ['tlsCertificatePath', 'tlsKeyPath'],
    ['tlsKeyPath', 'tlsCertificatePath'],
    ['mllpAuthorityPath', 'tlsCertificatePath'],
    ['patientIssuer', 'staffIssuers'],
  ];
  const flaws = needs
    .filter(([key, needed]) => values[key] !== undefined && values[needed] === undefined)
    .map(([key, needed]) => ({
      place: settingsTable[key].variable,
      rule: `needs ${settingsTable[needed].variable}`,
    }));
  return flaws.length > 0 ? configFault('CONFIG-006', flaws) : undefined;
}

/** What a demo region may do and a region with real records may not. */
function unsafeInRealRegion(values: SettingValues, given: ReadonlyMap<string, string>): Fault | undefined {
  if (given.has('GOLDTHREAD_DEMO_PEOPLE')) {
    return configFault('CONFIG-005', [{ place: 'GOLDTHREAD_DEMO_PEOPLE', rule: 'must not be set' }]);
  }
  if (values.region === 'demo') {
    return configFault('CONFIG-007', [{ place: 'GOLDTHREAD_REGION', rule: 'must be set, and not to demo' }]);
  }
  const exposed = exposedWithoutTls(values);
  if (exposed.length > 0) return configFault('CONFIG-003', exposed);
  const keys = values.keysDirectory;
  if (keys === undefined || isWithin(keys, values.dataDirectory)) {
    return configFault('CONFIG-004', [{ place: 'GOLDTHREAD_KEYS_DIR', rule: 'must be outside the data directory' }]);
  }
  return undefined;
}

function exposedWithoutTls(values: SettingValues): Flaw[] {
  const flaws: Flaw[] = [];
  if (!isLoopback(values.httpHost) && values.tlsCertificatePath === undefined) {
    flaws.push({ place: 'GOLDTHREAD_HTTP_HOST', rule: 'is not loopback and GOLDTHREAD_TLS_CERT is unset' });
  }
  // The sender's name in MSH-3 is only a claim, so beyond loopback a sender has to show a certificate.
  if (!isLoopback(values.mllpHost) && values.mllpAuthorityPath === undefined) {
    flaws.push({ place: 'GOLDTHREAD_MLLP_HOST', rule: 'is not loopback and GOLDTHREAD_MLLP_TLS_CA is unset' });
  }
  return flaws;
}

function assemble(values: SettingValues, isDemo: boolean): Config {
  const { publicUrl, keysDirectory, tlsCertificatePath, tlsKeyPath, mllpAuthorityPath, ...rest } = values;
  const dataDirectory = resolve(values.dataDirectory);
  const tls =
    tlsCertificatePath === undefined || tlsKeyPath === undefined
      ? undefined
      : {
          certificatePath: resolve(tlsCertificatePath),
          keyPath: resolve(tlsKeyPath),
          mllpAuthorityPath: mllpAuthorityPath === undefined ? undefined : resolve(mllpAuthorityPath),
        };
  return {
    ...rest,
    dataDirectory,
    isDemo,
    demoPeople: isDemo ? values.demoPeople : 0,
    publicUrl: publicUrl ?? defaultPublicUrl(values, tls !== undefined),
    keysDirectory: keysDirectory === undefined ? join(dataDirectory, 'keys') : resolve(keysDirectory),
    hl7SendersPath: values.hl7SendersPath === undefined ? undefined : resolve(values.hl7SendersPath),
    hostsPath: values.hostsPath === undefined ? undefined : resolve(values.hostsPath),
    appsPath: values.appsPath === undefined ? undefined : resolve(values.appsPath),
    fhirPackages: values.fhirPackages.map((path) => resolve(path)),
    tls,
    warnings: warningsFor(values, isDemo),
  };
}

function defaultPublicUrl(values: SettingValues, hasTls: boolean): string {
  const isEverywhere = values.httpHost === '0.0.0.0' || values.httpHost === '::';
  const host = isEverywhere ? 'localhost' : isIP(values.httpHost) === 6 ? `[${values.httpHost}]` : values.httpHost;
  return new URL(`${hasTls ? 'https' : 'http'}://${host}:${values.httpPort}`).origin;
}

function warningsFor(values: SettingValues, isDemo: boolean): string[] {
  const warnings: string[] = [];
  if (isDemo && !(isLoopback(values.httpHost) && isLoopback(values.mllpHost))) {
    warnings.push('This demo region listens beyond this machine, and anybody who reaches it can sign in as anybody.');
  }
  if (!isDemo && values.hl7SendersPath === undefined) {
    warnings.push('GOLDTHREAD_HL7_SENDERS is unset, so every HL7 v2 message is refused.');
  }
  return warnings;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function isWithin(inner: string, outer: string): boolean {
  const step = relative(resolve(outer), resolve(inner));
  return step === '' || !(step.startsWith('..') || isAbsolute(step));
}
