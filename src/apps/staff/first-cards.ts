/** The cards that come before everything else. */
import type { ContentClassName } from '#disclosure';
import { arrangeFirstThings, type FirstFact, type FirstThing, firstThings, type SectionAnswer } from '#record';
import type { OpenedPerson } from './open-person.ts';
import type { FirstCard } from './pages/patient-record/view.ts';
import { together } from './source-views.ts';

const headings: Readonly<Record<FirstThing, string>> = {
  cpr: 'CPR and ReSPECT',
  'advance-decision': 'Advance decision',
  safeguarding: 'Safeguarding',
  adjustments: 'Reasonable adjustments',
  communication: 'Communication',
  pregnancy: 'Pregnancy',
  'power-of-attorney': 'Lasting power of attorney',
  contingency: 'If something goes wrong',
  'about-me': 'About me',
};

/** The class that holds each; a card is there only for a role that may hold the class at all. */
const classOf: Readonly<Record<FirstThing, ContentClassName>> = {
  cpr: 'cprRecommendation',
  'advance-decision': 'legalInformation',
  safeguarding: 'safeguarding',
  adjustments: 'individualRequirements',
  communication: 'individualRequirements',
  pregnancy: 'pregnancy',
  'power-of-attorney': 'legalInformation',
  contingency: 'contingencyPlan',
  'about-me': 'aboutMe',
};

function statementOf(fact: FirstFact): { statement: string; detail: string | undefined } {
  // A plan is often named as its card is: what it says is then the statement, and the name is not read twice.
  const isHeadingAgain = fact.statement.toLowerCase() === headings[fact.thing].toLowerCase();
  if (isHeadingAgain && fact.detail !== undefined && fact.others.length === 0)
    return { statement: fact.detail, detail: undefined };
  if (fact.thing === 'adjustments' && fact.others.length > 0)
    return {
      statement: `${fact.others.length + 1} recorded`,
      detail: `${[fact.statement, ...fact.others].join('. ')}.`,
    };
  const others = fact.others.length === 0 ? undefined : `Also recorded: ${fact.others.join('. ')}.`;
  const detail = [fact.detail, others].filter((text) => text !== undefined).join(' ');
  return { statement: fact.statement, detail: detail === '' ? undefined : detail };
}

function factCard(fact: FirstFact): FirstCard {
  const { statement, detail } = statementOf(fact);
  return {
    key: fact.thing,
    heading: headings[fact.thing],
    tone: fact.thing === 'safeguarding' ? 'alert' : 'plain',
    caution: true,
    sources: [],
    statement,
    ...(detail === undefined ? {} : { detail }),
    recorded: fact.recorded,
    provenance: fact.author === undefined ? fact.organisation : `${fact.author}, ${fact.organisation}`,
  };
}

/** Everything that no source holds, in one card with what each source said: never "none". */
function emptyCard(things: readonly FirstThing[], answers: readonly SectionAnswer[]): FirstCard[] {
  const [first] = things;
  if (first === undefined) return [];
  return [
    {
      key: things.length === 1 ? first : 'not-held',
      heading: things.map((thing) => headings[thing]).join(', '),
      tone: 'plain',
      caution: true,
      sources: together(answers),
    },
  ];
}

export interface FirstCards {
  /** What changes how one greets and treats somebody. */
  readonly first: readonly FirstCard[];
  /** Beside the plan: written for carers, who have them first. */
  readonly beside: readonly FirstCard[];
  /** Last, so that what no source holds does not push allergies off the first screen. */
  readonly notHeld?: FirstCard;
}

export function firstCards(opened: OpenedPerson): FirstCards {
  const { facts, answers } = arrangeFirstThings(opened.arrangement, opened.details);
  const mine = firstThings.filter((thing) => opened.sections.may(classOf[thing]));
  const held = new Map(facts.filter(({ thing }) => mine.includes(thing)).map((fact) => [fact.thing, fact]));
  // For whoever is no carer they are a card where somebody wrote one, and no gap where nobody did.
  const isForCarers = (thing: FirstThing): boolean =>
    opened.sections.hasJournal && (thing === 'contingency' || thing === 'about-me');
  const missing = mine.filter((thing) => !held.has(thing) && !isForCarers(thing));
  // Resuscitation has a card of its own whatever was said: its absence must be seen, not searched for.
  const alone = missing.filter((thing) => thing === 'cpr');
  const rest = missing.filter((thing) => thing !== 'cpr');
  // A source that holds any of them is answered for by its card: here it is said that it holds nothing of the rest.
  const restAnswers = (answers.get(rest[0] ?? 'cpr') ?? []).filter(({ said }) => said !== 'entries');
  const cardsOf = (things: readonly FirstThing[]): FirstCard[] =>
    things.flatMap((thing) => {
      const fact = held.get(thing);
      return fact === undefined ? [] : [factCard(fact)];
    });
  const [notHeld] = emptyCard(rest, restAnswers);
  return {
    first: [...emptyCard(alone, answers.get('cpr') ?? []), ...cardsOf(mine.filter((thing) => !isForCarers(thing)))],
    beside: cardsOf(mine.filter(isForCarers)),
    ...(notHeld === undefined ? {} : { notHeld }),
  };
}
