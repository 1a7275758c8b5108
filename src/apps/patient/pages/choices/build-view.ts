import { type ChoiceFormKey, type ChoiceNames, choiceText, formTitle, makerText, makingText } from '#choosing';
import type { KeptChoice } from '#privacy';
import type { ChoiceGroup, ChoiceLine, ChoicesView } from './view.ts';
import { doneWords, groupWords, openToNobodyWords } from './words.en.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

export function takeBackAddress(choice: number): string {
  return `/my/choices/take-back?${new URLSearchParams({ choice: String(choice) })}`;
}

export function choiceLine(kept: KeptChoice, names: ChoiceNames): ChoiceLine {
  const { ended } = kept;
  return {
    text: choiceText(kept, names),
    ...makingText(kept, names),
    ...(ended === undefined
      ? { takeBack: takeBackAddress(kept.choice) }
      : {
          ended: {
            by: makerText(ended.by, names),
            at: iso(ended.atMs),
            ...(ended.evidence === '' ? {} : { evidence: ended.evidence }),
          },
        }),
  };
}

const form = (key: ChoiceFormKey) => ({
  text: formTitle(key, 'person').heading,
  detail: formTitle(key, 'person').detail,
  href: `/my/choices/${key}`,
});

const door = ([text, detail]: readonly [string, string], href: string) => ({ text, detail, href });

/** The same for everybody: what can be chosen tells nothing about what was. */
const groups: readonly ChoiceGroup[] = [
  {
    heading: groupWords.see,
    doors: [
      door(groupWords.seeDoors['who-can-see'], '/my/choices/who-can-see'),
      door(groupWords.seeDoors['who-has-looked'], '/my/who-has-looked'),
    ],
  },
  { heading: groupWords.stop, doors: [form('sharing-all'), form('sharing-place'), form('sharing-organisation')] },
  { heading: groupWords.hide, doors: [form('hide-kinds'), door(groupWords.hideRecord, '/my/record')] },
  {
    heading: groupWords.protect,
    doors: [
      form('protection'),
      door(groupWords.discreet, '/my/choices/discreet'),
      form('safe-contact'),
      form('share-sensitive'),
    ],
  },
];

export interface ChoiceDone {
  readonly done: string | null;
  readonly choice: number | undefined;
}

function doneOf({ done, choice }: ChoiceDone): Pick<ChoicesView, 'done'> {
  if (done === 'ended') return { done: { text: doneWords.ended } };
  if (done !== 'made') return {};
  const undo = choice === undefined ? {} : { undo: { text: doneWords.undo, href: takeBackAddress(choice) } };
  return { done: { text: doneWords.made, ...undo } };
}

function openToNobody(kept: readonly KeptChoice[]): Pick<ChoicesView, 'openToNobody'> {
  const named = kept.filter(({ kind, ended }) => kind === 'protection' && ended === undefined);
  if (named.length === 0 || named.some(({ team }) => team?.state === 'stands')) return {};
  const { text, more } = openToNobodyWords;
  return { openToNobody: { text, more: { text: more, href: '/my/choices/protection' } } };
}

export function choicesView(kept: readonly KeptChoice[], names: ChoiceNames, done: ChoiceDone): ChoicesView {
  const lines = kept.map((one) => choiceLine(one, names));
  return {
    ...doneOf(done),
    ...openToNobody(kept),
    groups,
    now: lines.filter(({ ended }) => ended === undefined),
    past: lines.filter(({ ended }) => ended !== undefined),
  };
}
