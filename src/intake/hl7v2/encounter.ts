/** PV1 and PV2 into an Encounter, and what each ADT event makes of it (chapter 3, 3.3). */
import type { Coding, Encounter, EncounterLocation, Identifier, Reference } from 'fhir/r4.js';
import type { PersonLocation } from '#hl7v2/data-types/contact.ts';
import { readPersonLocation } from '#hl7v2/data-types/contact.ts';
import { readCompositeIdentifier } from '#hl7v2/data-types/identifier.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Segment } from '#hl7v2/message.ts';
import type { Value } from '#hl7v2/value.ts';
import type { LocalIdentifier } from '#patient-index';
import type { ResourceChange } from '#record';
import { asCode, authoritySystem, readConcept } from './concept.ts';
import { participantsOf } from './encounter-participants.ts';
import { hospitalizationOf, priorityOf } from './hospitalization.ts';
import { dateTimeAt, type MessageReading, periodBetween } from './message-reading.ts';
import { ContainedPeople, odsReference, readTreatmentFunction } from './people.ts';
import { addSecurity, readRestrictions, visitSecurity } from './security.ts';
import { isOlder, metaFor } from './source-time.ts';

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

/** Table 0004 and what English senders add to it. */
const classes: Readonly<Record<string, Coding>> = {
  I: { system: actCode, code: 'IMP', display: 'inpatient encounter' },
  O: { system: actCode, code: 'AMB', display: 'ambulatory' },
  E: { system: actCode, code: 'EMER', display: 'emergency' },
  P: { system: actCode, code: 'PRENC', display: 'pre-admission' },
  R: { system: actCode, code: 'AMB', display: 'ambulatory' },
  B: { system: actCode, code: 'IMP', display: 'inpatient encounter' },
  D: { system: actCode, code: 'SS', display: 'short stay' },
};

/** PV1-19, or the alternate of PV1-50, without its check digit; undefined where it was not sent. */
function visitNumber(visit: Segment, reading: MessageReading, field: 19 | 50 = 19): Identifier | undefined {
  const sent = readCompositeIdentifier(visit.field(field), reading.flaws);
  if (sent === undefined) return undefined;
  const authority = sent.assigningAuthority;
  const facility = reading.message.field('MSH-4.1').text() ?? '';
  const namespace = authority?.namespace ?? authority?.universalId ?? (facility || reading.source.code);
  return { system: authoritySystem(reading.source, namespace), value: sent.identifier };
}

/** By the visit number, else by the patient and when they came; undefined where neither is known. */
export function encounterKey(
  reading: MessageReading,
  visit: Segment | undefined,
  local: readonly LocalIdentifier[],
): string | undefined {
  if (visit === undefined) return undefined;
  const number = visitNumber(visit, reading);
  if (number !== undefined) return `encounter|${number.system}|${number.value}`;
  const came = visit.field(44).text()?.trim() ?? '';
  return came === '' ? undefined : `encounter|${local[0]?.authority}|${local[0]?.value}|${came}`;
}

/** Encounters are referred to where they are known; a result alone never makes one. */
export function encounterReference(
  reading: MessageReading,
  visit: Segment | undefined,
  local: readonly LocalIdentifier[],
): { readonly reference: Reference; readonly change: ResourceChange } | undefined {
  const key = encounterKey(reading, visit, local);
  const identifier = visit === undefined ? undefined : visitNumber(visit, reading);
  if (key === undefined) return undefined;
  return {
    reference: { reference: `@key:${key}`, ...(identifier === undefined ? {} : { identifier }) },
    change: { key, change: () => undefined },
  };
}

function placeName(location: PersonLocation): string {
  const { pointOfCare, room, bed, description, building } = location;
  const parts = [pointOfCare ?? description ?? building, numbered('room', room), numbered('bed', bed)];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** "room 4", but "Bed 03" where the sender says the word already. */
function numbered(word: string, name: string | undefined): string | undefined {
  if (name === undefined || new RegExp(`^${word}`, 'i').test(name)) return name;
  return `${word} ${name}`;
}

function locationAt(field: Value): EncounterLocation | undefined {
  const location = readPersonLocation(field);
  const display = location === undefined ? '' : placeName(location);
  return display === '' ? undefined : { location: { display }, status: 'active' };
}

const isSamePlace = (left: EncounterLocation | undefined, right: EncounterLocation | undefined): boolean =>
  left !== undefined && left.location.display === right?.location.display;

function moveTo(known: readonly EncounterLocation[], place: EncounterLocation | undefined, at: string | undefined) {
  const last = known.at(-1);
  if (place === undefined || isSamePlace(last, place)) return [...known];
  const left = last === undefined ? [] : [{ ...last, status: 'completed' as const, period: endOf(last.period, at) }];
  return [...known.slice(0, -1), ...left, at === undefined ? place : { ...place, period: { start: at } }];
}

function endOf(period: Encounter['period'], at: string | undefined): NonNullable<Encounter['period']> {
  return periodBetween(period?.start, at ?? period?.end) ?? {};
}

function reopened(location: EncounterLocation): EncounterLocation {
  const { period, ...rest } = location;
  return { ...rest, status: 'active', ...(period?.start === undefined ? {} : { period: { start: period.start } }) };
}

/** A12: back to where the patient was; PV1-3 names that place (3.3.12). */
function moveBack(known: readonly EncounterLocation[], place: EncounterLocation | undefined, at: string | undefined) {
  if (known.length < 2) return moveTo(known, place, at);
  const before = known.slice(0, -1);
  const back = [...before.slice(0, -1), reopened(before.at(-1)!)];
  return place === undefined || isSamePlace(known.at(-1), place) ? back : moveTo(back, place, at);
}

function classOf(visit: Segment, existing: Encounter | undefined): Coding {
  const code = visit.field(2).text()?.trim();
  if (code === undefined || code === '')
    return existing?.class ?? { system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'UNK' };
  return classes[code.toUpperCase()] ?? { system: 'http://terminology.hl7.org/CodeSystem/v2-0004', code: asCode(code) };
}

export interface VisitEvent {
  readonly status: Encounter['status'] | 'unchanged';
  readonly move: 'to' | 'back' | 'none';
  readonly isWithdrawn?: boolean;
  /** Brings back what was withdrawn before. */
  readonly revives?: boolean;
}

const unchanged: VisitEvent = { status: 'unchanged', move: 'to' };

/** By trigger event. Cancellations undo the event that they name, and count as much as news. */
export const visitEvents: Readonly<Record<string, VisitEvent>> = {
  A01: { status: 'in-progress', move: 'to', revives: true },
  A02: unchanged,
  A03: { status: 'finished', move: 'none' },
  A04: { status: 'in-progress', move: 'to', revives: true },
  A05: { status: 'planned', move: 'to', revives: true },
  A06: { status: 'in-progress', move: 'to', revives: true },
  A07: { status: 'in-progress', move: 'to', revives: true },
  A08: unchanged,
  A11: { status: 'cancelled', move: 'none', isWithdrawn: true },
  A12: { status: 'unchanged', move: 'back' },
  A13: { status: 'in-progress', move: 'none', revives: true },
  A23: { status: 'entered-in-error', move: 'none', isWithdrawn: true },
};

function statusOf(
  event: VisitEvent,
  existing: Encounter | undefined,
  discharged: string | undefined,
): Encounter['status'] {
  if (event.status !== 'unchanged') return event.status;
  if (existing !== undefined) return existing.status;
  // The first that is heard of a visit is a change to it: an admission was missed.
  return discharged === undefined ? 'in-progress' : 'finished';
}

function locationsOf(
  event: VisitEvent,
  existing: Encounter | undefined,
  place: EncounterLocation | undefined,
  at: string | undefined,
) {
  // Where somebody was expected is not where they were.
  const known = (existing?.location ?? []).filter((one) => one.status !== 'planned');
  if (event.status === 'planned')
    return place === undefined ? known : [...known, { ...place, status: 'planned' as const }];
  if (event.move === 'back') return moveBack(known, place, at);
  if (event.move === 'to' || known.length === 0) return moveTo(known, place, at);
  const last = known.at(-1)!;
  if (event.status === 'finished')
    return [...known.slice(0, -1), { ...last, status: 'completed' as const, period: endOf(last.period, at) }];
  return event.status === 'in-progress' ? [...known.slice(0, -1), reopened(last)] : [...known];
}

function periodOf(
  event: VisitEvent,
  existing: Encounter | undefined,
  times: { came?: string; left?: string; at?: string },
) {
  const start = times.came ?? existing?.period?.start ?? (event.status === 'planned' ? undefined : times.at);
  const isOpen = event.status === 'in-progress' || event.status === 'planned';
  const end = isOpen
    ? undefined
    : (times.left ?? existing?.period?.end ?? (event.status === 'finished' ? times.at : undefined));
  return periodBetween(start, end);
}

function classHistoryOf(
  existing: Encounter | undefined,
  next: Coding,
  at: string | undefined,
): Encounter['classHistory'] {
  const history = existing?.classHistory ?? [];
  if (existing === undefined || existing.class.code === next.code) return history.length === 0 ? undefined : history;
  const start = history.at(-1)?.period.end ?? existing.period?.start;
  const period = periodBetween(start, at);
  return period === undefined ? history : [...history, { class: existing.class, period }];
}

/** The Encounter as this message leaves it. */
function encounterAfter(
  reading: MessageReading,
  visit: Segment,
  event: VisitEvent,
  existing: Encounter | undefined,
): Encounter {
  const people = new ContainedPeople(reading.source);
  const at = reading.eventAt?.dateTime;
  const came = dateTimeAt(reading, visit, 44);
  const left = readTime(visit.field(45).repetition(1), reading.flaws)?.dateTime;
  const times = {
    ...(came === undefined ? {} : { came }),
    ...(left === undefined ? {} : { left }),
    ...(at === undefined ? {} : { at }),
  };
  const sentClass = classOf(visit, existing);
  const participant = participantsOf(reading, visit, people);
  const location = locationsOf(
    event,
    existing,
    locationAt(visit.field(3)),
    event.status === 'finished' ? (left ?? at) : at,
  );
  const details = reading.message.segment('PV2');
  const reason = details === undefined ? undefined : readConcept(details.field(3), reading.source);
  const serviceType = readTreatmentFunction(visit.field(10).repetition(1), reading.source);
  const number = visitNumber(visit, reading);
  const hospitalization = hospitalizationOf(reading, visit, existing);
  const identifier = [number, visitNumber(visit, reading, 50)].filter((one) => one !== undefined);
  const priority = priorityOf(reading, visit);
  const security = addSecurity(existing?.meta?.security ?? [], [
    ...visitSecurity(visit),
    ...readRestrictions(reading.message.segments()).matter,
  ]);
  const { meta: _meta, id: _id, classHistory: _history, contained: _contained, ...kept } = existing ?? {};
  const history = classHistoryOf(existing, sentClass, at);
  const period = periodOf(event, existing, times);
  return {
    ...kept,
    resourceType: 'Encounter',
    meta: metaFor(reading, security.length === 0 ? {} : { security }),
    ...(participant.length > 0
      ? people.contained()
      : { ...(existing?.contained === undefined ? {} : { contained: existing.contained }) }),
    ...(identifier.length === 0 ? {} : { identifier }),
    status: statusOf(event, existing, left),
    class: sentClass,
    ...(history === undefined ? {} : { classHistory: history }),
    ...(serviceType === undefined ? {} : { serviceType }),
    ...(priority === undefined ? {} : { priority }),
    subject: { reference: '@patient' },
    ...(participant.length === 0 ? {} : { participant }),
    ...(period === undefined ? {} : { period }),
    ...(reason === undefined ? {} : { reasonCode: [reason] }),
    ...(hospitalization === undefined ? {} : { hospitalization }),
    ...(location.length === 0 ? {} : { location }),
    serviceProvider: odsReference(reading.source),
  };
}

export function changeEncounter(reading: MessageReading, visit: Segment, key: string): ResourceChange {
  const event = visitEvents[reading.type.triggerEvent] ?? unchanged;
  return {
    key,
    change: (resource, isWithdrawn) => {
      const existing = resource as unknown as Encounter | undefined;
      if (isOlder(reading, existing)) return undefined;
      // A change of detail does not bring back a cancelled visit.
      if (isWithdrawn && event.revives !== true && event.isWithdrawn !== true) return undefined;
      const after = encounterAfter(reading, visit, event, existing);
      const state = event.isWithdrawn === true ? 'withdrawn' : 'current';
      return { resource: after as never, state };
    },
  };
}
