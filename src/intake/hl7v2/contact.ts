/** NK1 into a contact of the Patient: who, what they are to the person, how they are reached, and since or until when. */
import type { PatientContact } from 'fhir/r4.js';
import type { Segment } from '#hl7v2/message.ts';
import { readAddresses, readNames, readTelecoms } from './address.ts';
import { readTableCode } from './concept.ts';
import { genders } from './gender-table.ts';
import { dateTimeAt, type MessageReading, periodBetween } from './message-reading.ts';

const contactRoles: Readonly<Record<string, string>> = {
  C: 'Emergency contact',
  E: 'Employer',
  F: 'Federal agency',
  I: 'Insurance company',
  N: 'Next of kin',
  O: 'Other contact',
  S: 'State agency',
  U: 'Unknown',
};

/** R4 gives a contact one name and one address: the first of each. None where nothing says who it is or how to reach them. */
export function readContact(segment: Segment, reading: MessageReading): PatientContact[] {
  const { flaws, source } = reading;
  const [name] = readNames(segment.field(2), flaws, 'usual');
  const relationship = [
    readTableCode(segment.field(3), { number: '0063', source }) ?? [],
    readTableCode(segment.field(7), { number: '0131', source, words: contactRoles }) ?? [],
  ].flat();
  const telecom = [
    ...readTelecoms(segment.field(5), 'home', flaws),
    ...readTelecoms(segment.field(6), 'work', flaws),
    ...readTelecoms(segment.field(40), 'home', flaws),
  ];
  const [address] = readAddresses(segment.field(4), flaws);
  const gender = genders[segment.field(15).text()?.trim().toUpperCase() ?? ''];
  const organisation = segment.field(13).component(1).wholeText()?.trim();
  const period = periodBetween(dateTimeAt(reading, segment, 8), dateTimeAt(reading, segment, 9));
  if (name === undefined && telecom.length === 0 && address === undefined && organisation === undefined) return [];
  return [
    {
      ...(relationship.length === 0 ? {} : { relationship }),
      ...(name === undefined ? {} : { name }),
      ...(telecom.length === 0 ? {} : { telecom }),
      ...(address === undefined ? {} : { address }),
      ...(gender === undefined ? {} : { gender }),
      ...(organisation === undefined ? {} : { organization: { display: organisation } }),
      ...(period === undefined ? {} : { period }),
    },
  ];
}
