/** From a route and a call to an answer: the scope is asked here, for HTTP and for the entries of a batch alike. */

import type { Answer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { answerAsyncDelete, answerAsyncPart, answerAsyncStatus } from './async-job.ts';
import { wantsContent } from './binary-content.ts';
import { answerExport, answerImport } from './bulk/index.ts';
import { answerBundle } from './bundle-interaction.ts';
import { answerInOwnIds } from './client-ids.ts';
import { answerCompartmentSearch } from './compartment-search.ts';
import { answerEverything, answerEverythingOfAll } from './everything.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { answerHistory, answerSystemHistory, answerTypeHistory } from './history-interaction.ts';
import { answerLastN } from './lastn.ts';
import { narrowToScopes } from './narrow-to-scopes.ts';
import { negotiateFormat } from './negotiate-format.ts';
import { answerVersionRead } from './read-interactions.ts';
import type { ApiRoute, InteractionName } from './route-table.ts';
import {
  answerParameterCreate,
  answerParameterDelete,
  answerParameterRead,
  answerParameterSearch,
  answerParameterUpdate,
} from './search-parameter/index.ts';
import {
  answerBindingToken,
  answerSubscriptionCreate,
  answerSubscriptionDelete,
  answerSubscriptionEvents,
  answerSubscriptionRead,
  answerSubscriptionSearch,
  answerSubscriptionStatus,
} from './subscription/index.ts';
import { answerSummary } from './summary.ts';
import { answerSystemSearch } from './system-search.ts';
import {
  answerExpand,
  answerLookup,
  answerSubsumes,
  answerTranslate,
  answerValidateCode,
} from './terminology/answer-terminology.ts';
import { answerReadWithDefinitions, answerSearchWithDefinitions } from './terminology/search-definitions.ts';
import { answerValidate } from './validate-interaction.ts';
import {
  answerConditionalDelete,
  answerConditionalPatch,
  answerConditionalUpdate,
  answerCreate,
  answerDelete,
  answerPatch,
  answerUpdate,
} from './write-interactions.ts';

/** Answered without a token, and never as an entry of a batch. */
type OpenInteraction = 'capabilities' | 'openapi';
type AnswerCall = (deps: InteractionDependencies, call: ApiCall) => Promise<Answer>;

const answers: Readonly<Record<Exclude<InteractionName, OpenInteraction>, AnswerCall>> = {
  bundle: answerBundle,
  read: answerReadWithDefinitions,
  vread: answerVersionRead,
  'history-instance': answerHistory,
  'search-type': answerSearchWithDefinitions,
  'search-system': answerSystemSearch,
  'history-type': answerTypeHistory,
  'history-system': answerSystemHistory,
  'search-compartment': answerCompartmentSearch,
  create: answerCreate,
  update: answerUpdate,
  'conditional-update': answerConditionalUpdate,
  patch: answerPatch,
  'conditional-patch': answerConditionalPatch,
  delete: answerDelete,
  'conditional-delete': answerConditionalDelete,
  everything: answerEverything,
  'everything-of-all': answerEverythingOfAll,
  export: answerExport,
  import: answerImport,
  summary: answerSummary,
  'subscription-create': answerSubscriptionCreate,
  'subscription-read': answerSubscriptionRead,
  'subscription-search': answerSubscriptionSearch,
  'subscription-delete': answerSubscriptionDelete,
  'subscription-status': answerSubscriptionStatus,
  'subscription-events': answerSubscriptionEvents,
  'subscription-token': answerBindingToken,
  'search-parameter-create': answerParameterCreate,
  'search-parameter-search': answerParameterSearch,
  'search-parameter-read': answerParameterRead,
  'search-parameter-update': answerParameterUpdate,
  'search-parameter-delete': answerParameterDelete,
  lastn: answerLastN,
  'async-status': answerAsyncStatus,
  'async-delete': answerAsyncDelete,
  'async-part': answerAsyncPart,
  validate: answerValidate,
  expand: answerExpand,
  'validate-code': answerValidateCode,
  lookup: answerLookup,
  subsumes: answerSubsumes,
  translate: answerTranslate,
};

/** A refusal, which is logged; undefined where the token allows what is asked. */
export async function refuseOutOfScope(
  deps: InteractionDependencies,
  route: ApiRoute,
  call: ApiCall,
): Promise<Answer | undefined> {
  if (route.scope === undefined) return undefined;
  const isWrite = route.scope === 'c' || route.scope === 'u' || route.scope === 'd';
  // Said before the scope: a person's token is not one wider scope away from writing.
  const fault = isWrite && call.request.caller.kind !== 'system' ? 'FHIR-API-003' : undefined;
  const refusal = fault ?? (isInScope(call, call.type, route.scope) ? undefined : 'FHIR-API-002');
  if (refusal === undefined) return undefined;
  const logged = await deps.record.refuseCall(call.request);
  return faultAnswer(logged.ok ? fhirApiFault(refusal) : logged.fault);
}

export async function answerInteraction(
  deps: InteractionDependencies,
  route: ApiRoute,
  call: ApiCall,
): Promise<Answer> {
  // What a part holds was settled when it was asked for; what a Binary holds, it says itself.
  const asked = { accept: call.header('accept'), format: call.query.get('_format') };
  const isSettledElsewhere = route.interaction === 'async-part' || wantsContent(route, call);
  if (!isSettledElsewhere && negotiateFormat(asked) === undefined) return faultAnswer(fhirApiFault('FHIR-API-004'));
  if (route.interaction === 'capabilities' || route.interaction === 'openapi')
    return faultAnswer(fhirApiFault('FHIR-API-011'));
  const refused = await refuseOutOfScope(deps, route, call);
  if (refused !== undefined) return refused;
  const answer = answers[route.interaction];
  return answerInOwnIds(deps, route, narrowToScopes(deps, route, call), (asked) => answer(deps, asked));
}
