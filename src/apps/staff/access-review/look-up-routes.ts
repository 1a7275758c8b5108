/** Looks at a person, and looks by a member of staff. Both are answered by the POST: no name or number stands in an address. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { bannerName, type FieldError } from '#kit';
import type { CaseLook, LooksAtPerson, WhoseLooks } from '#record';
import { answerFault } from '../answers.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage } from '../staff-shell.ts';
import type { StaffVisit } from '../staff-visit.ts';
import { reviewHome } from './alert-reference.ts';
import { lookShown } from './look-view.ts';
import { momentRoutes } from './moment-routes.ts';
import { personLooksPage } from './pages/person-looks/page.ts';
import type { PersonLooksView } from './pages/person-looks/view.ts';
import { staffLooksPage } from './pages/staff-looks/page.ts';
import type { StaffLooksView } from './pages/staff-looks/view.ts';
import { postedLookUp } from './posted-look-up.ts';
import { readPersonLookUp, readStaffLookUp, staffLookUpDefaults, typed } from './read-look-up-forms.ts';
import { enterReview, reviewShell } from './review-visit.ts';
import { words } from './words.en.ts';

const looksOnAPage = 200;

function foundLooks(found: LooksAtPerson, whose: WhoseLooks): NonNullable<PersonLooksView['found']> {
  const { person, looks, nextBeforeLeaf } = found;
  const born = person?.birthDate;
  const nhsNumber = person?.nhsNumber;
  const [field = '', value = ''] = Object.entries(whose)[0] ?? [];
  return {
    ...(person === undefined
      ? {}
      : {
          person: {
            name: bannerName(person),
            ...(born === undefined ? {} : { born }),
            ...(nhsNumber === undefined ? {} : { nhsNumber }),
          },
        }),
    looks: looks.map(lookShown),
    ...(nextBeforeLeaf === undefined
      ? {}
      : { older: { text: 'Older looks', beforeLeaf: nextBeforeLeaf, field, value: String(value) } }),
  };
}

function personRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  const show = (
    reply: FastifyReply,
    visit: StaffVisit,
    page: Pick<PersonLooksView, 'found'> & { readonly errors?: readonly FieldError[]; readonly nhsNumber?: string },
  ): FastifyReply => {
    const { errors = [], nhsNumber = '', ...found } = page;
    const hasErrors = errors.length > 0;
    const shell = reviewShell(deps, visit, 'person', { title: words.titles.person, hasErrors });
    const view = { forgeryToken: visit.session.formToken, errors, typed: { nhsNumber }, ...found };
    return showPage(deps, reply.code(hasErrors ? 400 : 200), personLooksPage, { shell, view });
  };
  app.get(`${reviewHome}/person`, async (request, reply) => {
    const visit = await enterReview(deps, request, reply);
    return visit === undefined ? reply : show(reply, visit, {});
  });
  app.post(`${reviewHome}/person`, async (request, reply) => {
    const given = await postedLookUp(deps, request, reply);
    if (given === undefined) return reply;
    const { visit, form } = given;
    const read = readPersonLookUp(form);
    const nhsNumber = typed(form, 'nhsNumber');
    if ('errors' in read) return show(reply, visit, { errors: read.errors, nhsNumber });
    const before = Number(form.get('before') ?? Number.NaN);
    const found = await deps.record.review.lookUpByPerson(visit.context, {
      whose: read.asked,
      limit: looksOnAPage,
      ...(Number.isSafeInteger(before) ? { beforeLeaf: before } : {}),
    });
    if (!found.ok && found.fault.kind === 'not-found')
      return show(reply, visit, {
        errors: [{ field: 'nhsNumber', text: 'Nobody is known under this number' }],
        nhsNumber,
      });
    if (!found.ok) return answerFault(deps, reply, visit, found.fault);
    return show(reply, visit, { found: foundLooks(found.value, read.asked) });
  });
}

function peopleIn(looks: readonly CaseLook[]): Map<CaseLook['person'], string> {
  return new Map(
    [...new Set(looks.map((look) => look.person))].map((person, index) => [person, `Person ${index + 1}`]),
  );
}

function foundByStaff(looks: readonly CaseLook[], isCut: boolean): NonNullable<StaffLooksView['found']> {
  const names = peopleIn(looks);
  return {
    looks: looks.map((look) => ({ ...lookShown(look), who: names.get(look.person) ?? '', role: '' })).reverse(),
    people: [...names].map(([person, name]) => ({
      name,
      person: String(person),
      looks: looks.filter((look) => look.person === person).length,
    })),
    isCut,
  };
}

function staffRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  const show = (
    reply: FastifyReply,
    visit: StaffVisit,
    page: Pick<StaffLooksView, 'found' | 'typed'> & { readonly errors?: readonly FieldError[] },
  ): FastifyReply => {
    const { errors = [] } = page;
    const hasErrors = errors.length > 0;
    const shell = reviewShell(deps, visit, 'staff', { title: words.titles.staff, hasErrors });
    const view = { forgeryToken: visit.session.formToken, ...page, errors };
    return showPage(deps, reply.code(hasErrors ? 400 : 200), staffLooksPage, { shell, view });
  };
  app.get(`${reviewHome}/staff`, async (request, reply) => {
    const visit = await enterReview(deps, request, reply);
    return visit === undefined ? reply : show(reply, visit, { typed: staffLookUpDefaults(deps.clock.now()) });
  });
  app.post(`${reviewHome}/staff`, async (request, reply) => {
    const given = await postedLookUp(deps, request, reply);
    if (given === undefined) return reply;
    const { visit, form } = given;
    const kept = { staffId: typed(form, 'staffId'), from: typed(form, 'from'), until: typed(form, 'until') };
    const read = readStaffLookUp(form);
    if ('errors' in read) return show(reply, visit, { typed: kept, errors: read.errors });
    const asked = { ...read.asked, issuer: visit.caller.issuer };
    const found = await deps.record.review.lookUpByStaff(visit.context, asked);
    if (!found.ok) return answerFault(deps, reply, visit, found.fault);
    const { looks, nextAfterEntry } = found.value;
    return show(reply, visit, { typed: kept, found: foundByStaff(looks, nextAfterEntry !== undefined) });
  });
}

export function lookUpRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  personRoutes(app, deps);
  staffRoutes(app, deps);
  momentRoutes(app, deps);
}
