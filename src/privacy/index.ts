export { type ClaimKind, type ClaimRequest, claimHours } from './claim-access.ts';
export { classifyResource } from './classify-resource.ts';
export type { AccessOffers } from './decide-access.ts';
export { privacyFault, privacyFaults } from './faults.ts';
export { noteRelationships } from './note-relationships.ts';
export { createPrivacy, type Decision, type Privacy } from './privacy.ts';
export type { Relationship, RelationshipKind } from './relationship.ts';
export { type RelationshipEvidence, relationshipsOf } from './relationships-of.ts';
export { roleProfile } from './role-table.ts';
