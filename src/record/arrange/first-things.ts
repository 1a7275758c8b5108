/** What changes how one greets and treats a person comes first: resuscitation, safety, adjustments, wishes, powers. */
import type { CarePlan, Consent, Flag } from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { as, codesOf, conceptText, hasCode } from './fhir-words.ts';
import { happenedAt } from './happened-at.ts';
import type { PersonDetails } from './person-details.ts';
import { answersFor, type SectionAnswer } from './source-answers.ts';

export const firstThings = [
  'cpr',
  'advance-decision',
  'safeguarding',
  'adjustments',
  'communication',
  'pregnancy',
  'power-of-attorney',
  'contingency',
  'about-me',
] as const;
export type FirstThing = (typeof firstThings)[number];

export interface FirstFact {
  readonly thing: FirstThing;
  readonly statement: string;
  readonly detail: string | undefined;
  readonly recorded: string;
  readonly author: string | undefined;
  readonly organisation: string;
  /** Statements of this thing that stand besides. */
  readonly others: readonly string[];
}

export interface ArrangedFirstThings {
  readonly facts: readonly FirstFact[];
  /** What each named source said to each. */
  readonly answers: ReadonlyMap<FirstThing, readonly SectionAnswer[]>;
}

const flagKinds = 'https://goldthread.example/CodeSystem/flag-kind';
const planKinds = 'https://goldthread.example/CodeSystem/plan-kind';

const thingByFlagKind: Readonly<Record<string, FirstThing>> = {
  'cpr-recommendation': 'cpr',
  safeguarding: 'safeguarding',
  'child-protection': 'safeguarding',
  'looked-after-child': 'safeguarding',
  'reasonable-adjustment': 'adjustments',
  'communication-need': 'communication',
  'lasting-power-of-attorney': 'power-of-attorney',
  'about-me': 'about-me',
};
const thingByPlanKind: Readonly<Record<string, FirstThing>> = { respect: 'cpr', contingency: 'contingency' };

const endedStatuses: ReadonlySet<string> = new Set([
  'inactive',
  'revoked',
  'completed',
  'rejected',
  'unknown',
  'cancelled',
]);

function isStanding(entry: RecordEntry): boolean {
  return !entry.isWithdrawn && !endedStatuses.has(String(entry.resource['status'] ?? ''));
}

/** Which of the first things this entry speaks of; undefined for the rest of a record. */
export function firstThingOf(entry: RecordEntry): FirstThing | undefined {
  const { resourceType } = entry.resource;
  if (resourceType === 'Flag') {
    for (const kind of codesOf(as<Flag>(entry).category, flagKinds)) {
      const thing = thingByFlagKind[kind];
      if (thing !== undefined) return thing;
    }
    return undefined;
  }
  if (resourceType === 'CarePlan') {
    for (const kind of codesOf(as<CarePlan>(entry).category, planKinds)) {
      const thing = thingByPlanKind[kind];
      if (thing !== undefined) return thing;
    }
    return undefined;
  }
  if (resourceType === 'Consent') {
    const consent = as<Consent>(entry);
    const isAdvance = hasCode(consent.scope, 'adr') || consent.category.some((category) => hasCode(category, 'acd'));
    return isAdvance ? 'advance-decision' : undefined;
  }
  if (resourceType === 'Condition' && entryIsPregnancy(entry)) return 'pregnancy';
  return undefined;
}

function entryIsPregnancy(entry: RecordEntry): boolean {
  const code = entry.resource['code'];
  const status = entry.resource['clinicalStatus'] as { coding?: readonly { code?: string }[] } | undefined;
  const isPast = status?.coding?.some(({ code: one }) => one === 'resolved' || one === 'inactive') ?? false;
  return !isPast && hasCode(code as Parameters<typeof hasCode>[0], '77386006');
}

function statementOf(entry: RecordEntry): { statement: string; detail: string | undefined } {
  switch (entry.resource.resourceType) {
    case 'CarePlan': {
      const plan = as<CarePlan>(entry);
      return { statement: plan.title ?? conceptText(plan.category?.[0]) ?? 'Plan', detail: plan.description };
    }
    case 'Consent': {
      const consent = as<Consent>(entry);
      return {
        statement: conceptText(consent.category[0]) ?? 'Advance decision',
        detail: consent.policyRule?.text ?? conceptText(consent.policyRule),
      };
    }
    default: {
      const resource = as<{ code?: Flag['code']; note?: readonly { text: string }[]; onsetDateTime?: string }>(entry);
      return { statement: conceptText(resource.code) ?? 'Recorded without words', detail: resource.note?.[0]?.text };
    }
  }
}

function factOf(arrangement: Arrangement, thing: FirstThing, entries: readonly RecordEntry[]): FirstFact {
  // The flag says it in a few words; the plan says the rest.
  const flag = entries.find((entry) => entry.resource.resourceType === 'Flag') ?? entries[0]!;
  const head = statementOf(flag);
  const plan = entries.find((entry) => entry !== flag && entry.resource.resourceType === 'CarePlan');
  const rest = entries.filter((entry) => entry !== flag && entry !== plan).map((entry) => statementOf(entry).statement);
  const others = [...new Set(rest)].filter((text) => text !== head.statement);
  const author = arrangement.authors.authorOf(flag);
  const planned = plan === undefined ? undefined : withoutRepeat(statementOf(plan).detail, head.statement);
  return {
    thing,
    statement: head.statement,
    detail: head.detail ?? planned,
    recorded: happenedAt(flag),
    author: author?.name,
    organisation: flag.source.organisation.name,
    others,
  };
}

function withoutRepeat(text: string | undefined, said: string): string | undefined {
  return text?.startsWith(`${said}. `) === true ? text.slice(said.length + 2) : text;
}

function languageFact(arrangement: Arrangement, person: PersonDetails | undefined): FirstFact | undefined {
  if (person === undefined || !person.needsInterpreter) return undefined;
  const patient = arrangement.ofType('Patient')[0];
  if (patient === undefined) return undefined;
  return {
    thing: 'communication',
    statement: 'Needs an interpreter',
    detail: person.languages.join(', ') || undefined,
    recorded: happenedAt(patient),
    author: undefined,
    organisation: patient.source.organisation.name,
    others: [],
  };
}

export function arrangeFirstThings(arrangement: Arrangement, person: PersonDetails | undefined): ArrangedFirstThings {
  const byThing = new Map<FirstThing, RecordEntry[]>();
  for (const entry of arrangement.ofType('Flag', 'CarePlan', 'Consent', 'Condition')) {
    const thing = firstThingOf(entry);
    if (thing === undefined || !isStanding(entry)) continue;
    const entries = byThing.get(thing) ?? [];
    entries.push(entry);
    byThing.set(thing, entries);
  }
  const facts = firstThings.flatMap((thing) => {
    const entries = byThing.get(thing);
    if (entries !== undefined) return [factOf(arrangement, thing, entries)];
    const fact = thing === 'communication' ? languageFact(arrangement, person) : undefined;
    return fact === undefined ? [] : [fact];
  });
  const answers = new Map(
    firstThings.map((thing) => [thing, answersFor(arrangement.sources, byThing.get(thing) ?? [])]),
  );
  return { facts, answers };
}
