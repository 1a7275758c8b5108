import type { Bundle } from 'fhir/r4.js';
import type { PatientCaller, RequestContext, StaffCaller } from '#disclosure';
import type { ResourceType } from '#fhir/resource-types.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { Outcome } from '#kernel/outcome.ts';
import type { DatabaseTransaction } from '#platform';
import type { ClaimRequest } from '#privacy';
import * as api from './answer-api.ts';
import { type EverythingRequest, everythingForApi } from './answer-everything.ts';
import { askTerminology, readTerminologyResource } from './ask-terminology.ts';
import type { BundleDependencies } from './bundle/bundle-filing.ts';
import { type BundleContribution, contributeBundle } from './bundle/contribute-bundle.ts';
import { claimAccess } from './claim-access.ts';
import { createClientIds } from './client-ids.ts';
import { contribute } from './contribute.ts';
import { type ApiTarget, contributeBundleForApi, type ResourceWriteTarget } from './contribute-for-api.ts';
import type { Contribution } from './contribution.ts';
import { findPeople, type PersonCriteria } from './find-people.ts';
import { openForPatient, openForStaff, type ReadDependencies } from './open-record.ts';
import { findOwnPatient } from './own-patient.ts';
import { createRecordChanges } from './record-changes.ts';
import { refuseCall } from './refuse-call.ts';
import { searchForApi } from './search/search-for-api.ts';
import type { ApiSearch } from './search/search-rows.ts';
import { createSharedFiling } from './share-filing.ts';
import { type Concern, oneLook, reportConcern, type WhoLookedPage, whoHasLooked } from './who-looked.ts';

export type { ApiPage, ApiResource } from './answer-api.ts';
export type { EverythingRequest } from './answer-everything.ts';
export { arrangeForPatient, type MyRecord } from './arrange/for-patient/arrange-for-patient.ts';
export type { MyAppointment } from './arrange/for-patient/my-appointments.ts';
export type { MyLetter } from './arrange/for-patient/my-letters.ts';
export { findMyResult, type MyResult, type MyResultValue } from './arrange/for-patient/my-results.ts';
export * from './arrange/index.ts';
export type { FiledEntry } from './bundle/answer-bundle.ts';
export { answerEntry } from './bundle/answer-bundle.ts';
export { matchesVersion } from './bundle/check-versions.ts';
export type { BundleContribution, BundleResult } from './bundle/contribute-bundle.ts';
export type { ChosenId, ClientIds } from './client-ids.ts';
export type { ContributionResult } from './contribute.ts';
export type { ApiContribution, ResourceWrite, ShownEntry } from './contribute-for-api.ts';
export type { ChangedResource, Contribution, ResourceChange } from './contribution.ts';
export { recordFault } from './faults.ts';
export type { FoundPeople, PersonCriteria } from './find-people.ts';
export type { ClosedRecord, Opening } from './open-record.ts';
export type { OpenedRecord, RecordEntry, SourceState } from './opened-record.ts';
export type { OwnPatient } from './own-patient.ts';
export type { RecordChanges } from './record-changes.ts';
export type { SearchKey } from './search/order-matches.ts';
export { createSearchReader, type ReadSearch, type SearchReader } from './search/read-search.ts';
export { compileRowFilter, type RowFilter } from './search/row-filter.ts';
export type { ApiSearch } from './search/search-rows.ts';
export { isSearchable } from './search/searchable.ts';
export type { Concern, LogNumbering, LookLine, WhoHasLooked, WhoLookedPage } from './who-looked.ts';

export type RecordDependencies = ReadDependencies & BundleDependencies;

/** The shared record: opened by people, read by machines, contributed to by sources. The only caller of store and audit together. */
export function createRecord(deps: RecordDependencies) {
  const changes = createRecordChanges();
  const clientIds = createClientIds(deps.store);
  const writing = { ...deps, changes, clientIds };
  const fileResource = createSharedFiling(writing);
  return {
    changes,
    clientIds,
    findPeople: (request: RequestContext, criteria: PersonCriteria) => findPeople(deps, request, criteria),
    openForStaff: (request: RequestContext & { readonly caller: StaffCaller }, compartment: Compartment) =>
      openForStaff(deps, request, compartment),
    claimAccess: (request: RequestContext & { readonly caller: StaffCaller }, claim: ClaimRequest) =>
      claimAccess(deps, request, claim),
    refuseCall: (request: RequestContext) => refuseCall(deps, request),
    askTerminology: <T>(request: RequestContext, ask: (seesInternal: boolean) => Promise<Outcome<T>>) =>
      askTerminology(deps, request, ask),
    readTerminologyResource: (request: RequestContext, type: ResourceType, id: string) =>
      readTerminologyResource(deps, request, type, id),
    openForPatient: (request: RequestContext & { readonly caller: PatientCaller }) => openForPatient(deps, request),
    ownPatient: (request: RequestContext & { readonly caller: PatientCaller }) => findOwnPatient(deps, request),
    whoHasLooked: (request: RequestContext & { readonly caller: PatientCaller }, page: WhoLookedPage) =>
      whoHasLooked(deps, request, page),
    oneLook: (request: RequestContext & { readonly caller: PatientCaller }, leafIndex: number) =>
      oneLook(deps, request, leafIndex),
    reportConcern: (request: RequestContext & { readonly caller: PatientCaller }, concern: Concern) =>
      reportConcern(deps, request, concern),
    readForApi: (request: RequestContext, type: ResourceType, id: string) => api.readForApi(deps, request, type, id),
    readVersionsForApi: (
      request: RequestContext,
      type: ResourceType,
      which: { readonly id: string; readonly versionId?: string },
    ) => api.readVersionsForApi(deps, request, type, which),
    everythingForApi: (request: RequestContext, asked: EverythingRequest) => everythingForApi(deps, request, asked),
    searchForApi: (request: RequestContext, search: ApiSearch) => searchForApi(deps, request, search),
    contribute: (transaction: DatabaseTransaction, contribution: Contribution) =>
      contribute(deps, transaction, contribution),
    contributeBundle: (transaction: DatabaseTransaction, contribution: BundleContribution) =>
      contributeBundle(deps, transaction, contribution),
    contributeBundleForApi: (
      request: RequestContext,
      target: Omit<ApiTarget, 'database'> & { readonly readBundle: (attempt: number) => Bundle },
    ) => contributeBundleForApi(writing, request, { ...target, database: deps.store }),
    contributeResource: (request: RequestContext, target: Omit<ResourceWriteTarget, 'database'>) =>
      fileResource(request, { ...target, database: deps.store }),
  };
}

export type SharedRecord = ReturnType<typeof createRecord>;
