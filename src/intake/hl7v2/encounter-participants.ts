/** Who had a part in a visit. */
import type { CodeableConcept, EncounterParticipant, Reference } from 'fhir/r4.js';
import type { Segment } from '#hl7v2/message.ts';
import type { MessageReading } from './message-reading.ts';
import type { ContainedPeople } from './people.ts';
import { rolesAfter } from './roles.ts';

/** PV1, PV2-13 (who referred) and ROL after the visit: whoever has several parts is one participant. */
export function participantsOf(
  reading: MessageReading,
  visit: Segment,
  people: ContainedPeople,
): EncounterParticipant[] {
  const specialty = visit.field(10).repetition(1);
  const details = reading.message.segment('PV2');
  const participation = (code: string, display: string): CodeableConcept => ({
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code, display }],
    text: display,
  });
  const [consultant, attender, admitter, referrer] = [
    participation('CON', 'consultant'),
    participation('ATND', 'attender'),
    participation('ADM', 'admitter'),
    participation('REF', 'referrer'),
  ];
  const sent: readonly (readonly [CodeableConcept, Reference[]])[] = [
    [consultant, people.referAll(visit.field(9), specialty)],
    [attender, people.referAll(visit.field(7), specialty)],
    [admitter, people.referAll(visit.field(17))],
    [referrer, people.referAll(visit.field(8))],
    [referrer, details === undefined ? [] : people.referAll(details.field(13))],
    ...rolesAfter(reading, reading.message.segments(), visit).map(
      ({ part, person }) => [part, people.referAll(person)] as const,
    ),
  ];
  const byReference = new Map<string, EncounterParticipant>();
  for (const [part, found] of sent)
    for (const individual of found) {
      const type = [...(byReference.get(individual.reference ?? '')?.type ?? []), part];
      byReference.set(individual.reference ?? '', { type, individual });
    }
  return [...byReference.values()];
}
