/** An SIU of the demo's acute trust (HL7 v2.4, chapter 10): a visit to somebody at home that is booked (S12) or moved (S13). */
import { londonTime } from './result-message.ts';

export interface VisitBooked {
  readonly trigger: 'S12' | 'S13';
  readonly number: string;
  readonly service: string;
  readonly startMs: number;
  readonly localNumber: string;
  readonly nhsNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: string;
}

export function visitMessage(visit: VisitBooked): string {
  const { trigger, number, service, startMs } = visit;
  const [start, end] = [londonTime(startMs), londonTime(startMs + 1_800_000)];
  const name = `${visit.familyName.toUpperCase()}^${visit.givenName.toUpperCase()}`;
  const nhsNumber = visit.nhsNumber.replaceAll(' ', '');
  return [
    `MSH|^~\\&|TIE|ZX41|GOLDTHREAD|ZX1|${londonTime(Date.now())}||SIU^${trigger}^SIU_S12|${number}${trigger}|P|2.4`,
    `SCH|${number}^ZX41|${number}^ZX41||||Booked|${service}|HOME^Home visit|30|min|^^^${start}^${end}||||||||||||||Booked`,
    `PID|1||${visit.localNumber}^^^ZX41^PI~${nhsNumber}^^^NHS^NH||${name}||${visit.birthDate.replaceAll('-', '')}|M`,
    'RGS|1|A',
    `AIS|1|A|HOME^${service}|${start}|||30|min`,
    '',
  ].join('\r');
}
