/** Alerts, what is planned and by whom, what is booked, and who is involved. */
import type {
  CarePlan,
  CareTeam,
  CodeableConcept,
  Encounter,
  EpisodeOfCare,
  Flag,
  Patient,
  ServiceRequest,
  Task,
} from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { type ArrangedList, listOf } from './arranged-list.ts';
import { as, conceptText, list, referenceWords } from './fhir-words.ts';
import { firstThingOf } from './first-things.ts';
import { happenedAt, timeOf } from './happened-at.ts';
import type { PersonDetails } from './person-details.ts';

export interface ArrangedAlert {
  readonly id: string;
  readonly text: string;
  readonly author: string | undefined;
  readonly source: string;
  readonly recorded: string;
}

/** Flags that stand and are none of the first things: alerts, risks, legal status. */
export function arrangeAlerts(arrangement: Arrangement): ArrangedList<ArrangedAlert> {
  const entries = arrangement
    .ofType('Flag')
    .filter(
      (entry) => !entry.isWithdrawn && entry.resource['status'] === 'active' && firstThingOf(entry) === undefined,
    );
  const lines = entries.map((entry) => ({
    id: entry.id,
    text: conceptText(as<Flag>(entry).code) ?? 'Alert without words',
    author: arrangement.authors.authorOf(entry)?.name,
    source: entry.source.name,
    recorded: happenedAt(entry),
  }));
  return listOf(arrangement, entries, lines);
}

export interface PlannedThing {
  readonly id: string;
  readonly text: string;
  readonly state: 'planned' | 'open-referral' | 'offered' | 'accepted';
  readonly owner: string | undefined;
  readonly ownerOrganisation: string;
  /** To whom it was offered. */
  readonly offeredTo: string | undefined;
  readonly due: string | undefined;
}

const planOpen: ReadonlySet<string> = new Set(['active', 'on-hold', 'draft']);
const taskOpen: ReadonlySet<string> = new Set(['requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold']);
const referralDays = 270;

function planLines(arrangement: Arrangement, entry: RecordEntry): PlannedThing[] {
  const plan = as<CarePlan>(entry);
  const owner = arrangement.authors.authorOf(entry)?.name;
  const line = (id: string, text: string): PlannedThing => ({
    id,
    text,
    state: 'planned',
    owner,
    ownerOrganisation: entry.source.organisation.name,
    offeredTo: undefined,
    due: plan.period?.end,
  });
  const title = plan.title ?? conceptText(plan.category?.[0]) ?? 'Plan';
  const whole = plan.description === undefined ? title : `${title}: ${plan.description}`;
  const steps = (plan.activity ?? []).flatMap((activity, index) => {
    const text = activity.detail?.description ?? conceptText(activity.detail?.code);
    return text === undefined ? [] : [line(`${entry.id}-${index}`, text)];
  });
  return [line(entry.id, whole), ...steps];
}

function isOpenReferral(entry: RecordEntry, nowMs: number): boolean {
  const request = as<ServiceRequest>(entry);
  const isReferral = request.category?.some((category) => /referral/i.test(conceptText(category) ?? '')) ?? true;
  return request.status === 'active' && isReferral && nowMs - timeOf(entry) < referralDays * 86_400_000;
}

function referralLine(arrangement: Arrangement, entry: RecordEntry): PlannedThing {
  const request = as<ServiceRequest>(entry);
  return {
    id: entry.id,
    text: conceptText(request.code) ?? 'Referral',
    state: 'open-referral',
    owner: arrangement.authors.authorOf(entry)?.name,
    ownerOrganisation: entry.source.organisation.name,
    offeredTo: list(request.performer)
      .map(referenceWords)
      .find((text) => text !== undefined),
    due: request.occurrenceDateTime,
  };
}

function taskLine(arrangement: Arrangement, entry: RecordEntry): PlannedThing {
  const task = as<Task>(entry);
  const isAccepted = task.status === 'accepted' || task.status === 'in-progress';
  const sender = arrangement.authors.resolve(entry, task.requester)?.name ?? referenceWords(task.requester);
  const receiver = arrangement.authors.resolve(entry, task.owner)?.name ?? referenceWords(task.owner);
  return {
    id: entry.id,
    text: task.description ?? conceptText(task.code) ?? 'Task',
    state: isAccepted ? 'accepted' : 'offered',
    owner: isAccepted ? receiver : sender,
    ownerOrganisation: entry.source.organisation.name,
    offeredTo: receiver,
    due: task.restriction?.period?.end,
  };
}

export function arrangePlan(arrangement: Arrangement): ArrangedList<PlannedThing> {
  const nowMs = arrangement.record.openedAtMs;
  const plans = arrangement
    .ofType('CarePlan')
    .filter(
      (one) => !one.isWithdrawn && planOpen.has(String(one.resource['status'])) && firstThingOf(one) === undefined,
    );
  const tasks = arrangement
    .ofType('Task')
    .filter((one) => !one.isWithdrawn && taskOpen.has(String(one.resource['status'])));
  const referrals = arrangement
    .ofType('ServiceRequest')
    .filter((one) => !one.isWithdrawn && isOpenReferral(one, nowMs));
  return listOf(
    arrangement,
    [...plans, ...tasks, ...referrals],
    [
      ...tasks.map((entry) => taskLine(arrangement, entry)),
      ...referrals.map((entry) => referralLine(arrangement, entry)),
      ...plans.flatMap((entry) => planLines(arrangement, entry)),
    ],
  );
}

export interface InvolvedParty {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly detail: string;
}

function collector() {
  const parties = new Map<string, InvolvedParty>();
  return {
    parties,
    add(party: Omit<InvolvedParty, 'name'> & { readonly name: string | undefined }): void {
      const { name } = party;
      const key = `${name}|${party.detail}`.toLowerCase();
      if (name !== undefined && !parties.has(key)) parties.set(key, { ...party, name });
    },
  };
}

/** The registered practice first, then who has the person on a list now, then their own people. */
export function arrangePeople(
  arrangement: Arrangement,
  person: PersonDetails | undefined,
): ArrangedList<InvolvedParty> {
  const { parties, add } = collector();
  const used: RecordEntry[] = [];
  for (const entry of arrangement.ofType('Patient'))
    for (const reference of list(as<Patient>(entry).generalPractitioner)) {
      const author = arrangement.authors.resolve(entry, reference);
      const practice = person?.practice.at(-1) ?? '';
      add({ id: entry.id, name: author?.name, role: 'registered GP', detail: practice });
      used.push(entry);
    }
  for (const entry of arrangement.ofType('CareTeam').filter((one) => !one.isWithdrawn)) {
    used.push(entry);
    for (const member of as<CareTeam>(entry).participant ?? []) {
      const author = arrangement.authors.resolve(entry, member.member);
      const role = conceptText(member.role?.[0]) ?? author?.profession ?? 'care team';
      add({ id: entry.id, name: author?.name, role, detail: entry.source.organisation.name });
    }
  }
  for (const entry of arrangement.ofType('EpisodeOfCare')) {
    const episode = as<EpisodeOfCare>(entry);
    if (entry.isWithdrawn || episode.status !== 'active') continue;
    used.push(entry);
    const author = arrangement.authors.authorOf(entry);
    const role = author?.profession ?? conceptText(episode.type?.[0]) ?? 'care coordinator';
    const service = conceptText(episode.type?.[0] as CodeableConcept | undefined);
    const place = entry.source.organisation.name;
    add({
      id: entry.id,
      name: author?.name ?? service,
      role,
      detail: service === undefined ? place : `${service}, ${place}`,
    });
  }
  for (const entry of arrangement.ofType('Encounter')) {
    if (entry.isWithdrawn || as<Encounter>(entry).status !== 'in-progress') continue;
    used.push(entry);
    const author = arrangement.authors.authorOf(entry);
    add({
      id: entry.id,
      name: author?.name,
      role: author?.profession ?? 'responsible clinician',
      detail: `in care now, ${entry.source.organisation.name}`,
    });
  }
  for (const contact of person?.people ?? [])
    add({
      id: `contact-${contact.name}`,
      name: contact.name,
      role: contact.lines[0] ?? 'contact',
      detail: contact.lines.slice(1).join(', '),
    });
  return listOf(arrangement, used, [...parties.values()]);
}
