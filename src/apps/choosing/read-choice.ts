/** A filled-in form as choices, or the mistakes in it. What is not among the offers is a mistake: nothing is guessed. */
import { type ContentClass, contentClass } from '#disclosure';
import { isKeyOf } from '#kernel/own-key.ts';
import type { Choice, ObjectionScope } from '#privacy';
import type { ChoiceError, ChoosingContext } from './choosing-context.ts';
import { kindsToHide } from './hidden-kinds-table.ts';
import { somebodyIn } from './say-somebody.ts';
import { type ChoiceFormKey, errorWords, formWords, labelsToShare } from './words.en.ts';

export type ReadChoice =
  | { readonly choices: readonly Choice[]; readonly evidence: string }
  | { readonly errors: readonly ChoiceError[] };

const longestContact = 500;

type Given = { readonly context: ChoosingContext; readonly form: URLSearchParams };
type Read<T> = T | keyof typeof errorWords;

function policyIn({ form }: Given): 'absolute' | 'emergency-override' | undefined {
  const policy = form.get('policy') ?? '';
  return policy === 'absolute' || policy === 'emergency-override' ? policy : undefined;
}

function objection(given: Given, scope: Read<ObjectionScope>): Read<readonly Choice[]> {
  if (typeof scope === 'string') return scope;
  const policy = policyIn(given);
  return policy === undefined ? 'policy' : [{ kind: 'objection', policy, ...scope }];
}

function placeScope({ context, form }: Given): Read<ObjectionScope> {
  const place = context.places.find(({ number }) => String(number) === form.get('place'));
  return place === undefined ? 'place' : { scope: 'source', source: place.number };
}

function organisationScope({ context, form }: Given): Read<ObjectionScope> {
  const found = context.organisations.find(({ code }) => code === form.get('organisation'));
  return found === undefined ? 'organisation' : { scope: 'organisation', organisation: found.code };
}

function lookerScope({ context }: Given): Read<ObjectionScope> {
  const { looker } = context;
  return looker === undefined
    ? 'organisation'
    : { scope: 'individual', issuer: looker.issuer, staffId: looker.staffId };
}

function levelIn({ form }: Given): keyof typeof formWords.level.items | undefined {
  const level = form.get('level') ?? '';
  return isKeyOf(formWords.level.items, level) ? level : undefined;
}

/** A team reads on only what is hidden from staff. */
function teamIn({ context, form }: Given): { readonly team?: number } {
  const team = context.teams.find((one) => String(one.team) === form.get('team'));
  return team === undefined || levelIn({ context, form }) === 'hidden-from-proxies' ? {} : { team: team.team };
}

function hideKinds(given: Given): Read<readonly Choice[]> {
  const offered = new Set<string>(kindsToHide.map((name) => String(contentClass[name])));
  const classes = given.form.getAll('classes').filter((one) => offered.has(one)) as string[];
  if (classes.length === 0) return 'classes';
  const level = levelIn(given);
  if (level === undefined) return 'level';
  const numbers = classes.map(Number) as ContentClass[];
  return [{ kind: 'seal', scope: 'category', level, classes: numbers, ...teamIn(given) }];
}

function hideEntry(given: Given): Read<readonly Choice[]> {
  const level = levelIn(given);
  const { entry } = given.context;
  if (level === undefined || entry === undefined) return 'level';
  return [{ kind: 'seal', scope: 'entry', level, entries: entry.addresses, ...teamIn(given) }];
}

/** One choice for each team: somebody in any of them may open the record. */
function protection({ context, form }: Given): Read<readonly Choice[]> {
  const wanted = new Set(form.getAll('teams'));
  const teams = context.teams.filter(({ team }) => wanted.has(String(team)));
  return teams.length === 0 ? 'teams' : teams.map(({ team }) => ({ kind: 'protection', team }));
}

function shareSensitive({ form }: Given): Read<readonly Choice[]> {
  const wanted = form.getAll('labels');
  const labels = (Object.keys(labelsToShare) as (keyof typeof labelsToShare)[]).filter((one) => wanted.includes(one));
  return labels.length === 0 ? 'labels' : [{ kind: 'share-sensitive', labels }];
}

function safeContact({ form }: Given): Read<readonly Choice[]> {
  const words = (form.get('words') ?? '').replaceAll('\r\n', '\n').trim();
  return words === '' || words.length > longestContact ? 'words' : [{ kind: 'safe-contact', words }];
}

const readers: Readonly<Record<ChoiceFormKey, (given: Given) => Read<readonly Choice[]>>> = {
  'sharing-all': (given) => objection(given, { scope: 'whole-record' }),
  'sharing-place': (given) => objection(given, placeScope(given)),
  'sharing-organisation': (given) => objection(given, organisationScope(given)),
  'sharing-person': (given) => objection(given, lookerScope(given)),
  'hide-kinds': hideKinds,
  'hide-entry': hideEntry,
  protection,
  'share-sensitive': shareSensitive,
  'safe-contact': safeContact,
};

export function readChoice(key: ChoiceFormKey, context: ChoosingContext, form: URLSearchParams): ReadChoice {
  const read = readers[key]({ context, form });
  const evidence = (form.get('evidence') ?? '').trim();
  const say = (field: keyof typeof errorWords): ChoiceError => ({
    field,
    text: somebodyIn(errorWords[field], context.audience),
  });
  const errors = [
    ...(typeof read === 'string' ? [say(read)] : []),
    ...(context.audience === 'staff' && evidence === '' ? [say('evidence')] : []),
  ];
  return typeof read === 'string' || errors.length > 0 ? { errors } : { choices: read, evidence };
}
