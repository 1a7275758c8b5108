/** Finding a person. The answer is rendered by the POST, so that no word that names anybody stands in an address. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { numberText } from '#kernel/identity-number.ts';
import type { FieldError, Link } from '#kit';
import { type TracedPerson, traceLimit } from '#patient-index';
import { roleProfile } from '#privacy';
import { reviewHome } from './access-review/alert-reference.ts';
import { reviewsAccess } from './access-review/review-navigation.ts';
import { answerFault, answerOpensNothing } from './answers.ts';
import { enterStaff } from './enter-staff.ts';
import { findPersonPage } from './pages/find-person/page.ts';
import type { FindPersonForm, FindPersonOutcome, FoundPerson, WhatOpens } from './pages/find-person/view.ts';
import { emptyFindForm, readFindForm, typedIn } from './read-find-form.ts';
import type { StaffDependencies } from './staff-dependencies.ts';
import { findsNobody, showPage, staffShell } from './staff-shell.ts';
import { formOf, type StaffVisit } from './staff-visit.ts';
import { words } from './words.en.ts';

interface FindPage {
  readonly typed: FindPersonForm;
  readonly errors: readonly FieldError[];
  readonly outcome: FindPersonOutcome;
  readonly notices?: readonly Link[];
}

function showFind(deps: StaffDependencies, reply: FastifyReply, visit: StaffVisit, page: FindPage): FastifyReply {
  const title = page.outcome.kind === 'not-searched' ? words.titles.findPerson : words.titles.found;
  const shell = staffShell(deps, visit, { title, hasErrors: page.errors.length > 0 });
  return showPage(deps, reply, findPersonPage, {
    shell,
    view: {
      action: '/staff/find',
      forgeryToken: visit.session.formToken,
      notices: [],
      ...page,
    },
  });
}

export const genderWords = { male: 'Male', female: 'Female', other: 'Not specified (Other)' } as const;

export function genderText(code: string | undefined): 'Male' | 'Female' | 'Not specified (Other)' | 'Not known' {
  return genderWords[code as keyof typeof genderWords] ?? 'Not known';
}

function spaced(postcode: string): string {
  return postcode.length > 4 ? `${postcode.slice(0, -3)} ${postcode.slice(-3)}` : postcode;
}

function otherwise(visit: StaffVisit): WhatOpens {
  const { mayClaim, mayBreakGlass, mayOpen } = roleProfile(visit.caller.roleCode);
  if (mayClaim || mayBreakGlass) return 'with-reason';
  return mayOpen ? 'for-its-team' : 'never';
}

/** The grant that a yes would give is not used. */
async function whatOpens(deps: StaffDependencies, visit: StaffVisit, traced: TracedPerson): Promise<WhatOpens> {
  const person = await deps.patientIndex.personOfCompartment(traced.compartment);
  if (person === undefined) return otherwise(visit);
  const decision = await deps.privacy.decideStaff(visit.context, visit.caller, person);
  return decision.isGranted ? 'directly' : otherwise(visit);
}

async function foundPerson(deps: StaffDependencies, visit: StaffVisit, traced: TracedPerson): Promise<FoundPerson> {
  return {
    href: `/staff/people/${numberText(traced.compartment)}`,
    familyName: traced.familyName,
    givenName: traced.givenName,
    ...(traced.title === '' ? {} : { title: traced.title }),
    ...(traced.birthDate === undefined ? {} : { born: traced.birthDate }),
    ...(traced.isDeceased ? { died: words.dateNotShown } : {}),
    gender: genderText(traced.gender),
    ...(traced.nhsNumber === undefined ? {} : { nhsNumber: traced.nhsNumber }),
    isNhsNumberVerified: traced.nhsNumberStatus === '01',
    ...(traced.postcode === undefined ? {} : { place: spaced(traced.postcode) }),
    opens: await whatOpens(deps, visit, traced),
  };
}

/** Same family name and birth date, or same birth date and initials: easily taken for one another. */
function areSimilar(people: readonly TracedPerson[]): boolean {
  const keys = people.map((one) => `${one.familyName.toLowerCase()}|${one.givenName.slice(0, 1).toLowerCase()}`);
  const births = people.map((one) => `${one.birthDate}|${one.familyName.toLowerCase()}`);
  return new Set(keys).size < people.length || new Set(births).size < people.length;
}

async function search(
  deps: StaffDependencies,
  reply: FastifyReply,
  visit: StaffVisit,
  typed: FindPersonForm,
): Promise<FastifyReply> {
  const request = readFindForm(typed, deps.clock.now());
  if ('errors' in request) {
    const { errors } = request;
    return showFind(deps, reply.code(400), visit, { typed, errors, outcome: { kind: 'not-searched' } });
  }
  const found = await deps.record.findPeople(visit.context, request.criteria);
  if (!found.ok) return answerFault(deps, reply, visit, found.fault);
  const { people, isTooMany } = found.value;
  if (isTooMany)
    return showFind(deps, reply, visit, { typed, errors: [], outcome: { kind: 'too-many', limit: traceLimit } });
  if (people.length === 0) return showFind(deps, reply, visit, { typed, errors: [], outcome: { kind: 'nobody' } });
  const shown: FoundPerson[] = [];
  for (const person of people) shown.push(await foundPerson(deps, visit, person));
  const outcome = { kind: 'people', people: shown, hasSimilarNames: areSimilar(people) } as const;
  return showFind(deps, reply, visit, { typed, errors: [], outcome });
}

/** What waits for this member of staff: it is about nobody whose record they look for. */
async function noticesOf(deps: StaffDependencies, visit: StaffVisit): Promise<Link[]> {
  const questions = await deps.record.review.questionsTo(visit.context);
  const emergencies = await deps.privacy.claimsAwaiting(visit.caller);
  return [
    ...(emergencies.length === 0 ? [] : [{ text: words.emergencyWaits, href: '/staff/second-person' }]),
    ...(questions.length === 0 ? [] : [{ text: words.questionWaits, href: '/staff/questions' }]),
  ];
}

export function findPersonRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  app.get('/staff', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    if (reviewsAccess(visit.caller)) return reply.header('cache-control', 'no-store').redirect(reviewHome, 302);
    if (findsNobody(visit.caller)) return answerOpensNothing(deps, reply, visit);
    const notices = await noticesOf(deps, visit);
    return showFind(deps, reply, visit, {
      typed: emptyFindForm,
      errors: [],
      outcome: { kind: 'not-searched' },
      notices,
    });
  });

  // A reload of the results begins again: the address holds nothing to repeat the search from.
  app.get('/staff/find', async (_request, reply) => reply.redirect('/staff', 302));

  app.post('/staff/find', async (request, reply) => {
    const visit = await enterStaff(deps, request, reply);
    if (visit === undefined) return reply;
    return search(deps, reply, visit, typedIn(formOf(request)));
  });
}
