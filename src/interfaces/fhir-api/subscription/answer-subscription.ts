/** `/Subscription`: made, seen and ended by its owner alone; for anybody else it is not there. */
import type { Subscription } from 'fhir/r4.js';
import { resourceTypeOf } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { recordFault, type StoredSubscription } from '#record';
import { type Answer, emptyAnswer, jsonAnswer } from '../answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from '../api-call.ts';
import { faultAnswer } from '../fault-to-operation-outcome.ts';
import { fhirApiFault } from '../faults.ts';
import { narrowToScopes } from '../narrow-to-scopes.ts';
import { callerName } from '../page-link.ts';
import { withPostedParameters } from '../posted-parameters.ts';
import type { ScopeLetter } from '../route-table.ts';
import { readResource } from '../write-interactions.ts';
import { readingFor } from './deliver.ts';
import { notificationBundle, statusParameters } from './notification-bundle.ts';
import { patientOfFilters, readSubscription, subscriptionResource } from './subscription-resource.ts';
import { socketPath } from './subscription-sockets.ts';

const notThere = recordFault('RECORD-002');

async function refuseScope(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const logged = await deps.record.refuseCall(call.request);
  return faultAnswer(logged.ok ? fhirApiFault('FHIR-API-002') : logged.fault);
}

/**
 * Whether the token reads the types whole. One that is cut down to some resources or to one person in context neither makes
 * a subscription nor hears by one that a wider token made (attack 68).
 */
function readsWhole(deps: InteractionDependencies, call: ApiCall, types: readonly number[]): boolean {
  const { narrowing } = narrowToScopes(deps, { scope: 'r' }, call).request;
  const isCut = narrowing?.person !== undefined || narrowing?.mayShow !== undefined;
  return !isCut && types.every((type) => isInScope(call, resourceTypeOf(type), 'r'));
}

/** Runs `answer` with the caller's own subscription; another's and none are one answer. */
async function withOwn(
  deps: InteractionDependencies,
  call: ApiCall,
  letter: ScopeLetter,
  answer: (subscription: StoredSubscription) => Promise<Answer>,
): Promise<Answer> {
  if (!isInScope(call, 'Subscription', letter)) return refuseScope(deps, call);
  const [own] = await deps.record.subscriptions.ownedBy(callerName(call.request.caller), call.id);
  return own === undefined ? faultAnswer(notThere) : answer(own);
}

function endFor(call: ApiCall, endMs: number | undefined): number | undefined {
  // A person's subscription ends with the token that made it: nobody is signed in after that.
  if (call.request.caller.kind === 'system') return endMs;
  return Math.min(endMs ?? Infinity, call.token.expiresAtMs);
}

export async function answerSubscriptionCreate(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  if (!isInScope(call, 'Subscription', 'c')) return refuseScope(deps, call);
  const sent = readResource(call);
  if (!sent.ok) return faultAnswer(sent.fault);
  const issues = await deps.explain(sent.value);
  const flaws: Flaw[] = issues
    .filter(({ severity }) => severity === 'error')
    .map(({ place, rule }) => ({ place, rule }));
  if (sent.value.resourceType !== 'Subscription')
    flaws.push({ place: 'resourceType', rule: 'must be Subscription, as the address says' });
  if (flaws.length > 0) return faultAnswer(fhirApiFault('FHIR-API-012', flaws));
  const subscription = sent.value as unknown as Subscription;
  const read = readSubscription(subscription, { reader: deps.readSearch, policy: deps.subscriptions.policy });
  if (!read.ok) return faultAnswer(read.fault);
  const terms = read.value;
  if (!readsWhole(deps, call, terms.types)) return refuseScope(deps, call);
  const patient = patientOfFilters(terms.filters);
  if (call.request.caller.kind === 'staff' && patient === undefined) {
    const flaw = { place: 'Subscription.criteria.extension', rule: 'each filter must name the one same patient' };
    return faultAnswer(fhirApiFault('FHIR-API-012', [flaw]));
  }
  const made = await deps.record.subscriptions.make(call.request, {
    owner: callerName(call.request.caller),
    scopes: call.token.scopes,
    terms: { ...terms, endMs: endFor(call, terms.endMs) },
    patient,
  });
  if (!made.ok) return faultAnswer(made.fault);
  deps.subscriptions.wake();
  const location = `${deps.publicUrl}/fhir/Subscription/${made.value.id}`;
  return jsonAnswer(201, subscriptionResource(made.value), { location });
}

export async function answerSubscriptionRead(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return withOwn(deps, call, 'r', async (own) => jsonAnswer(200, subscriptionResource(own)));
}

/** All of the caller's own: there are few, and they are nobody else's to be found. */
export async function answerSubscriptionSearch(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  if (!isInScope(call, 'Subscription', 's')) return refuseScope(deps, call);
  const own = await deps.record.subscriptions.ownedBy(callerName(call.request.caller));
  const entry = own.map((one) => ({
    fullUrl: `${deps.publicUrl}/fhir/Subscription/${one.id}`,
    resource: subscriptionResource(one),
    search: { mode: 'match' },
  }));
  const link = [{ relation: 'self', url: `${deps.publicUrl}/fhir/Subscription` }];
  const bundle = { resourceType: 'Bundle', type: 'searchset', total: own.length, link };
  return jsonAnswer(200, entry.length === 0 ? bundle : ({ ...bundle, entry } as typeof bundle));
}

export async function answerSubscriptionDelete(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return withOwn(deps, call, 'd', async (own) => {
    await deps.record.subscriptions.remove(own.owner, own.id);
    deps.subscriptions.closeSockets(own.id);
    return emptyAnswer(204);
  });
}

export async function answerSubscriptionStatus(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return withOwn(deps, call, 'r', async (own) => {
    const baseUrl = `${deps.publicUrl}/fhir`;
    const status = statusParameters({
      subscription: own,
      type: 'query-status',
      events: [],
      baseUrl,
      nowMs: deps.clock.now(),
    });
    return jsonAnswer(200, {
      resourceType: 'Bundle',
      type: 'searchset',
      total: 1,
      link: [{ relation: 'self', url: `${baseUrl}/Subscription/${own.id}/$status` }],
      entry: [{ fullUrl: `urn:uuid:${status.id}`, resource: status, search: { mode: 'match' } }],
    } as { resourceType: string });
  });
}

export async function answerSubscriptionEvents(deps: InteractionDependencies, given: ApiCall): Promise<Answer> {
  const posted = withPostedParameters(given);
  if (!posted.ok) return faultAnswer(posted.fault);
  const call = posted.value;
  return withOwn(deps, call, 'r', async (own) => {
    if (!readsWhole(deps, call, own.types)) return refuseScope(deps, call);
    const numbers = ['eventsSinceNumber', 'eventsUntilNumber'].map((name) => call.query.get(name));
    if (!numbers.every((one) => one === null || /^\d{1,15}$/.test(one))) {
      const flaw = { place: 'eventsSinceNumber', rule: 'and eventsUntilNumber must be whole numbers' };
      return faultAnswer(fhirApiFault('FHIR-API-012', [flaw]));
    }
    const reading = await readingFor(deps, own);
    if (reading === undefined) return faultAnswer(notThere);
    const range = { from: Number(numbers[0] ?? 1), until: Number(numbers[1] ?? Number.MAX_SAFE_INTEGER) };
    const events = await deps.record.subscriptions.earlier(reading, range);
    if (!events.ok) return faultAnswer(events.fault);
    const notification = { subscription: own, type: 'query-event', events: events.value } as const;
    const bundle = notificationBundle({ ...notification, baseUrl: `${deps.publicUrl}/fhir`, nowMs: deps.clock.now() });
    return jsonAnswer(200, bundle);
  });
}

export async function answerBindingToken(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  return withOwn(deps, call, 'r', async (own) => {
    if (own.channel !== 'websocket' || own.status === 'off') return faultAnswer(notThere);
    if (!readsWhole(deps, call, own.types)) return refuseScope(deps, call);
    const { token, expiresMs } = deps.subscriptions.bindingTokens.give(own);
    return jsonAnswer(200, {
      resourceType: 'Parameters',
      parameter: [
        { name: 'token', valueString: token },
        { name: 'expiration', valueDateTime: new Date(expiresMs).toISOString() },
        { name: 'subscription', valueString: own.id },
        { name: 'websocket-url', valueUrl: `${deps.publicUrl.replace(/^http/, 'ws')}${socketPath}` },
      ],
    } as { resourceType: string });
  });
}
