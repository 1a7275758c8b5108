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

/** Fields by their number in the standard; MSH-1 is the separator itself. */
function segment(name: string, fields: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(fields).map(Number));
  const first = name === 'MSH' ? 2 : 1;
  return [name, ...Array.from({ length: last - first + 1 }, (_, at) => fields[first + at] ?? '')].join('|');
}

function sodiumAndPotassium(number: number, now: string): string[] {
  const value = (place: number, code: string, amount: string, range: string): string =>
    segment('OBX', { 1: String(place), 2: 'NM', 3: code, 5: amount, 6: 'mmol/L', 7: range, 11: 'F', 14: now });
  return [
    value(1, `NA^Sodium^${facility}LAB`, String(130 + (number % 15)), '133-146'),
    value(2, `K^Potassium^${facility}LAB`, (3 + (number % 25) / 10).toFixed(1), '3.5-5.3'),
  ];
}

function segmentsOf(sender: string, controlId: string, number: number): string[] {
  const isResult = number % 3 !== 0;
  const now = hl7Time(Date.now());
  const patient = number % patientsPerSender;
  const place = (text: string): string => `${text}^${facility}`;
  const header = {
    2: '^~\\&',
    3: sender,
    4: facility,
    5: 'GOLDTHREAD',
    6: 'ZX1',
    7: now,
    10: controlId,
    11: 'P',
    12: '2.4',
  };
  const patientSegment = segment('PID', {
    1: '1',
    3: `P${patient}^^^${facility}^PI~${nhsNumberOf(patient)}^^^NHS^NH`,
    5: `PROOF${patient}^PAT`,
    7: `19${40 + (patient % 50)}0${1 + (patient % 9)}15`,
    8: 'F',
  });
  if (!isResult)
    return [
      segment('MSH', { ...header, 9: 'ADT^A01' }),
      segment('EVN', { 1: 'A01', 2: now }),
      patientSegment,
      segment('PV1', { 1: '1', 2: 'I', 3: `WARD 1^^^${facility}`, 19: `${controlId}^^^${facility}^VN`, 44: now }),
    ];
  return [
    segment('MSH', { ...header, 9: 'ORU^R01' }),
    patientSegment,
    segment('OBR', {
      1: '1',
      2: place(`O${controlId}`),
      3: place(controlId),
      4: `UE^Urea and electrolytes^${facility}LAB`,
      7: now,
      22: now,
      24: 'CH',
      25: 'F',
    }),
    segment('ZRL', { 1: 'R' }),
    ...sodiumAndPotassium(number, now),
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
