/** What a message tells beside its event: allergies, diagnoses, procedures and observations. */
import type { Segment } from '#hl7v2/message.ts';
import type { ResourceChange } from '#record';
import { clinicalChanges } from './clinical-segments.ts';
import { instantOf, type MessageReading } from './message-reading.ts';
import { changeObservation } from './observation.ts';
import { readObservations } from './read-observations.ts';
import { readRestrictions, visitSecurity } from './security.ts';

/** AL1, DG1, PR1 and OBX, as part of a visit or of none. */
export function clinicalContent(
  reading: MessageReading,
  segments: readonly Segment[],
  encounter: string | undefined,
): ResourceChange[] {
  const visit = segments.find((segment) => segment.name === 'PV1');
  // What has neither number nor time of its own is told apart by when its event happened.
  const eventTime = reading.message.field('EVN-2').text() ?? reading.message.field('MSH-7').text() ?? '';
  const context = {
    encounter: encounter === undefined ? undefined : { reference: `@key:${encounter}` },
    effective: reading.eventAt?.dateTime,
    issued: instantOf(reading.sentAt),
    reportStatus: 'F',
    kind: undefined,
    release: undefined,
    restrictions: [...visitSecurity(visit), ...readRestrictions(segments).matter],
  };
  const key = `${reading.type.messageCode.toLowerCase()}|${encounter ?? ''}|${eventTime}`;
  const observations = readObservations(segments, key)
    .filter((one) => one.segment.field(3).hasContent)
    .map((one) => changeObservation(reading, one, context));
  return [...clinicalChanges(reading, segments, { encounter, restrictions: context.restrictions }), ...observations];
}
