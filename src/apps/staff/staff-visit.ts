/** One request by a member of staff who has signed in and chosen a role: who asks, for the decision and for the log. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext, StaffCaller } from '#disclosure';
import { isActivity, type Session, signInPageHref } from '#sign-in';
import type { StaffDependencies } from './staff-dependencies.ts';

export type StaffRequest = RequestContext & { readonly caller: StaffCaller };

export interface StaffVisit {
  readonly session: Session;
  readonly caller: StaffCaller;
  readonly context: StaffRequest;
}

const isForm = ({ method }: FastifyRequest): boolean => method !== 'GET';

/** Sign-in leads back to the page; a form that was posted begins again at the start. */
function placeToSignIn(request: FastifyRequest, hasSession: boolean): string {
  const returnTo = isForm(request) ? '/staff' : request.url;
  if (!hasSession && isForm(request)) return signInPageHref('staff', { returnTo });
  return `${hasSession ? '/sign-in/choose-role' : '/sign-in/staff'}?${new URLSearchParams({ returnTo })}`;
}

export function contextOf(deps: StaffDependencies, request: FastifyRequest, caller: StaffCaller): StaffRequest {
  return {
    requestId: request.id,
    caller,
    purpose: 'TREAT',
    route: `${request.method} ${request.routeOptions.url ?? ''}`,
    atMs: deps.clock.now(),
  };
}

/** Undefined when the browser was sent to sign in or to choose a role: the caller then only returns. */
export async function enterStaff(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StaffVisit | undefined> {
  const options = { countsAsActivity: isActivity(request.headers) };
  const found = await deps.signIn.findSession('staff', request.headers.cookie, options);
  const caller = found.ok ? found.value.caller : undefined;
  if (!found.ok || caller?.kind !== 'staff') {
    reply.header('cache-control', 'no-store').redirect(placeToSignIn(request, found.ok), isForm(request) ? 303 : 302);
    return undefined;
  }
  return { session: found.value, caller, context: contextOf(deps, request, caller) };
}

export function formOf(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
}

/** Whether the form came from a page of ours in this session. */
export function isFormOurs(deps: StaffDependencies, request: FastifyRequest, session: Session): boolean {
  const site = request.headers['sec-fetch-site'];
  const checked = deps.signIn.checkForm(session, {
    formToken: formOf(request).get('formToken') ?? undefined,
    secFetchSite: typeof site === 'string' ? site : undefined,
    origin: request.headers.origin,
  });
  return checked.ok;
}
