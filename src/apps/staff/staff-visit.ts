/** One request by a member of staff who has signed in and chosen a role: who asks, for the decision and for the log. */
import type { FastifyRequest } from 'fastify';
import type { RequestContext, StaffCaller } from '#disclosure';
import type { Session } from '#sign-in';
import type { StaffDependencies } from './staff-dependencies.ts';

export type StaffRequest = RequestContext & { readonly caller: StaffCaller };

export interface StaffVisit {
  readonly session: Session;
  readonly caller: StaffCaller;
  readonly context: StaffRequest;
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
