/** Messages in the dress of English hospitals. Everybody in them is invented; numbers are of the 999 range. */

export interface MessageHead {
  readonly trigger: string;
  readonly controlId: string;
  /** MSH-7, YYYYMMDDHHMMSS */
  readonly at: string;
  readonly version?: string;
}

export interface Person {
  readonly local: string;
  readonly nhsNumber?: string;
  readonly family?: string;
  readonly given?: string;
}

export const ada: Person = { local: '4100001', nhsNumber: '9990000018', family: 'WHITLOW', given: 'ADA' };

export const patientLine = (person: Person = ada): string =>
  `PID|1||${person.local}^^^ZX41^PI${person.nhsNumber === undefined ? '' : `~${person.nhsNumber}^^^NHS^NH`}||${person.family ?? 'WHITLOW'}^${person.given ?? 'ADA'}^^^MRS||19480212|F|||7 Mill Lane^Old Mill^TARNHOLT^^ZX1 4AB^^H||01632 960145^PRN^PH||en|M||||||A||||||||||NSTS01`;

const consultant = '9901030^Kaur^Jasleen^^^Dr^Consultant^^GMC';

export const visitLine = (given: {
  readonly number: string;
  readonly ward: string;
  readonly class?: string;
  readonly came?: string;
  readonly left?: string;
}): string => {
  const fields: string[] = ['PV1', '1', given.class ?? 'I', given.ward];
  fields[7] = consultant;
  fields[9] = consultant;
  fields[10] = '300^General internal medicine';
  fields[19] = `${given.number}^^^ZX41^VN`;
  fields[44] = given.came ?? '20260501093000';
  fields[45] = given.left ?? '';
  return Array.from(fields, (field) => field ?? '').join('|');
};

/** Bytes of one message: header, EVN for ADT and MDM, then the lines given. */
export function message(head: MessageHead, ...lines: readonly string[]): Buffer {
  const { trigger, controlId, at } = head;
  const msh = `MSH|^~\\&|TIE|ZX41|GOLDTHREAD|ZX1|${at}||${trigger}|${controlId}|P|${head.version ?? '2.4'}||||||UNICODE UTF-8`;
  const event = /^(ADT|MDM)/.test(trigger) ? [`EVN|${trigger.slice(-3)}|${at}||||${at}`] : [];
  return Buffer.from([msh, ...event, ...lines].map((line) => `${line}\r`).join(''), 'utf8');
}

export const orderLine = (given: {
  readonly filler: string;
  readonly test: string;
  readonly section?: string;
  readonly status?: string;
}): string => {
  const fields: string[] = ['OBR', '1', `P${given.filler}^ZX41`, `${given.filler}^ZX41`, given.test];
  fields[7] = '20260502080000';
  fields[13] = 'Tired';
  fields[16] = '9901001^Patel^Nisha^^^Dr^General practitioner^^GMC';
  fields[22] = '20260502110000';
  fields[24] = given.section ?? 'CH';
  fields[25] = given.status ?? 'F';
  return Array.from(fields, (field) => field ?? '').join('|');
};

export const resultLine = (given: {
  readonly set?: number;
  readonly type?: string;
  readonly test: string;
  readonly sub?: string;
  readonly value: string;
  readonly unit?: string;
  readonly range?: string;
  readonly flag?: string;
  readonly status?: string;
}): string => {
  const fields: string[] = [
    'OBX',
    String(given.set ?? 1),
    given.type ?? 'NM',
    given.test,
    given.sub ?? '',
    given.value,
  ];
  fields[6] = given.unit ?? '';
  fields[7] = given.range ?? '';
  fields[8] = given.flag ?? '';
  fields[11] = given.status ?? 'F';
  fields[14] = '20260502080000';
  fields[16] = 'BS99047^Iqbal^Rukhsana^^^Ms^Biomedical scientist^^HCPC';
  return Array.from(fields, (field) => field ?? '').join('|');
};

export const documentLine = (given: {
  readonly number: string;
  readonly parent?: string;
  readonly completion?: string;
  readonly availability?: string;
  readonly title?: string;
}): string => {
  const fields: string[] = ['TXA', '1', 'DS', 'AP', '20260505170000', consultant, '20260505170000'];
  fields[9] = consultant;
  fields[12] = `${given.number}^ZX41`;
  fields[13] = given.parent === undefined ? '' : `${given.parent}^ZX41`;
  fields[16] = given.title ?? 'Discharge summary';
  fields[17] = given.completion ?? 'AU';
  fields[19] = given.availability ?? 'AV';
  return Array.from(fields, (field) => field ?? '').join('|');
};

export const scheduleLine = (given: {
  readonly number: string;
  readonly start: string;
  readonly end: string;
  readonly reason?: string;
}): string => {
  const fields: string[] = ['SCH', `${given.number}^ZX41`, `${given.number}^ZX41`];
  fields[6] = given.reason ?? 'Booked';
  fields[7] = 'Chest clinic';
  fields[8] = 'FOLLOWUP^Follow-up';
  fields[9] = '20';
  fields[10] = 'min';
  fields[11] = `^^^${given.start}^${given.end}`;
  fields[16] = consultant;
  return Array.from(fields, (field) => field ?? '').join('|');
};
