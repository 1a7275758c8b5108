import { type Fault, type FaultKind, fault } from '#kernel/fault.ts';

interface FaultText {
  readonly kind: FaultKind;
  readonly message: string;
  readonly help: string;
}

/** Everything that sign-in can answer with; `docs/faults.md` is held against this map. */
export const signInFaults = {
  'SIGN-IN-001': {
    kind: 'refused',
    message: 'You are not signed in, or you have been signed out because of inactivity.',
    help: 'Sign in again. Patients are signed out after 30 minutes without activity, staff after 15 (configurable), everybody after 12 hours.',
  },
  'SIGN-IN-002': {
    kind: 'refused',
    message: 'This sign-in was not started in this browser, has been used already, or took longer than 10 minutes.',
    help: 'Start again from the sign-in page. Seen when a link of another person was followed (login forgery), after the back button, or when cookies are blocked.',
  },
  'SIGN-IN-003': {
    kind: 'refused',
    message: 'The sign-in service did not confirm who you are.',
    help: 'The answer of the OpenID issuer failed a check (state, nonce, issuer, signature, code) or was an error. Start again; if it repeats, compare the issuer in the configuration with its discovery document.',
  },
  'SIGN-IN-004': {
    kind: 'unavailable',
    message: 'The sign-in service cannot be reached at the moment.',
    help: 'The discovery document, token or user information endpoint of the issuer did not answer. Check the network and the issuer address.',
  },
  'SIGN-IN-005': {
    kind: 'refused',
    message: 'You need to prove who you are before you can see your record.',
    help: 'NHS login must answer with identity proofing level P9 and a vector of trust of P9 with two factors. The person proves their identity in NHS login and signs in again.',
  },
  'SIGN-IN-006': {
    kind: 'refused',
    message: 'You have no role here in an organisation that your sign-in service may speak for.',
    help: 'The issuer named no role, or only roles of organisations that it is not configured for. Ask the organisation’s registration authority.',
  },
  'SIGN-IN-007': {
    kind: 'refused',
    message: 'Your sign-in service did not confirm a second factor or a strong enough sign-in.',
    help: 'The assurance claim named in the configuration of the issuer is missing or not among the accepted values. Sign in with a smartcard, security key or authenticator.',
  },
  'SIGN-IN-008': {
    kind: 'refused',
    message: 'That role is not one of yours.',
    help: 'The role chosen is not in the list that the issuer gave at sign-in. Choose again from the list.',
  },
  'SIGN-IN-009': {
    kind: 'refused',
    message: 'The form was not sent from this page. Go back and try again.',
    help: 'The form token was missing or of another session, or the browser said that another site sent the form.',
  },
  'SIGN-IN-010': {
    kind: 'refused',
    message: 'The access token is not valid.',
    help: 'Missing, malformed, expired, not yet valid, of another audience or issuer, or not signed by this region with ES256. Which of these is not said to the caller.',
  },
  'SIGN-IN-011': {
    kind: 'refused',
    message: 'The client could not be authenticated.',
    help: 'OAuth error invalid_client: unknown or disabled client, or a client assertion that fails a rule of SMART Backend Services (signature, iss, sub, aud, exp at most 5 minutes ahead, jti used once).',
  },
  'SIGN-IN-012': {
    kind: 'invalid',
    message: 'The token request is not valid.',
    help: 'OAuth error invalid_request: a parameter is missing, repeated or of the wrong type.',
  },
  'SIGN-IN-013': {
    kind: 'unsupported',
    message: 'The grant type is not supported: use client_credentials, authorization_code or refresh_token.',
    help: 'OAuth error unsupported_grant_type.',
  },
  'SIGN-IN-014': {
    kind: 'invalid',
    message: 'None of the requested scopes can be granted.',
    help: 'OAuth error invalid_scope: ask for scopes of SMART version 1 or 2 that the client or app is registered for.',
  },
  'SIGN-IN-015': {
    kind: 'invalid',
    message: 'The client registration is not valid.',
    help: 'A client needs an identifier, an organisation, scopes, and either a key set or the https address of one. Demo clients exist only in a demo region.',
  },
  'SIGN-IN-016': {
    kind: 'invalid',
    message: 'The configuration of the OpenID issuers is not valid.',
    help: 'GOLDTHREAD_STAFF_ISSUERS and GOLDTHREAD_PATIENT_ISSUER hold JSON or the path of a JSON file; the flaws name the place and the rule.',
  },
  'SIGN-IN-017': {
    kind: 'unavailable',
    message: 'The signing keys cannot be read or made in the keys directory.',
    help: 'GOLDTHREAD_KEYS_DIR must be writable by this process, and the key files readable by it alone.',
  },
  'SIGN-IN-018': {
    kind: 'unavailable',
    message: 'Signing in is not possible because it could not be logged.',
    help: 'The access log did not take the entry. Nobody is signed in without one.',
  },
  'SIGN-IN-019': {
    kind: 'refused',
    message: 'Demo tokens exist only in a demo region.',
    help: 'A region is a demo region until GOLDTHREAD_STAFF_ISSUERS is set. Use a registered client or sign in.',
  },
  'SIGN-IN-020': {
    kind: 'not-found',
    message: 'There is no such sign-in service here.',
    help: 'The address names an issuer that is not configured, or no issuer is configured for this kind of person.',
  },
  'SIGN-IN-021': {
    kind: 'invalid',
    message: 'The registration of an app is not valid.',
    help: 'The flaw names the member and the rule. The form of the file stands in src/sign-in/README.md.',
  },
  'SIGN-IN-022': {
    kind: 'refused',
    message: 'The code or refresh token is not valid.',
    help: 'OAuth error invalid_grant: unknown, expired, used before, of another app, or the person has stopped the app. A code or refresh token that is used twice ends everything that came of it.',
  },
  'SIGN-IN-023': {
    kind: 'refused',
    message: 'This app cannot be opened from here.',
    help: 'The app is not registered, is disabled, has no launch address, or serves the other kind of people.',
  },
  'SIGN-IN-024': {
    kind: 'not-found',
    message: 'There is no such app in your list.',
    help: 'The address names a permission of another person, or one that never was.',
  },
  'SIGN-IN-025': {
    kind: 'invalid',
    message: 'The file of host systems cannot be used.',
    help: 'GOLDTHREAD_HOSTS; the flaws name the place and the rule. The form stands in docs/runbooks/apps.md.',
  },
  'SIGN-IN-026': {
    kind: 'refused',
    message: 'The system that you came from could not prove this request. Nothing was opened.',
    help: 'A launch in context is signed by a registered host, for one of its organisations and roles, lasts at most a minute and is used once. Which of these failed is not said. Go back to that system and open the record again.',
  },
  'SIGN-IN-027': {
    kind: 'refused',
    message: 'The person in the system that you came from is not the same as here. Nothing was opened.',
    help: 'NHS number, date of birth and family name must all agree, and the person must be known here once. Check with the person whom you have in front of you, then find them by hand.',
  },
  'SIGN-IN-028': {
    kind: 'refused',
    message: 'The logout token is not valid. Nobody was logged out by it.',
    help: 'OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6: signed with the algorithm that is set for ID tokens, for this client, with iat, exp, jti, events and sub or sid, without nonce, and used once. Which of these failed is not said.',
  },
  'SIGN-IN-029': {
    kind: 'refused',
    message: 'The sign-in service did not ask you to sign in again. Nobody was signed in.',
    help: 'What you were about to do needs a new sign-in (max_age=0, prompt=login), and the auth_time that came back is older than the question. The issuer must honour one of the two.',
  },
} as const satisfies Record<string, FaultText>;

export type SignInFaultCode = keyof typeof signInFaults;

export function signInFault(code: SignInFaultCode, flaws?: Fault['flaws']): Fault {
  const text = signInFaults[code];
  return fault(text.kind, code, text.message, flaws);
}
