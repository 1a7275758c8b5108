/** A clinician keeps entries from the pages of somebody whose screen is not theirs alone (UK-18; DPA 2018, schedule 3). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ChoiceField } from '#choosing';
import { parseResourceId } from '#kernel/identity-number.ts';
import { isKeyOf } from '#kernel/own-key.ts';
import type { FieldError } from '#kit';
import { roleProfile } from '#privacy';
import { arrangeJournal, searchableText, writeEntry } from '#record';
import { answerFault, answerNotFound } from '../answers.ts';
import { type OpenedPerson, openPerson } from '../open-person.ts';
import { withholdPage } from '../pages/withhold/page.ts';
import { errorWords, formWords, words as pageWords } from '../pages/withhold/words.en.ts';
import { compartmentIn } from '../person-address.ts';
import { queryOf } from '../record-routes.ts';
import { recordShell } from '../record-shell.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';
import { showPage } from '../staff-shell.ts';
import { formOf } from '../staff-visit.ts';
import { type WordsInAddress, wordsInAddress } from '../words-in-address.ts';

const listed = 30;
const longestReason = 1000;
const longestWords = 100;

type Level = keyof typeof formWords.levels;

const isLevel = (text: string): text is Level => isKeyOf(formWords.levels, text);

function fieldsOf(form: URLSearchParams): ChoiceField[] {
  const items = Object.entries(formWords.levels).map(([value, [text, hint]]) => ({
    value,
    text,
    hint,
    isChosen: form.get('level') === value,
  }));
  return [
    { kind: 'radios', name: 'level', legend: formWords.level, items },
    {
      kind: 'words',
      name: 'evidence',
      legend: formWords.reason,
      hint: formWords.reasonHint,
      value: form.get('evidence') ?? '',
      rows: 3,
    },
  ];
}

/** What one line of the journal stands for: a report and its values are hidden together. */
function linesOf({ arrangement }: OpenedPerson) {
  return arrangeJournal(arrangement).map((line) => ({
    id: line.id,
    ids: [line.entry.id, ...line.parts.map(({ id }) => id)],
    line,
  }));
}

/** The chosen ones first, so that a mistake elsewhere in the form loses none; then the newest that hold the words. */
function listedLines(opened: OpenedPerson, words: string, chosen: ReadonlySet<string>) {
  const all = linesOf(opened);
  const wanted = words.toLowerCase();
  const found = all.filter(
    ({ id, line }) => !chosen.has(id) && searchableText(opened.arrangement, line).toLowerCase().includes(wanted),
  );
  const shown = [...all.filter(({ id }) => chosen.has(id)), ...found.slice(0, listed)];
  return { shown, isCut: found.length > listed };
}

interface Withholding {
  readonly deps: StaffDependencies;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly opened: OpenedPerson;
}

function showForm(found: Withholding, form: URLSearchParams, errors: readonly FieldError[]): FastifyReply {
  const { deps, request, reply, opened } = found;
  const chosen = new Set(form.getAll('entries'));
  const asked = wordsOf(opened).decrypt(queryOf(request).get('words'));
  const words = (asked['words'] ?? '').slice(0, longestWords).trim();
  const { shown, isCut } = listedLines(opened, words, chosen);
  const view = {
    action: `${opened.home}/choices/withhold`,
    formToken: opened.visit.session.formToken,
    backHref: `${opened.home}/choices`,
    errors,
    entries: shown.map(({ id, line }) => {
      const written = writeEntry(opened.arrangement, line);
      return { id, title: written.title, at: written.at, from: line.organisationName, isChosen: chosen.has(id) };
    }),
    isCut,
    words,
    fields: fieldsOf(form),
  };
  const shell = recordShell(deps, opened, {
    section: 'choices',
    title: pageWords.heading,
    refreshHref: request.url,
    ...(errors.length === 0 ? {} : { hasErrors: true }),
  });
  return showPage(deps, errors.length === 0 ? reply : reply.code(400), withholdPage, { shell, view });
}

const wordsOf = ({ home, visit }: OpenedPerson): WordsInAddress => wordsInAddress(visit.session.formToken, home);

/** Leads to the list of what holds these words, which stand in its address encrypted. */
function find({ request, reply, opened }: Withholding): FastifyReply {
  const words = (formOf(request).get('words') ?? '').slice(0, longestWords).trim();
  const query = words === '' ? '' : `?${new URLSearchParams({ words: wordsOf(opened).encrypt({ words }) })}`;
  return reply.header('cache-control', 'no-store').redirect(`${opened.home}/choices/withhold${query}`, 303);
}

async function withhold(found: Withholding): Promise<FastifyReply> {
  const { deps, request, reply, opened } = found;
  const form = formOf(request);
  const wanted = new Set(form.getAll('entries'));
  const ids = linesOf(opened).flatMap((line) => (wanted.has(line.id) ? line.ids : []));
  const level = form.get('level') ?? '';
  const evidence = (form.get('evidence') ?? '').trim();
  const errors = [
    ...(ids.length === 0 ? ['entries' as const] : []),
    ...(isLevel(level) ? [] : ['level' as const]),
    ...(evidence === '' || evidence.length > longestReason ? ['evidence' as const] : []),
  ].map((field) => ({ field, text: errorWords[field] }));
  if (errors.length > 0 || !isLevel(level)) return showForm(found, form, errors);
  const compartment = compartmentIn(request);
  const entries = ids.map(parseResourceId).filter((address) => address !== undefined);
  const made = await deps.record.makeChoice(opened.visit.context, {
    ...(compartment === undefined ? {} : { compartment }),
    choice: { kind: 'seal', scope: 'entry', level, entries },
    evidence,
  });
  if (!made.ok) return answerFault(deps, reply, opened.visit, made.fault);
  return reply.header('cache-control', 'no-store').redirect(`${opened.home}/choices?done=made`, 303);
}

async function openWithholding(
  deps: StaffDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Withholding | undefined> {
  const opened = await openPerson(deps, request, reply, (sections) => sections.hasChoices);
  if (opened === undefined) return undefined;
  if (roleProfile(opened.visit.caller.roleCode).activities.has('withhold-from-person'))
    return { deps, request, reply, opened };
  answerNotFound(deps, reply, opened.visit);
  return undefined;
}

export function withholdRoutes(app: FastifyInstance, deps: StaffDependencies): void {
  const address = '/staff/people/:id/choices/withhold';
  app.get(address, async (request, reply) => {
    const found = await openWithholding(deps, request, reply);
    return found === undefined ? reply : showForm(found, new URLSearchParams(), []);
  });
  app.post(address, async (request, reply) => {
    const found = await openWithholding(deps, request, reply);
    if (found === undefined) return reply;
    return formOf(request).get('step') === 'find' ? find(found) : withhold(found);
  });
}
