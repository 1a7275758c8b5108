/** An ORU^R01 as the demo's acute trust sends it (HL7 v2.4, chapter 7): one sodium, final, taken a minute ago. */

export interface SodiumResult {
  /** The trust's own number of the person. */
  readonly localNumber: string;
  readonly nhsNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: string;
  /** mmol/L */
  readonly sodium: string;
  readonly comment: string;
}

/** HL7 v2 times of the trust are London's, without offset. */
export function londonTime(timeMs: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).formatToParts(timeMs);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return ['year', 'month', 'day', 'hour', 'minute', 'second'].map(part).join('');
}

export function resultMessage(result: SodiumResult): string {
  const now = londonTime(Date.now());
  const taken = londonTime(Date.now() - 60_000);
  const id = `JR${Date.now().toString(36).toUpperCase()}${result.sodium}`;
  const number = result.nhsNumber.replaceAll(' ', '');
  const born = result.birthDate.replaceAll('-', '');
  const name = `${result.familyName.toUpperCase()}^${result.givenName.toUpperCase()}`;
  return [
    `MSH|^~\\&|TIE|ZX41|GOLDTHREAD|ZX1|${now}||ORU^R01^ORU_R01|${id}|P|2.4`,
    `PID|1||${result.localNumber}^^^ZX41^PI~${number}^^^NHS^NH||${name}||${born}|M`,
    `ORC|RE|P${id}|F${id}||CM`,
    `OBR|1|P${id}|F${id}|UE^Urea and electrolytes^L|||${taken}|||||||${taken}||||||||${now}||CH|F`,
    `OBX|1|NM|NA^Sodium^L||${result.sodium}|mmol/L|133-146|L|||F|||${taken}`,
    `NTE|1||${result.comment}`,
    '',
  ].join('\r');
}
