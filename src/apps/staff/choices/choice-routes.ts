/** Choices on the person's behalf: the same forms as on their own pages, with how staff know; logged as staff, for the person. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type ChoiceError,
  type ChoiceField,
  type ChoiceFormKey,
  type ChoosingContext,
  choiceFields,
  choiceText,
  consequencesOf,
  filledIn,
  formTitle,
  isChoiceFormKey,
  makerText,
  makingText,
  readChoice,
} from '#choosing';
import { type KeptChoice, mayWiden, roleProfile } from '#privacy';
import { answerFault, answerNotFound } from '../answers.ts';
import { type OpenedPerson, openPerson } from '../open-person.ts';
import { staffChoicesPage } from '../pages/choices/page.ts';
import type { StaffChoiceLine } from '../pages/choices/view.ts';
import { doneWords, withholdDoor } from '../pages/choices/words.en.ts';
import { staffChoosePage } from '../pages/choose/page.ts';
import type { StaffChooseView } from '../pages/choose/view.ts';
import { words as chooseWords } from '../pages/choose/words.en.ts';
import { compartmentIn } from '../person-address.ts';
import { recordShell } from '../record-shell.ts';
import { needsSignInAgain, signInAgainFor, signInAgainMistake } from '../sign-in-again/sign-in-again.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage } from '../staff-shell.ts';
import { formOf } from '../staff-visit.ts';
import { formsThatMayWiden, staffChoosing, staffForms, staffNames } from './staff-choosing.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

interface Opened {
  readonly deps: StaffDependencies;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly opened: OpenedPerson;
}

function lineOf(kept: KeptChoice, deps: StaffDependencies, home: string): StaffChoiceLine {
  const names = staffNames(deps);
  const { ended } = kept;
  return {
    text: choiceText(kept, names),
    ...makingText(kept, names),
    ...(ended === undefined
      ? { takeBack: `${home}/choices/take-back?choice=${kept.choice}` }
      : {
          ended: {
            by: makerText(ended.by, names),
            at: iso(ended.atMs),
            ...(ended.evidence === '' ? {} : { evidence: ended.evidence }),
          },
        }),
  };
}

/** Which doors a role has: the same for every person. */
function doorsOf({ visit, home }: OpenedPerson) {
  const { activities } = roleProfile(visit.caller.roleCode);
  const forms = activities.has('record-choices') ? staffForms : [];
  return [
    ...forms.map((key) => ({
      text: formTitle(key, 'staff').heading,
      detail: formTitle(key, 'staff').detail,
      href: `${home}/choices/${key}`,
    })),
    ...(activities.has('withhold-from-person') ? [{ ...withholdDoor, href: `${home}/choices/withhold` }] : []),
  ];
}

async function showChoices({ deps, request, reply, opened }: Opened): Promise<FastifyReply> {
  const compartment = compartmentIn(request);
  const kept = await deps.record.listChoices(opened.visit.context, compartment === undefined ? {} : { compartment });
  if (!kept.ok) return answerFault(deps, reply, opened.visit, kept.fault);
  const lines = kept.value.map((one) => lineOf(one, deps, opened.home));
  const { done } = request.query as Record<string, unknown>;
  const shell = recordShell(deps, opened, { section: 'choices', refreshHref: request.url });
  const view = {
    ...(done === 'made' || done === 'ended' ? { done: doneWords[done] } : {}),
    doors: doorsOf(opened),
    now: lines.filter(({ ended }) => ended === undefined),
    past: lines.filter(({ ended }) => ended !== undefined),
  };
  return showPage(deps, reply, staffChoicesPage, { shell, view });
}

function showChoose({ deps, request, reply, opened }: Opened, view: StaffChooseView): FastifyReply {
  const hasErrors = view.kind === 'form' && view.errors.length > 0;
  const shell = recordShell(deps, opened, {
    section: 'choices',
    title: view.heading,
    refreshHref: request.url,
    ...(hasErrors ? { hasErrors } : {}),
  });
  return showPage(deps, hasErrors ? reply.code(400) : reply, staffChoosePage, { shell, view });
}

interface Choosing extends Opened {
  readonly key: ChoiceFormKey;
  readonly context: ChoosingContext;
}

/** Nothing while the sign-in is recent enough for what opens somebody's record further. */
const again = (deps: StaffDependencies, { visit }: OpenedPerson, returnTo: string) =>
  signInAgainFor(deps, visit, { act: 'onTheirBehalf', returnTo });

function frameOf({ deps, opened, key }: Choosing) {
  const action = `${opened.home}/choices/${key}`;
  return {
    heading: formTitle(key, 'staff').heading,
    detail: formTitle(key, 'staff').detail,
    action,
    ...(formsThatMayWiden.includes(key) ? again(deps, opened, action) : {}),
    formToken: opened.visit.session.formToken,
    backHref: `${opened.home}/choices`,
  };
}

function showForm(choosing: Choosing, form: URLSearchParams, errors: readonly ChoiceError[]): FastifyReply {
  const { key, context } = choosing;
  const hasNothing = key === 'protection' && context.teams.length === 0;
  return showChoose(choosing, {
    kind: 'form',
    ...frameOf(choosing),
    fields: choiceFields(key, context, form),
    errors,
    ...(hasNothing ? { nothing: chooseWords.noTeams } : {}),
  });
}

async function take(choosing: Choosing): Promise<FastifyReply> {
  const { deps, request, reply, opened, key, context } = choosing;
  const form = formOf(request);
  const read = readChoice(key, context, form);
  if ('errors' in read) return showForm(choosing, form, read.errors);
  if (form.get('step') !== 'make')
    return showChoose(choosing, {
      kind: 'check',
      ...frameOf(choosing),
      will: consequencesOf(read.choices, context),
      filledIn: filledIn(choiceFields(key, context, form), form),
    });
  const compartment = compartmentIn(request);
  for (const choice of read.choices) {
    const about = compartment === undefined ? {} : { compartment };
    const made = await deps.record.makeChoice(opened.visit.context, { ...about, choice, evidence: read.evidence });
    if (!made.ok && needsSignInAgain(made.fault)) return showForm(choosing, form, [signInAgainMistake]);
    if (!made.ok) return answerFault(deps, reply, opened.visit, made.fault);
  }
  return reply.header('cache-control', 'no-store').redirect(`${opened.home}/choices?done=made`, 303);
}

async function openChoices(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Opened | undefined> {
  const opened = await openPerson(deps, request, reply, (sections) => sections.hasChoices);
  return opened === undefined ? undefined : { deps, request, reply, opened };
}

/** A form that the role does not have is not there. */
async function openForm(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Choosing | undefined> {
  const found = await openChoices(deps, request, reply);
  if (found === undefined) return undefined;
  const { key } = request.params as { key: string };
  const { visit } = found.opened;
  if (
    !isChoiceFormKey(key) ||
    !staffForms.includes(key) ||
    !roleProfile(visit.caller.roleCode).activities.has('record-choices')
  ) {
    answerNotFound(deps, reply, visit);
    return undefined;
  }
  return { ...found, key, context: await staffChoosing(deps, found.opened) };
}

const evidenceOnly = (form: URLSearchParams, context: ChoosingContext): ChoiceField[] =>
  choiceFields('safe-contact', context, form).filter(({ name }) => name === 'evidence');

async function showTakeBack(
  found: Opened,
  form: URLSearchParams,
  errors: readonly ChoiceError[],
): Promise<FastifyReply> {
  const { deps, request, reply, opened } = found;
  const number = Number((request.query as Record<string, unknown>)['choice']);
  const compartment = compartmentIn(request);
  const kept = await deps.record.listChoices(opened.visit.context, compartment === undefined ? {} : { compartment });
  if (!kept.ok) return answerFault(deps, reply, opened.visit, kept.fault);
  const one = kept.value.find(({ choice, ended }) => choice === number && ended === undefined);
  if (one === undefined) return answerNotFound(deps, reply, opened.visit);
  const action = `${opened.home}/choices/take-back?choice=${number}`;
  return showChoose(found, {
    kind: 'form',
    heading: chooseWords.takeBackTitle,
    detail: `${choiceText(one, staffNames(deps))}. ${chooseWords.takeBackDetail}`,
    action,
    ...(mayWiden(one.kind, 'taken-back') ? again(deps, opened, action) : {}),
    formToken: opened.visit.session.formToken,
    backHref: `${opened.home}/choices`,
    fields: evidenceOnly(form, await staffChoosing(deps, opened)),
    errors,
  });
}

async function takeBack(found: Opened): Promise<FastifyReply> {
  const { deps, request, reply, opened } = found;
  const form = formOf(request);
  const evidence = (form.get('evidence') ?? '').trim();
  const read = readChoice(
    'safe-contact',
    { ...(await staffChoosing(deps, opened)) },
    new URLSearchParams([
      ['words', '-'],
      ['evidence', evidence],
    ]),
  );
  if ('errors' in read) return showTakeBack(found, form, read.errors);
  const choice = Number((request.query as Record<string, unknown>)['choice']);
  const compartment = compartmentIn(request);
  const about = compartment === undefined ? {} : { compartment };
  const ended = await deps.record.takeBackChoice(opened.visit.context, { ...about, choice, evidence });
  if (!ended.ok && needsSignInAgain(ended.fault)) return showTakeBack(found, form, [signInAgainMistake]);
  if (!ended.ok) return answerFault(deps, reply, opened.visit, ended.fault);
  return reply.header('cache-control', 'no-store').redirect(`${opened.home}/choices?done=ended`, 303);
}

export function choiceRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  const address = '/staff/people/:id/choices';
  app.get(address, async (request, reply) => {
    const found = await openChoices(deps, request, reply);
    return found === undefined ? reply : showChoices(found);
  });
  app.get(`${address}/take-back`, async (request, reply) => {
    const found = await openChoices(deps, request, reply);
    return found === undefined ? reply : showTakeBack(found, new URLSearchParams(), []);
  });
  app.post(`${address}/take-back`, async (request, reply) => {
    const found = await openChoices(deps, request, reply);
    return found === undefined ? reply : takeBack(found);
  });
  app.get(`${address}/:key`, async (request, reply) => {
    const found = await openForm(deps, request, reply);
    return found === undefined ? reply : showForm(found, new URLSearchParams(), []);
  });
  app.post(`${address}/:key`, async (request, reply) => {
    const found = await openForm(deps, request, reply);
    return found === undefined ? reply : take(found);
  });
}
