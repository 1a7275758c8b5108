import type { RequestContext, StaffCaller } from '#disclosure';
import type { ResourceType } from '#fhir/resource-types.ts';
import type { SearchCatalogue } from '#fhir/search-catalogue.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { Outcome } from '#kernel/outcome.ts';
import type { Database, DatabaseTransaction } from '#platform';
import { type ClaimRequest, labelByNationalList } from '#privacy';
import { alertOfKeptByUpgrade } from './alert-of-places.ts';
import { askTerminology, readTerminologyResource } from './ask-terminology.ts';
import type { BundleDependencies } from './bundle/bundle-filing.ts';
import { type BundleContribution, contributeBundle } from './bundle/contribute-bundle.ts';
import { choicesOfRecord } from './choices/choices-of-record.ts';
import { claimAccess, confirmClaim } from './choices/claim-access.ts';
import { createClientIds } from './client-ids.ts';
import { contribute } from './contribute.ts';
import { type BundleTarget, contributeBundleForApi, type ResourceWriteTarget } from './contribute-for-api.ts';
import type { Contribution } from './contribution.ts';
import { findForLaunch, type LaunchedPerson } from './find-for-launch.ts';
import type { PersonCriteria } from './find-people.ts';
import { createImporting } from './import/imported-lines.ts';
import { findPeopleWithinLimit, type NameSearchLimit } from './limit-name-searches.ts';
import { openForStaff, type ReadDependencies } from './open-record.ts';
import { ownRecord } from './own-record.ts';
import { readingsForApi, readingsWithin } from './readings-for-api.ts';
import { createRecordChanges } from './record-changes.ts';
import { refuseCall } from './refuse-call.ts';
import { relabel } from './relabel.ts';
import { reviewOfRecord } from './review/review-of-record.ts';
import { KnownWays } from './search/find/known-ways.ts';
import type { TerminologyPort } from './search/terminology-port.ts';
import { createSearchParameterRegister } from './search-parameters/create-search-parameters.ts';
import { createRehashing } from './search-parameters/rehash-region.ts';
import { createSharedFiling } from './share-filing.ts';
import { createOutbox } from './subscriptions/outbox.ts';

export type { ApiPage, ApiResource } from './answer-api.ts';
export type { EverythingRequest } from './answer-everything.ts';
export type { HistoryMoments } from './answer-history.ts';
export { arrangeForPatient, type MyRecord } from './arrange/for-patient/arrange-for-patient.ts';
export type { MyAppointment } from './arrange/for-patient/my-appointments.ts';
export type { MyLetter } from './arrange/for-patient/my-letters.ts';
export { findMyResult, type MyResult, type MyResultValue } from './arrange/for-patient/my-results.ts';
export * from './arrange/index.ts';
export type { FiledEntry } from './bundle/answer-bundle.ts';
export { answerEntry } from './bundle/answer-bundle.ts';
export { matchesVersion } from './bundle/check-versions.ts';
export type { BundleContribution, BundleResult } from './bundle/contribute-bundle.ts';
export type { BundleKey } from './bundle/filed-bundles.ts';
export type { ActingAuthority, ActingWanted } from './choices/act-for.ts';
export type { ActingToDecide } from './choices/acting-lists.ts';
export type { AboutRecord, ChoiceWanted, ChoosingRequest } from './choices/choose.ts';
export type { ChosenId, ClientIds } from './client-ids.ts';
export type { ContributionResult } from './contribute.ts';
export type { ApiContribution, ResourceWrite, ShownEntry } from './contribute-for-api.ts';
export type { ChangedResource, Contribution, ResourceChange } from './contribution.ts';
export type { ExportFile } from './export/read-export.ts';
export type { RecordSet, RecordSetRequest } from './export/walk-records.ts';
export { recordFault } from './faults.ts';
export type { LaunchedPerson } from './find-for-launch.ts';
export type { FoundPeople, PersonCriteria } from './find-people.ts';
export type { FiledLine, ImportedLine, LinesToFile } from './import/imported-lines.ts';
export type { LookLine } from './look-line.ts';
export type { ClosedRecord, Opening } from './open-record.ts';
export type { OpenedRecord, RecordEntry, SourceState } from './opened-record.ts';
export type { OwnPatient } from './own-patient.ts';
export type { ReadingsWithin } from './readings-for-api.ts';
export type { RecordChanges } from './record-changes.ts';
export { seenOf } from './record-seen.ts';
export type { Relabelled } from './relabel.ts';
export type { CaseLook } from './review/case-looks.ts';
export type { ReviewRequest } from './review/enter.ts';
export { type AccessExplanation, type ExplanationWanted, minutesAroundMoment } from './review/explain-access.ts';
export type { LooksAtPerson, LooksOfStaff, StaffLookUp, WhoseLooks } from './review/look-ups.ts';
export type { AlertForReview, Evidence, EvidenceFile } from './review/review-access.ts';
export type { LastObservations } from './search/find/last-n.ts';
export type { SearchKey } from './search/find/order-matches.ts';
export { compileRowFilter, type RowFilter } from './search/find/row-filter.ts';
export type { ApiSearch } from './search/find/search-rows.ts';
export { isSearchable } from './search/searchable.ts';
export type { StoredParameter } from './search-parameters/parameter-rows.ts';
export type { HashingState } from './search-parameters/rehash-region.ts';
export { recordCopies } from './subscriptions/copies-for-backup.ts';
export type { Subscriptions, SubscriptionToMake } from './subscriptions/create-subscriptions.ts';
export type { SubscriberReading, ToldEvent } from './subscriptions/notify.ts';
export type { StoredSubscription, SubscriptionPayload, SubscriptionTerms } from './subscriptions/subscription.ts';
export { findTopic, type Topic, topics } from './subscriptions/topic-table.ts';
export type { SummaryRequest } from './summary/summary-for-api.ts';
export type { ToldOnHome } from './told-on-home.ts';
export type { Concern, LogNumbering, WhoHasLooked, WhoLookedPage } from './who-looked.ts';

export interface RecordDependencies
  extends ReadDependencies,
    NameSearchLimit,
    Omit<BundleDependencies, 'outbox' | 'directory' | 'audit'> {
  /** For what this module keeps of its own: subscriptions, search parameters. */
  readonly database: Database;
  /** R4's search parameters and the region's own, which are kept here. */
  readonly searchCatalogue: SearchCatalogue;
  /** Without, searches that ask what codes mean are refused by name. */
  readonly terminology?: TerminologyPort;
}
export { createSearchReader, type SearchReader } from './search/read/read-search.ts';
export type { ReadSearch } from './search/search-criterion.ts';
export type { TerminologyPort } from './search/terminology-port.ts';

/** The shared record: opened by people, read by machines, contributed to by sources. The only caller of store and audit together. */
export function createRecord(given: RecordDependencies) {
  const changes = createRecordChanges();
  const clientIds = createClientIds(given.store);
  const deps = { ...given, extract: given.searchCatalogue.indexing(given.extract), outbox: createOutbox() };
  const reading = { ...deps, knownWays: new KnownWays() };
  const writing = { ...deps, changes, clientIds, readingsWithin: readingsWithin.bind(undefined, reading) };
  const fileResource = createSharedFiling(writing);
  return {
    changes,
    clientIds,
    findPeople: (request: RequestContext, criteria: PersonCriteria) => findPeopleWithinLimit(deps, request, criteria),
    openForStaff: (request: RequestContext & { readonly caller: StaffCaller }, compartment: Compartment) =>
      openForStaff(deps, request, compartment),
    claimAccess: (request: RequestContext & { readonly caller: StaffCaller }, claim: ClaimRequest) =>
      claimAccess(deps, request, claim),
    confirmClaim: (request: RequestContext & { readonly caller: StaffCaller }, claim: number) =>
      confirmClaim(deps, request, claim),
    ...choicesOfRecord({ ...deps, changes }),
    review: reviewOfRecord({ ...deps, changes }),
    relabel: (listVersion: string) =>
      relabel(
        {
          transaction: deps.store.transaction,
          clock: deps.clock,
          labelSensitive: deps.labelSensitive ?? labelByNationalList,
        },
        listVersion,
      ),
    alertOfKeptByUpgrade: () => alertOfKeptByUpgrade({ ...deps, transaction: deps.store.transaction }),
    refuseCall: (request: RequestContext) => refuseCall(deps, request),
    askTerminology: <T>(request: RequestContext, ask: (seesInternal: boolean) => Promise<Outcome<T>>) =>
      askTerminology(deps, request, ask),
    readTerminologyResource: (request: RequestContext, type: ResourceType, id: string) =>
      readTerminologyResource(deps, request, type, id),
    ...ownRecord(deps),
    findForLaunch: (request: RequestContext & { readonly caller: StaffCaller }, sent: LaunchedPerson) =>
      findForLaunch(deps, request, sent),
    ...readingsForApi(reading),
    importing: createImporting(deps),
    searchParameters: createSearchParameterRegister({ ...deps, catalogue: given.searchCatalogue }),
    rehashing: createRehashing({ ...deps, catalogue: given.searchCatalogue }),
    contribute: (transaction: DatabaseTransaction, contribution: Contribution) =>
      contribute(deps, transaction, contribution),
    contributeBundle: (transaction: DatabaseTransaction, contribution: BundleContribution) =>
      contributeBundle(deps, transaction, contribution),
    contributeBundleForApi: (request: RequestContext, target: Omit<BundleTarget, 'database'>) =>
      contributeBundleForApi(writing, request, { ...target, database: deps.store }),
    contributeResource: (request: RequestContext, target: Omit<ResourceWriteTarget, 'database'>) =>
      fileResource(request, { ...target, database: deps.store }),
  };
}

export type SharedRecord = ReturnType<typeof createRecord>;
