/** Messages that can be told apart for ever: each has one control id, and one resource that must come of it. */
import { createHash } from 'node:crypto';
import { nhsNumberCheckDigit } from '#kernel/nhs-number.ts';

export interface NumberedMessage {
  /** As the ledger and the inbox name it: MSH-3 and MSH-4, then MSH-10. */
  readonly id: string;
  readonly controlId: string;
  readonly bytes: Buffer;
  readonly contentHash: string;
}

const facility = 'ZX99';
const patientsPerSender = 40;

/** Valid numbers of the range for tests, from 999 8xx xxxx on, so that no planted person is touched. */
function nhsNumberOf(ordinal: number): string {
  for (let step = 0; step < 4; step++) {
    const firstNine = `999${String(800_000 + ordinal * 4 + step)}`;
    const digit = nhsNumberCheckDigit(firstNine);
    if (digit !== undefined) return `${firstNine}${digit}`;
  }
  throw new Error('four numbers in a row without a check digit: impossible under modulus 11');
}

function hl7Time(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14);
}

function segmentsOf(sender: string, controlId: string, number: number): string[] {
  const isResult = number % 3 !== 0;
  const now = hl7Time(Date.now());
  const patient = number % patientsPerSender;
  const trigger = isResult ? 'ORU^R01' : 'ADT^A01';
  const pid = [
    `PID|1||P${patient}^^^${facility}^PI~${nhsNumberOf(patient)}^^^NHS^NH`,
    `|`,
    `|PROOF${patient}^PAT||19${String(40 + (patient % 50))}0${1 + (patient % 9)}15|F`,
  ].join('');
  const message = `MSH|^~\\&|${sender}|${facility}|GOLDTHREAD|ZX1|${now}||${trigger}|${controlId}|P|2.4`;
  if (!isResult)
    return [
      message,
      `EVN|A01|${now}`,
      pid,
      `PV1|1|I|WARD 1^^^${facility}|||||||||||||||||${controlId}^^^${facility}^VN|||||||||||||||||||||||||${now}`,
    ];
  return [
    message,
    pid,
    `OBR|1|O${controlId}^${facility}|${controlId}^${facility}|UE^Urea and electrolytes^${facility}LAB|||${now}|||||||||||||||${now}||CH|F`,
    'ZRL|R',
    `OBX|1|NM|NA^Sodium^${facility}LAB||${130 + (number % 15)}|mmol/L|133-146||||F|||${now}`,
    `OBX|2|NM|K^Potassium^${facility}LAB||${(3 + (number % 25) / 10).toFixed(1)}|mmol/L|3.5-5.3||||F|||${now}`,
  ];
}

/** Two of three are results (one DiagnosticReport), the third an admission (one Encounter). */
export function numberedMessage(sender: string, number: number): NumberedMessage {
  const controlId = `${sender}N${String(number).padStart(7, '0')}`;
  const bytes = Buffer.from(`${segmentsOf(sender, controlId, number).join('\r')}\r`, 'ascii');
  return {
    id: `${sender}|${facility} ${controlId}`,
    controlId,
    bytes,
    contentHash: createHash('sha256').update(bytes).digest('hex'),
  };
}
