/** The one patient of a message that is not an ADT: PID with what stands beside it. */
import type { MappedContribution, MessageReading } from './message-reading.ts';
import { readPatient } from './patient.ts';
import { rolesAfter } from './roles.ts';

/** Undefined where no number names the patient: the caller says so in a flaw. */
export function readMessagePatient(
  reading: MessageReading,
):
  | (Pick<MappedContribution, 'identifiers' | 'patient'> & { readonly local: MappedContribution['identifiers'] })
  | undefined {
  const { message } = reading;
  const person = message.segment('PID');
  if (person === undefined) return undefined;
  const { local, patient } = readPatient(reading, {
    person,
    details: message.segment('PD1'),
    contacts: message.segments('NK1'),
    restrictions: message.segments('ARV'),
    roles: rolesAfter(reading, message.segments(), person),
  });
  return local.length === 0 ? undefined : { identifiers: local, local, patient };
}
