/** Whoever leads forms teams of their organisation, and says who is in them: what people name for full protection (D18). */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Fault } from '#kernel/fault.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { isKeyOf } from '#kernel/own-key.ts';
import type { FieldError } from '#kit';
import type { TeamWithMembers } from '#privacy';
import { answerFault } from '../answers.ts';
import { enterStaff } from '../enter-staff.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage, staffShell } from '../staff-shell.ts';
import { formOf, type StaffVisit } from '../staff-visit.ts';
import { endTeamHref, teamsHref } from './leads-teams.ts';
import { teamsPage } from './pages/teams/page.ts';
import type { TeamShown } from './pages/teams/view.ts';
import { doneWords, errorWords, words } from './pages/teams/words.en.ts';

const longest = 200;
const typed = (form: URLSearchParams, field: string): string => (form.get(field) ?? '').trim().slice(0, longest);
const nameField = (team: string): string => `name-${team}`;
const idField = (team: string): string => `staffId-${team}`;
const newNameField = (team: string): string => `newName-${team}`;

type Step = keyof typeof doneWords;

interface Shown {
  readonly form: URLSearchParams;
  readonly errors: readonly FieldError[];
  readonly done?: string;
}

function teamShown({ team, name, members }: TeamWithMembers, { form, errors }: Shown): TeamShown {
  const text = String(team);
  const isMistaken = (step: Step): boolean =>
    errors.length > 0 && form.get('step') === step && form.get('team') === text;
  const isMeant = isMistaken('join');
  const isRenaming = isMistaken('rename');
  return {
    team: text,
    name,
    members: members.map(({ sinceMs, ...member }) => ({ ...member, since: new Date(sinceMs).toISOString() })),
    add: {
      nameField: nameField(text),
      idField: idField(text),
      name: isMeant ? typed(form, 'memberName') : '',
      staffId: isMeant ? typed(form, 'staffId') : '',
      isOpen: isMeant,
    },
    rename: { field: newNameField(text), name: isRenaming ? typed(form, 'name') : name, isOpen: isRenaming },
    endHref: endTeamHref(team),
  };
}

async function showTeams(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit,
  shown: Shown,
): Promise<FastifyReply> {
  const teams = await deps.record.listLedTeams(visit.context);
  if (!teams.ok) return answerFault(deps, reply, visit, teams.fault);
  const { form, errors, done } = shown;
  const hasErrors = errors.length > 0;
  const isForming = hasErrors && form.get('step') === 'form';
  const shell = staffShell(deps, visit, {
    title: words.heading,
    current: 'teams',
    ...(hasErrors ? { hasErrors } : {}),
  });
  const view = {
    forgeryToken: visit.session.formToken,
    errors,
    ...(done === undefined ? {} : { done }),
    teams: teams.value.map((team) => teamShown(team, shown)),
    form: {
      name: isForming ? typed(form, 'name') : '',
      isMember: isForming ? form.has('isMember') : true,
    },
  };
  return showPage(deps, reply.code(hasErrors ? 400 : 200), teamsPage, { shell, view });
}

interface Taken {
  readonly step: Step;
  readonly errors: readonly FieldError[];
  readonly take: () => Promise<Outcome<true>>;
  /** What the door's own refusal means beside a field; undefined where it is none of the form's. */
  readonly mistake: (fault: Fault) => FieldError | undefined;
}

function forming(deps: StaffDependencies, visit: StaffVisit, form: URLSearchParams): Taken {
  const name = typed(form, 'name');
  return {
    step: 'formed',
    errors: name === '' ? [{ field: 'name', text: errorWords.noName }] : [],
    take: () => deps.record.formTeam(visit.context, { name, isMember: form.has('isMember') }),
    mistake: ({ code }) => (code === 'PRIVACY-007' ? { field: 'name', text: errorWords.name } : undefined),
  };
}

function changing(deps: StaffDependencies, visit: StaffVisit, form: URLSearchParams, change: 'join' | 'leave'): Taken {
  const [team, staffId, name] = [typed(form, 'team'), typed(form, 'staffId'), typed(form, 'memberName')];
  const isJoining = change === 'join';
  const errors: FieldError[] = [];
  if (isJoining && name === '') errors.push({ field: nameField(team), text: errorWords.memberName });
  if (isJoining && staffId === '') errors.push({ field: idField(team), text: errorWords.staffId });
  const refusal = staffId === visit.caller.staffId ? errorWords.yourself : errorWords.isIn;
  return {
    step: change,
    errors,
    take: () => deps.record.changeMembership(visit.context, { team: Number(team), change, staffId, name }),
    mistake: ({ code }) => (isJoining && code === 'PRIVACY-008' ? { field: idField(team), text: refusal } : undefined),
  };
}

function renaming(deps: StaffDependencies, visit: StaffVisit, form: URLSearchParams): Taken {
  const [team, name] = [typed(form, 'team'), typed(form, 'name')];
  const field = newNameField(team);
  return {
    step: 'rename',
    errors: name === '' ? [{ field, text: errorWords.noNewName }] : [],
    take: () => deps.record.renameTeam(visit.context, { team: Number(team), name }),
    mistake: ({ code }) => (code === 'PRIVACY-007' ? { field, text: errorWords.newName } : undefined),
  };
}

function takenOf(deps: StaffDependencies, visit: StaffVisit, form: URLSearchParams): Taken {
  const step = form.get('step');
  if (step === 'rename') return renaming(deps, visit, form);
  return step === 'join' || step === 'leave' ? changing(deps, visit, form, step) : forming(deps, visit, form);
}

export function teamsRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get(teamsHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const { done } = request.query as Record<string, unknown>;
    const said = typeof done === 'string' && isKeyOf(doneWords, done) ? { done: doneWords[done] } : {};
    return showTeams(deps, reply, visit, { form: new URLSearchParams(), errors: [], ...said });
  });

  app.post(teamsHref, async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    const form = formOf(request);
    const taken = takenOf(deps, visit, form);
    if (taken.errors.length > 0) return showTeams(deps, reply, visit, { form, errors: taken.errors });
    const outcome = await taken.take();
    if (outcome.ok) return reply.header('cache-control', 'no-store').redirect(`${teamsHref}?done=${taken.step}`, 303);
    const mistake = taken.mistake(outcome.fault);
    if (mistake === undefined) return answerFault(deps, reply, visit, outcome.fault);
    return showTeams(deps, reply, visit, { form, errors: [mistake] });
  });
}
