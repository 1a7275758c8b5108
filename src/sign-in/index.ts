export type { AppRegistration } from './apps/app-register.ts';
export type { ConsentItem } from './apps/app-scopes.ts';
export { type ConsentQuestion, offlineDays } from './apps/ask-consent.ts';
export type { AuthorizationRequest } from './apps/authorization-request.ts';
export type { ConnectedApp, SmartApps } from './apps/smart-apps.ts';
export type { ClientRegistration } from './client-register.ts';
export { signInCopies } from './copies-for-backup.ts';
export { demoIssuers } from './demo-issuers.ts';
export { readAcrValuesSupported } from './discover-issuer.ts';
export { signInFault, signInFaults } from './faults.ts';
export type { HostRequest } from './hosts/host-request.ts';
export type { HostSystem } from './hosts/host-system.ts';
export { readHosts } from './hosts/read-hosts.ts';
export { isActivity } from './is-activity.ts';
export { mintDemoToken } from './mint-demo-token.ts';
export { readPatientIssuer, readStaffIssuers } from './read-issuers.ts';
export { signInPageHref } from './return-address.ts';
export {
  allowsInteraction,
  intersectScopes,
  namesInteraction,
  type ResourceScope,
  type ScopeContext,
  scopesFor,
} from './scopes.ts';
export { type RoleChoice, type Session, staffCallerOf } from './session.ts';
export type { PatientIssuer, SignInSettings, StaffIssuer } from './settings.ts';
export { createSignIn, type SignIn, type SignInDeps } from './sign-in.ts';
export type { RecordSignIn, SignInEvent } from './sign-in-event.ts';
export { openSigningKeys, type SigningKeys } from './signing-keys.ts';
export type { VerifiedToken } from './verify-access-token.ts';
