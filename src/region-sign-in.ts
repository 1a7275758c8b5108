/** Sign-in as a region's configuration wants it: its keys, its issuers, and the log of who came in. */
import { randomUUID } from 'node:crypto';
import type { Audit } from '#audit';
import type { Config } from '#config';
import type { PersonNumber } from '#disclosure';
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
  type SignInEvent,
  type SignInSettings,
  type SigningKeys,
} from '#sign-in';

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

const signInRoutes: Record<SignInEvent['kind'], string> = {
  'signed-in': 'GET /sign-in/callback/:issuer',
  'role-chosen': 'POST /sign-in/choose-role',
  'signed-out': 'POST /sign-out',
  'ended-by-issuer': 'POST /sign-in/back-channel-logout/:issuer',
  'logout-refused': 'POST /sign-in/back-channel-logout/:issuer',
  'sign-in-failed': 'GET /sign-in/callback/:issuer',
  'token-issued': 'POST /oauth2/token',
  'token-refused': 'POST /oauth2/token',
  'app-opened': 'POST apps/open',
  'app-allowed': 'POST /oauth2/consent',
  'app-declined': 'POST /oauth2/consent',
  'app-stopped': 'POST apps/stop',
};

const failedKinds: ReadonlySet<SignInEvent['kind']> = new Set(['sign-in-failed', 'token-refused', 'logout-refused']);

/** What a person chose about an app stands in the log of the record that it is about. */
function kindOf({ kind }: SignInEvent): 'sign-in' | 'sign-out' | 'choice' {
  if (kind === 'signed-out' || kind === 'ended-by-issuer' || kind === 'logout-refused') return 'sign-out';
  return kind.startsWith('app-') ? 'choice' : 'sign-in';
}

function signInLogger(audit: Audit) {
  return (event: SignInEvent) => {
    const detail: Record<string, string | number> = {};
    if (event.clientId !== undefined) detail['client'] = event.clientId;
    if (event.faultCode !== undefined) detail['fault'] = event.faultCode;
    if (event.repeated !== undefined) detail['repeated'] = event.repeated;
    if (event.kind === 'ended-by-issuer') detail['stoppedBy'] = 'issuer';
    if (event.appName !== undefined) detail['app'] = event.appName;
    if (event.kind.startsWith('app-')) detail['appEvent'] = event.kind.slice('app-'.length);
    if (event.scopes !== undefined) detail['scopes'] = event.scopes.join(' ');
    if (event.stoppedBy !== undefined) detail['stoppedBy'] = event.stoppedBy;
    return audit.recordEvent(
      {
        requestId: randomUUID(),
        route: signInRoutes[event.kind],
        atMs: event.atMs,
        ...(event.caller === undefined ? {} : { caller: event.caller }),
      },
      {
        kind: kindOf(event),
        ...(event.person === undefined ? {} : { persons: [event.person as PersonNumber] }),
        outcome: failedKinds.has(event.kind) ? 'failed' : 'done',
        detail,
      },
    );
  };
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
