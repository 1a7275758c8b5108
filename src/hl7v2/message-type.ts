/** MSH-9: what kind of message this is. */
import type { Flaw } from '#kernel/fault.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { failed, ok } from '#kernel/outcome.ts';
import { hl7v2Fault } from './faults.ts';
import type { Hl7Message } from './message.ts';

export interface MessageType {
  /** MSH-9.1: `ADT` */
  readonly messageCode: string;
  /** MSH-9.2, or where it stands instead: `A01`. Empty only for messages that have none (ACK). */
  readonly triggerEvent: string;
  /** MSH-9.3: `ADT_A01`; empty where not sent. */
  readonly messageStructure: string;
  /** MSH-12.1 as sent; empty where not sent. Read, never a reason to refuse. */
  readonly version: string;
  readonly triggerFrom: 'MSH-9' | 'EVN-1' | 'message code';
  readonly flaws: readonly Flaw[];
}

/** Codes that had one event only when versions 2.1 and 2.2 left it out. */
const onlyEventByCode: Readonly<Record<string, string>> = { ORU: 'R01', ORM: 'O01', ACK: '', MCF: '' };

function word(text: string | undefined): string {
  return (text ?? '').trim().toUpperCase();
}

/**
 * The type: `ADT^A01^ADT_A01`, `ADT^A01`, `ADT_A01`, or `ADT` with the event in EVN-1 (versions 2.1 and 2.2).
 * HL7V2-010 where MSH-9 is empty or no event can be read. MSH-9 wins over a differing EVN-1, with a flaw.
 */
export function readMessageType(message: Hl7Message): Outcome<MessageType> {
  const field = message.field('MSH-9');
  const [code = '', joinedEvent = ''] = word(field.component(1).text()).split(/[_-]/);
  const inHeader = word(field.component(2).text()) || joinedEvent;
  const inEvent = word(message.field('EVN-1').text());
  const missing = (rule: string): Outcome<never> => failed(hl7v2Fault('HL7V2-010', { place: 'MSH-9', rule }));
  if (code === '') return missing('holds the message code');
  const triggerEvent = inHeader || inEvent || onlyEventByCode[code];
  if (triggerEvent === undefined) return missing('holds the trigger event, or EVN-1 does');
  const differs = inHeader !== '' && inEvent !== '' && inHeader !== inEvent;
  return ok({
    messageCode: code,
    triggerEvent,
    messageStructure: word(field.component(3).text()),
    version: message.field('MSH-12').text()?.trim() ?? '',
    triggerFrom: inHeader !== '' ? 'MSH-9' : inEvent !== '' ? 'EVN-1' : 'message code',
    flaws: differs ? [{ place: 'EVN-1', rule: 'names the same event as MSH-9' }] : [],
  });
}
