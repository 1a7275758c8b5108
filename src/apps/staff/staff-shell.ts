/** What stands around every staff page. Titles never name a person: they stay in the browser's history. */
import type { FastifyReply } from 'fastify';
import type { StaffCaller } from '#disclosure';
import { newCspNonce, type Page, pageHeaders, type ShellReader, type StaffShell } from '#kit';
import { roleProfile } from '#privacy';
import { reviewNavigation, reviewsAccess } from './access-review/review-navigation.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import type { StaffVisit } from './staff-visit.ts';
import { leadsTeams, teamsHref } from './teams/leads-teams.ts';
import { words } from './words.en.ts';

const titlesBeforeNames = /^(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Sister|Rev|Sir|Dame)\.?$/i;

/** The issuer gives one name; the banner of the reader needs its parts. */
export function readerOf(visit: StaffVisit): ShellReader {
  const parts = visit.session.personName.split(/\s+/).filter((part) => part !== '');
  const title = parts.length > 1 && titlesBeforeNames.test(parts[0] ?? '') ? parts.shift() : undefined;
  const familyName = parts.pop() ?? visit.session.personName;
  return {
    givenName: parts.join(' '),
    familyName,
    ...(title === undefined ? {} : { title }),
    role: visit.caller.roleName,
    organisation: visit.caller.organisationName,
    odsCode: visit.caller.organisation,
  };
}

export type ShellParts = Partial<Omit<StaffShell, 'audience' | 'cspNonce' | 'now'>> & {
  readonly title: string;
  /** Which item of the menu the page is; finding a person unless told otherwise. */
  readonly current?: 'apps' | 'acting' | 'second-person' | 'questions' | 'teams';
};

/** Neither traces nor opens: a form to find somebody would only be refused, and each refusal stands in the log. */
export function findsNobody(caller: Pick<StaffCaller, 'roleCode'>): boolean {
  const { mayTrace, mayOpen } = roleProfile(caller.roleCode);
  return !mayTrace && !mayOpen;
}

function navigationOf(visit: StaffVisit | undefined, current: ShellParts['current'], isFinding: boolean) {
  if (visit !== undefined && reviewsAccess(visit.caller)) return reviewNavigation(undefined);
  if (visit !== undefined && findsNobody(visit.caller)) return [];
  const mayDecideActing = visit !== undefined && roleProfile(visit.caller.roleCode).activities.has('approve-proxy');
  const mayAgree = visit !== undefined && roleProfile(visit.caller.roleCode).mayBreakGlass;
  const secondPerson = {
    text: words.secondPerson,
    href: '/staff/second-person',
    isCurrent: current === 'second-person',
  };
  return [
    { text: words.findPerson, href: '/staff', isCurrent: isFinding && current === undefined },
    ...(mayAgree ? [secondPerson] : []),
    ...(mayDecideActing
      ? [{ text: words.actingForPatients, href: '/staff/acting', isCurrent: current === 'acting' }]
      : []),
    ...(visit !== undefined && leadsTeams(visit.caller)
      ? [{ text: words.teams, href: teamsHref, isCurrent: current === 'teams' }]
      : []),
    { text: words.questions, href: '/staff/questions', isCurrent: current === 'questions' },
    { text: words.connectedApps, href: '/staff/connected-apps', isCurrent: current === 'apps' },
  ];
}

export function staffShell(
  deps: StaffDependencies,
  visit: StaffVisit | undefined,
  { current, ...parts }: ShellParts,
): StaffShell {
  const signedIn =
    visit === undefined
      ? {}
      : {
          reader: readerOf(visit),
          ...(visit.session.roleChoices.length > 1 ? { changeRoleHref: '/sign-in/choose-role' } : {}),
          signOut: { action: '/sign-out', forgeryToken: visit.session.formToken },
        };
  return {
    audience: 'staff',
    regionName: words.regionName(deps.config.region),
    homeHref: '/staff',
    isDemo: deps.config.isDemo,
    now: new Date(deps.clock.now()).toISOString(),
    navigation: navigationOf(visit, current, parts.person === undefined),
    ...signedIn,
    ...parts,
    cspNonce: newCspNonce(),
  };
}

export function showPage<View>(
  deps: StaffDependencies,
  reply: FastifyReply,
  page: Page<View, StaffShell>,
  shown: { readonly shell: StaffShell; readonly view: View; readonly formActions?: readonly string[] },
): FastifyReply {
  const { shell, view, formActions } = shown;
  const html = deps.pages.render(page, shell, view);
  return reply.headers(pageHeaders(shell.cspNonce, formActions)).type('text/html; charset=utf-8').send(html);
}
