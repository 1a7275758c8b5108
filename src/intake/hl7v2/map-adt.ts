/** ADT (chapter 3): who a person is, where they are, and what was merged or taken back. */

import type { Segment } from '#hl7v2/message.ts';
import type { ResourceChange } from '#record';
import { clinicalContent } from './clinical-content.ts';
import { changeEncounter, encounterKey, visitEvents } from './encounter.ts';
import type { MappedContribution, MessageReading } from './message-reading.ts';
import { readPatient } from './patient.ts';
import { readPriorIdentifiers } from './patient-identifiers.ts';
import { rolesAfter } from './roles.ts';

/** Events that tell of a person and of no visit. */
const personEvents: ReadonlySet<string> = new Set(['A28', 'A29', 'A31', 'A34', 'A40', 'A47']);
const mergeKinds: Readonly<Record<string, 'merge' | 'change-identifier'>> = {
  A34: 'merge',
  A40: 'merge',
  A47: 'change-identifier',
};

/** A40 and A47 may repeat the group of PID and MRG; any other event has one PID. */
function groupsOf(reading: MessageReading): (readonly Segment[])[] {
  const { message } = reading;
  const all = message.segments();
  const groups = message.groups('PID');
  if (mergeKinds[reading.type.triggerEvent] === undefined || groups.length < 2) return [all];
  return groups.map((group) => group.segments);
}

function visitChanges(
  reading: MessageReading,
  segments: readonly Segment[],
  local: MappedContribution['identifiers'],
): ResourceChange[] {
  const visit = segments.find((segment) => segment.name === 'PV1');
  const sent = encounterKey(reading, visit, local);
  const eventTime = reading.message.field('EVN-2').text() ?? reading.message.field('MSH-7').text() ?? '';
  const fallback = visit === undefined ? undefined : `encounter|${local[0]?.authority}|${local[0]?.value}|${eventTime}`;
  const key = sent ?? fallback;
  const encounter = visit === undefined || key === undefined ? [] : [changeEncounter(reading, visit, key)];
  return [...encounter, ...clinicalContent(reading, segments, key)];
}

/** Contributions in order; one has no identifiers where no number names its patient. */
export function mapAdmission(reading: MessageReading): MappedContribution[] {
  const event = reading.type.triggerEvent;
  const facility = reading.message.field('MSH-4.1').text() ?? '';
  return groupsOf(reading).map((segments) => {
    const named = (name: string) => segments.filter((segment) => segment.name === name);
    const [person] = named('PID');
    if (person === undefined) return { identifiers: [], patient: () => undefined, changes: [] };
    const read = {
      person,
      details: named('PD1')[0],
      contacts: named('NK1'),
      restrictions: named('ARV'),
      roles: rolesAfter(reading, segments, person),
    };
    const { local, patient } = readPatient(reading, read, event !== 'A29');
    const [prior] = named('MRG');
    const kind = mergeKinds[event];
    const identifiers = prior === undefined ? [] : readPriorIdentifiers(prior, { ...reading, facility });
    const isOfVisit = !personEvents.has(event) && visitEvents[event] !== undefined;
    const changes = isOfVisit ? visitChanges(reading, segments, local) : clinicalContent(reading, segments, undefined);
    return {
      identifiers: local,
      patient,
      changes,
      ...(kind === undefined || identifiers.length === 0 ? {} : { merge: { prior: identifiers, kind } }),
    };
  });
}
