/** Who came in, went out or was refused at sign-in, as the log keeps it. */
import { randomUUID } from 'node:crypto';
import type { Audit } from '#audit';
import type { PersonNumber } from '#disclosure';
import type { RecordSignIn, SignInEvent } from '#sign-in';

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

export function signInLogger(audit: Audit): RecordSignIn {
  return (event, within) => {
    const detail: Record<string, string | number> = {};
    if (event.clientId !== undefined) detail['client'] = event.clientId;
    if (event.faultCode !== undefined) detail['fault'] = event.faultCode;
    // How strongly: a review of a grave act finds it here, and no person's own log holds sign-ins of others.
    if (event.authenticationContextClass !== undefined)
      detail['authenticationContextClass'] = event.authenticationContextClass;
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
      within,
    );
  };
}
