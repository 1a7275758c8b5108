/** From a parsed message to what it contributes. Pure: no database, no clock, and it refuses nothing for its version. */
import type { Source } from '#directory';
import type { Hl7Message } from '#hl7v2/message.ts';
import { readMessageType } from '#hl7v2/message-type.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { intakeFault } from '../faults.ts';
import { mapAdmission } from './map-adt.ts';
import { mapDocument } from './map-mdm.ts';
import { mapResults } from './map-oru.ts';
import { mapAppointment } from './map-siu.ts';
import { beginReading, instantOf, type MappedContribution, type MessageReading } from './message-reading.ts';
import { supportedTriggers } from './supported-triggers-table.ts';

export interface MappedMessage {
  readonly contributions: readonly MappedContribution[];
  /** FHIR dateTime: when it happened. */
  readonly occurredAt: string | undefined;
  /** FHIR instant: when the source recorded it. */
  readonly recordedAt: string | undefined;
  /** What the message is about, as numbers: a later message about the same forbids an unconfirmed replay. */
  readonly entities: readonly number[];
}

export interface MessageToMap {
  readonly message: Hl7Message;
  readonly source: Source;
  readonly receivedAtMs: number;
}

const lacking = (place: string, rule: string): Outcome<never> => failed(intakeFault('INTAKE-003', { place, rule }));
const noPatient = lacking('PID-3', 'names the patient by a number of the sender or an NHS number');

/** `ADT^A01`, letters and digits only; empty where it cannot be read. */
export function triggerOf(message: Hl7Message): string {
  const type = readMessageType(message);
  if (!type.ok) return '';
  const clean = (text: string): string => text.replace(/[^A-Z0-9]/g, '').slice(0, 7);
  return `${clean(type.value.messageCode)}^${clean(type.value.triggerEvent)}`;
}

function mapDocuments(reading: MessageReading): Outcome<readonly MappedContribution[]> {
  if (reading.message.segment('TXA') === undefined) return lacking('TXA', 'is sent with every document');
  const { contribution, number } = mapDocument(reading);
  if (number === undefined) return lacking('TXA-12', 'names the document');
  return contribution === undefined ? noPatient : ok([contribution]);
}

function mapAppointments(reading: MessageReading): Outcome<readonly MappedContribution[]> {
  if (reading.message.segment('SCH') === undefined) return lacking('SCH', 'is sent with every appointment');
  const { contribution, key, isTimed } = mapAppointment(reading);
  if (contribution === undefined) {
    const { message } = reading;
    const isNamed = message.field('SCH-1').hasContent || message.field('SCH-2').hasContent;
    return isNamed || key !== undefined ? noPatient : lacking('SCH-2', 'or SCH-1 names the appointment');
  }
  const needsTime = !['S15', 'S17', 'S26'].includes(reading.type.triggerEvent);
  return needsTime && !isTimed ? lacking('SCH-11.4', 'or TQ1-7 or a resource says when it begins') : ok([contribution]);
}

function mapByFamily(reading: MessageReading): Outcome<readonly MappedContribution[]> {
  const { message, type } = reading;
  if (message.segment('PID') === undefined) return lacking('PID', 'is sent with every message about a patient');
  const mayRepeat = type.messageCode === 'ADT' && ['A40', 'A47', 'A34'].includes(type.triggerEvent);
  // Two patients in one message: nothing says which visit or result is whose.
  if (!mayRepeat && message.segments('PID').length > 1)
    return lacking('PID[2]', 'is not sent: one message, one patient');
  switch (type.messageCode) {
    case 'ORU': {
      const results = mapResults(reading);
      return results === undefined ? noPatient : ok([results]);
    }
    case 'MDM':
      return mapDocuments(reading);
    case 'SIU':
      return mapAppointments(reading);
    default:
      return ok(mapAdmission(reading));
  }
}

/** Keys that hold an encounter only to refer to it are no reason to hold back a replay. */
function entitiesOf(reading: MessageReading, contributions: readonly MappedContribution[]): number[] {
  const isAdmission = reading.type.messageCode === 'ADT';
  const entities = contributions.flatMap(({ identifiers: [first], changes }) => {
    const patient = `${reading.source.number}|${first?.authority}|${first?.value}`;
    const main = changes
      .map((change) => change.key)
      .filter((key) => /^(report|document|appointment)\|/.test(key) || (isAdmission && key.startsWith('encounter|')));
    return (main.length > 0 ? main : ['patient']).map((key) => hashNumber(`${patient}|${key}`));
  });
  return [...new Set(entities)];
}

/** A key stands once in a contribution: the store gives each one resource. */
function withSingleKeys(contribution: MappedContribution): MappedContribution {
  const byKey = new Map(contribution.changes.map((change) => [change.key, change]));
  return byKey.size === contribution.changes.length ? contribution : { ...contribution, changes: [...byKey.values()] };
}

/** Faults: HL7V2-010, INTAKE-002 (not of a supported kind), INTAKE-003 with the place of what is missing. */
export function mapMessage({ message, source, receivedAtMs }: MessageToMap): Outcome<MappedMessage> {
  const type = readMessageType(message);
  if (!type.ok) return type;
  const { messageCode, triggerEvent } = type.value;
  if (supportedTriggers[messageCode]?.has(triggerEvent) !== true)
    return failed(intakeFault('INTAKE-002', { place: 'MSH-9', rule: 'is one of the supported events' }));
  const reading = beginReading({ message, type: type.value, source, receivedAtMs });
  const mapped = mapByFamily(reading);
  if (!mapped.ok) return mapped;
  if (mapped.value.some(({ identifiers }) => identifiers.length === 0)) return noPatient;
  const contributions = mapped.value.map(withSingleKeys);
  return ok({
    contributions,
    occurredAt: contributions[0]?.occurredAt ?? reading.eventAt?.dateTime,
    recordedAt: instantOf(reading.recordedAt),
    entities: entitiesOf(reading, contributions),
  });
}
