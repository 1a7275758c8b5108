/** What an interaction is given: a request that is authenticated, and nothing of HTTP's own. */
import type { Directory } from '#directory';
import type { RequestContext } from '#disclosure';
import type { FhirDefinitions } from '#fhir/definitions.ts';
import type { ResourceExplainer } from '#fhir/profiles/explain-resource.ts';
import type { ResourceType } from '#fhir/resource-types.ts';
import type { SearchCatalogue } from '#fhir/search-catalogue.ts';
import type { FhirXml } from '#fhir/xml/fhir-xml.ts';
import type { Jobs } from '#jobs';
import type { Clock } from '#kernel/clock.ts';
import type { Log, Turns } from '#platform';
import type { BundleContribution, SearchReader, SharedRecord } from '#record';
import { allowsInteraction, type SignIn, type SigningKeys, type VerifiedToken } from '#sign-in';
import type { Terminology } from '#terminology';
import type { Answer } from './answer.ts';
import type { BundleChecker } from './check-bundle.ts';
import type { PageLinks } from './page-link.ts';
import type { ApiRoute, CompartmentType, ScopeLetter } from './route-table.ts';
import type { SubscriptionDelivery, SubscriptionOptions } from './subscription/subscription-delivery.ts';

/** What the API needs of a region. */
export interface FhirApiDependencies {
  readonly record: SharedRecord;
  readonly terminology: Terminology;
  readonly signIn: Pick<SignIn, 'verifyAccessToken' | 'findClient' | 'apps'>;
  readonly directory: Directory;
  /** What outlasts a request. Kinds are registered when the API is, before jobs start. */
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  /** Scheme, host and port of the region; no slash at the end. */
  readonly publicUrl: string;
  readonly definitions: FhirDefinitions;
  /** R4's search parameters and the region's own. */
  readonly searchCatalogue: SearchCatalogue;
  /** What `$validate` answers with. */
  readonly explain: ResourceExplainer;
  /** Page links are sealed with a key made from these. */
  readonly accessTokenKeys: SigningKeys;
  /** Whether an update by id must name the version that it changes (attack 38); true unless told otherwise. */
  readonly isVersionRequired?: boolean;
  /** Where notifications may go; nowhere unless told otherwise. */
  readonly hooks?: SubscriptionOptions;
  /** How many requests of one caller are worked on at once; as many as come unless told otherwise. */
  readonly turns?: Turns;
  /** Whether a client may delete by a condition (one match only); false unless told otherwise. */
  readonly isConditionalDeleteAllowed?: boolean;
}

/** The same with what the API makes of it once. */
export interface InteractionDependencies extends FhirApiDependencies {
  readonly xml: FhirXml;
  readonly subscriptions: SubscriptionDelivery;
  readonly readSearch: SearchReader;
  readonly pageLinks: PageLinks;
  readonly checkBundle: BundleChecker;
  /** What a contribution may need of the API: to read conditions, to apply patches. */
  readonly contributing: NonNullable<BundleContribution['api']>;
}

export interface ApiCall {
  readonly request: RequestContext;
  readonly token: VerifiedToken;
  /** Present on routes that name a type; checked. */
  readonly type: ResourceType;
  readonly id: string;
  readonly versionId: string;
  /** Of a compartment search: what `id` is an id of. */
  readonly compartment?: CompartmentType;
  readonly isAboutInstance: boolean;
  /** Of a compartment search: of every type. */
  readonly isOfEveryType?: true;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly header: (name: string) => string | undefined;
  /** The bytes of the body; none when the request has none. */
  readonly body: Buffer | undefined;
  /** In place of a body, on routes that take lines. */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** A resource that was parsed already, of a batch entry. */
  readonly parsed?: unknown;
  /** Answers another call with the same checks: for the entries of a batch. */
  readonly dispatch: DispatchCall;
}

export type DispatchCall = (deps: InteractionDependencies, route: ApiRoute, call: ApiCall) => Promise<Answer>;

/** By the one context of the token, which is that of its caller or of its launch (attack 68). */
export function isInScope(call: Pick<ApiCall, 'token'>, type: string, letter: ScopeLetter): boolean {
  return allowsInteraction(call.token.scopes, call.token.scopeContext, type, letter);
}
