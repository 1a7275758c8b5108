/** A team ends: what that does is said first, and it asks for a sign-in of the last minutes (D18, D1). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerFault, answerNotFound } from '../answers.ts';
import { enterStaff } from '../enter-staff.ts';
import { needsSignInAgain, signInAgainFor } from '../sign-in-again/sign-in-again.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage, staffShell } from '../staff-shell.ts';
import { formOf, type StaffVisit } from '../staff-visit.ts';
import { endTeamHref, teamsHref } from './leads-teams.ts';
import { endTeamPage } from './pages/end/page.ts';
import { words } from './pages/end/words.en.ts';

async function showEnd(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit,
  wanted: unknown,
): Promise<FastifyReply> {
  const teams = await deps.record.listLedTeams(visit.context);
  if (!teams.ok) return answerFault(deps, reply, visit, teams.fault);
  const team = teams.value.find((one) => String(one.team) === wanted);
  if (team === undefined) return answerNotFound(deps, reply, visit);
  const view = {
    forgeryToken: visit.session.formToken,
    team: String(team.team),
    name: team.name,
    members: team.members.length,
    ...signInAgainFor(deps, visit, { act: 'endTeam', returnTo: endTeamHref(team.team) }),
  };
  return showPage(deps, reply, endTeamPage, {
    shell: staffShell(deps, visit, { title: words.title, current: 'teams' }),
    view,
  });
}

export function endTeamRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get(`${teamsHref}/end`, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    return showEnd(deps, reply, visit, (request.query as Record<string, unknown>)['team']);
  });

  app.post(`${teamsHref}/end`, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const team = Number(formOf(request).get('team'));
    const ended = await deps.record.endTeam(visit.context, team);
    const next = ended.ok
      ? `${teamsHref}?done=ended`
      : needsSignInAgain(ended.fault)
        ? `${endTeamHref(team)}#sign-in-again`
        : undefined;
    if (next !== undefined) return reply.header('cache-control', 'no-store').redirect(next, 303);
    return ended.ok ? reply : answerFault(deps, reply, visit, ended.fault);
  });
}
