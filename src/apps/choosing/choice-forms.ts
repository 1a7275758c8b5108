/** The fields of each form. Radios and checkboxes of the design system; nothing that needs a script. */
import { contentClass } from '#disclosure';
import { isKeyOf } from '#kernel/own-key.ts';
import type { ChoiceField, ChoiceItem, ChoosingContext } from './choosing-context.ts';
import { kindsInPlainWords, kindsToHide } from './hidden-kinds-table.ts';
import { somebodyIn } from './say-somebody.ts';
import { type ChoiceFormKey, formTitles, formWords, labelsToShare } from './words.en.ts';

export function isChoiceFormKey(text: string): text is ChoiceFormKey {
  return isKeyOf(formTitles, text);
}

type Given = { readonly context: ChoosingContext; readonly form: URLSearchParams };

type ItemText = string | readonly [text: string, hint: string];

function item(form: URLSearchParams, name: string, value: string, said: ItemText): ChoiceItem {
  const [text, hint] = typeof said === 'string' ? [said, undefined] : said;
  const isChosen = form.getAll(name).includes(value);
  return { value, text, isChosen, ...(hint === undefined ? {} : { hint }) };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function policyField({ form }: Given): ChoiceField {
  const items = Object.entries(formWords.policy.items).map(([value, [text, hint]]) =>
    item(form, 'policy', value, [text, hint]),
  );
  return { kind: 'radios', name: 'policy', legend: formWords.policy.legend, items };
}

function placeField({ context, form }: Given): ChoiceField {
  const { legend, hint, none } = formWords.place;
  const places = context.places.map(({ number, name }) => item(form, 'place', String(number), name));
  return { kind: 'select', name: 'place', legend, hint, items: [item(form, 'place', '', none), ...places] };
}

function organisationField({ context, form }: Given): ChoiceField {
  const { legend, hint, none } = formWords.organisation;
  const all = context.organisations.map(({ code, name }) => item(form, 'organisation', code, name));
  return { kind: 'select', name: 'organisation', legend, hint, items: [item(form, 'organisation', '', none), ...all] };
}

function kindsField({ form }: Given): ChoiceField {
  const items = kindsToHide.map((name) =>
    item(form, 'classes', String(contentClass[name]), capital(kindsInPlainWords[name])),
  );
  return { kind: 'checkboxes', name: 'classes', legend: formWords.kinds.legend, hint: formWords.kinds.hint, items };
}

function levelField({ context, form }: Given): ChoiceField {
  const items = Object.entries(formWords.level.items).map(([value, [text, hint]]) =>
    item(form, 'level', value, [somebodyIn(text, context.audience), hint]),
  );
  return { kind: 'radios', name: 'level', legend: formWords.level.legend, items };
}

const teamItems = ({ context, form }: Given, name: string): ChoiceItem[] =>
  context.teams.map((team) => item(form, name, String(team.team), `${team.name}, ${team.place}`));

function teamField(given: Given): ChoiceField[] {
  if (given.context.teams.length === 0) return [];
  const { legend, hint, nobody } = formWords.team;
  const none = item(given.form, 'team', 'nobody', nobody);
  const isAnyChosen = given.form.has('team');
  const items = [isAnyChosen ? none : { ...none, isChosen: true }, ...teamItems(given, 'team')];
  return [{ kind: 'radios', name: 'team', legend, hint, items }];
}

function teamsField(given: Given): ChoiceField {
  const { legend, hint } = formWords.teams;
  return { kind: 'checkboxes', name: 'teams', legend, hint, items: teamItems(given, 'teams') };
}

function labelsField({ form }: Given): ChoiceField {
  const items = Object.entries(labelsToShare).map(([name, text]) => item(form, 'labels', name, text));
  return { kind: 'checkboxes', name: 'labels', legend: formWords.labels.legend, hint: formWords.labels.hint, items };
}

function contactField({ context, form }: Given): ChoiceField {
  const legend = somebodyIn(formWords.contact.legend, context.audience);
  return {
    kind: 'words',
    name: 'words',
    legend,
    hint: formWords.contact.hint,
    value: form.get('words') ?? '',
    rows: 4,
  };
}

const fieldsOf: Readonly<Record<ChoiceFormKey, (given: Given) => readonly ChoiceField[]>> = {
  'sharing-all': (given) => [policyField(given)],
  'sharing-place': (given) => [placeField(given), policyField(given)],
  'sharing-organisation': (given) => [organisationField(given), policyField(given)],
  'sharing-person': (given) => [policyField(given)],
  'hide-kinds': (given) => [kindsField(given), levelField(given), ...teamField(given)],
  'hide-entry': (given) => [levelField(given), ...teamField(given)],
  protection: (given) => [teamsField(given)],
  'share-sensitive': (given) => [labelsField(given)],
  'safe-contact': (given) => [contactField(given)],
};

function evidenceField({ form }: Given): ChoiceField {
  const { legend, hint } = formWords.evidence;
  return { kind: 'words', name: 'evidence', legend, hint, value: form.get('evidence') ?? '', rows: 3 };
}

/** Staff also say how they know. */
export function choiceFields(key: ChoiceFormKey, context: ChoosingContext, form: URLSearchParams): ChoiceField[] {
  const given = { context, form };
  return [...fieldsOf[key](given), ...(context.audience === 'staff' ? [evidenceField(given)] : [])];
}

/** What was filled in, to be carried over to the page that says what will happen. */
export function filledIn(fields: readonly ChoiceField[], form: URLSearchParams): { name: string; value: string }[] {
  return fields.flatMap(({ name }) => form.getAll(name).map((value) => ({ name, value })));
}
