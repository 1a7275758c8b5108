/** The summary of one record: only the sections of the reader's role, in the order in which they matter. */
import type { Tag, TextPart } from '#kit';
import {
  arrangeAlerts,
  arrangeAppointments,
  arrangePeople,
  arrangePlan,
  arrangeProblems,
  isoTime,
  type PlannedThing,
} from '#record';
import { agreementText, allergySection } from './allergies-view.ts';
import { firstCards } from './first-cards.ts';
import { latestResults } from './latest-results.ts';
import { medicinesSummary } from './medicines-view.ts';
import type { OpenedPerson } from './open-person.ts';
import type { PatientRecordView } from './pages/patient-record/view.ts';
import { overridesSeals } from './sealed-entries/overrides-seals.ts';
import { sectionView } from './source-views.ts';

const shownProblems = 8;
const shownPeople = 9;
const shownAppointments = 4;
const shownPlan = 8;

/** A key whose value is undefined is left out: views hold no undefined. */
export function present<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}

function problemSection(opened: OpenedPerson): PatientRecordView['problems'] {
  const problems = arrangeProblems(opened.arrangement);
  const items = problems.active.slice(0, shownProblems).map((problem) => {
    const tags: Tag[] = [
      ...(problem.isSuspected ? [{ text: 'Suspected', tone: 'caution' } as const] : []),
      ...(problem.isHospitalDiagnosis ? [{ text: 'Diagnosis of a stay', tone: 'plain' } as const] : []),
    ];
    return present({
      id: problem.id,
      name: problem.name,
      detail: problem.detail,
      tags,
      since: problem.since,
      provenance: agreementText(problem.sources),
    });
  });
  const more =
    opened.sections.hasJournal && problems.active.length + problems.pastCount > items.length
      ? {
          text: `All ${problems.active.length}${problems.pastCount > 0 ? ` and ${problems.pastCount} past` : ''}`,
          href: `${opened.home}/journal?kind=problem`,
          hidden: 'problems',
        }
      : undefined;
  const section = sectionView({
    answers: problems.answers,
    items,
    count: problems.active.length,
    newest: problems.newest,
  });
  return more === undefined ? section : { ...section, more };
}

const planTags: Readonly<Record<PlannedThing['state'], readonly Tag[]>> = {
  planned: [],
  accepted: [],
  offered: [{ text: 'Not accepted yet', tone: 'caution' }],
  'open-referral': [{ text: 'Referral, open', tone: 'note' }],
};

function ownerParts(line: PlannedThing): TextPart[] {
  const owner = line.owner ?? line.ownerOrganisation;
  if (line.offeredTo === undefined || line.state === 'accepted') return [{ text: `${owner}.`, as: 'strong' }];
  const word = line.state === 'open-referral' ? 'Referred to' : 'Offered to';
  return [
    { text: `${owner}.`, as: 'strong' },
    { text: `${word} ${line.offeredTo}.`, as: 'plain' },
  ];
}

function planSection(opened: OpenedPerson): PatientRecordView['plan'] {
  const plan = arrangePlan(opened.arrangement);
  return sectionView({
    answers: plan.answers,
    items: plan.lines
      .slice(0, shownPlan)
      .map((line) =>
        present({ id: line.id, text: line.text, tags: planTags[line.state], owner: ownerParts(line), due: line.due }),
      ),
    count: plan.lines.length,
    newest: plan.newest,
  });
}

function appointmentSection(opened: OpenedPerson): PatientRecordView['appointments'] {
  const appointments = arrangeAppointments(opened.arrangement);
  const items = appointments.lines.slice(0, shownAppointments).map((line) => ({
    id: line.id,
    at: isoTime(line.timeMs),
    text: line.with === undefined ? line.text : `${line.text}, ${line.with}`,
    place: line.place,
    tags: line.status === 'booked' ? [] : [{ text: line.status, tone: 'note' } as const],
  }));
  const section = sectionView({ answers: appointments.answers, items, count: appointments.lines.length });
  if (!opened.sections.hasJournal || appointments.past.length === 0) return section;
  const more = { text: 'Past and missed', href: `${opened.home}/journal?kind=appointment`, hidden: 'appointments' };
  return { ...section, more };
}

function peopleSection(opened: OpenedPerson): PatientRecordView['people'] {
  const people = arrangePeople(opened.arrangement, opened.details);
  return sectionView({
    answers: people.answers,
    items: people.lines.slice(0, shownPeople),
    count: people.lines.length,
  });
}

function alertSection(opened: OpenedPerson): PatientRecordView['alerts'] {
  const alerts = arrangeAlerts(opened.arrangement);
  const items = alerts.lines.map((line) => ({
    id: line.id,
    text: line.text,
    provenance: line.author === undefined ? line.source : `${line.author}, ${line.source}`,
    recorded: line.recorded,
  }));
  return sectionView({ answers: alerts.answers, items, count: items.length, newest: alerts.newest });
}

/** Shown for every person while the source is down, so that the card tells nothing about this one. */
function unreachable(opened: OpenedPerson): PatientRecordView['unreachable'] {
  return opened.arrangement.sources
    .filter(({ state }) => state === 'unreachable')
    .map(({ source, asOfMs }) => ({
      name: source.name,
      ...(asOfMs === undefined ? {} : { since: isoTime(asOfMs) }),
      retryHref: opened.home,
    }));
}

export function summaryView(opened: OpenedPerson): PatientRecordView {
  const { may } = opened.sections;
  return present({
    ...firstCards(opened),
    allergies: may('allergy') ? allergySection(opened.arrangement) : undefined,
    problems: may('problem') ? problemSection(opened) : undefined,
    medicines: may('medication') ? medicinesSummary(opened) : undefined,
    results: may('investigationResult') ? latestResults(opened) : undefined,
    alerts: may('alert') || may('careRisk') ? alertSection(opened) : undefined,
    plan: may('carePlan') || may('handover') ? planSection(opened) : undefined,
    appointments: may('appointment') ? appointmentSection(opened) : undefined,
    people: may('careTeam') || may('personalContact') ? peopleSection(opened) : undefined,
    unreachable: unreachable(opened),
    sealedHref: overridesSeals(opened.visit.caller) ? `${opened.home}/sealed` : undefined,
  }) as PatientRecordView;
}
