/** Sign-in as a region's configuration wants it: its keys, its issuers, and where the log of who came in is written. */
import type { Audit } from '#audit';
import type { Config } from '#config';
import type { Clock } from '#kernel/clock.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { Database } from '#platform';
import {
  createSignIn,
  demoIssuers,
  openSigningKeys,
  readHosts,
  readPatientIssuer,
  readStaffIssuers,
  type SignIn,
  type SignInSettings,
  type SigningKeys,
} from '#sign-in';
import { signInLogger } from './log-sign-ins.ts';

export interface RegionSignIn {
  readonly signIn: SignIn;
  /** With which this region proves itself to the issuers. */
  readonly signInClientKeys: SigningKeys;
  readonly accessTokenKeys: SigningKeys;
}

export interface RegionSignInDependencies {
  readonly config: Config;
  readonly publicUrl: string;
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

async function readSettings(
  config: Config,
  publicUrl: string,
  clientKeys: SigningKeys,
): Promise<Outcome<SignInSettings>> {
  const hosts = config.hostsPath === undefined ? ok([]) : await readHosts(config.hostsPath);
  if (!hosts.ok) return hosts;
  const settings = {
    isDemoRegion: config.isDemo,
    publicUrl,
    staffIdleMinutes: config.staffIdleMinutes,
    hosts: hosts.value,
  };
  if (config.isDemo) {
    const issuers = demoIssuers(publicUrl, clientKeys);
    return ok({ ...settings, staffIssuers: [issuers.staff], patientIssuer: issuers.patient });
  }
  const staff = await readStaffIssuers(config.staffIssuers ?? '[]');
  if (!staff.ok) return staff;
  if (config.patientIssuer === undefined) return ok({ ...settings, staffIssuers: staff.value });
  const patient = await readPatientIssuer(config.patientIssuer);
  return patient.ok ? ok({ ...settings, staffIssuers: staff.value, patientIssuer: patient.value }) : patient;
}

/** Makes the keys on the first start. Faults of the keys directory and of the issuers' configuration come back. */
export async function openRegionSignIn(deps: RegionSignInDependencies): Promise<Outcome<RegionSignIn>> {
  const { config, publicUrl, database, clock } = deps;
  const accessTokenKeys = await openSigningKeys(config.keysDirectory, 'access-token');
  if (!accessTokenKeys.ok) return accessTokenKeys;
  const clientKeys = await openSigningKeys(config.keysDirectory, 'sign-in-client');
  if (!clientKeys.ok) return clientKeys;
  const settings = await readSettings(config, publicUrl, clientKeys.value);
  if (!settings.ok) return settings;
  const signIn = createSignIn({
    database,
    clock,
    settings: settings.value,
    accessTokenKeys: accessTokenKeys.value,
    recordSignIn: signInLogger(deps.audit),
  });
  return ok({ signIn, signInClientKeys: clientKeys.value, accessTokenKeys: accessTokenKeys.value });
}
