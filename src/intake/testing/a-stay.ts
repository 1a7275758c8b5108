/** Messages that several tests begin with. */
import { message, orderLine, patientLine, resultLine, visitLine } from './messages.ts';

export const admission = message(
  { trigger: 'ADT^A01', controlId: '1', at: '20260501093000' },
  patientLine(),
  'PD1|||Alderfen Surgery^^ZX11|9901001^Patel^Nisha^^^Dr^^^GMC',
  'NK1|1|WHITLOW^TOM|SON|8 Mill Lane^^TARNHOLT^^ZX1 4AB|07700 900123^PRN^CP',
  visitLine({ number: 'V1', ward: 'Hazel Ward^^B2^ZX41' }),
  'PV2|||^Chest pain',
  'AL1|1|DA|PEN^Penicillin^L|SV|Swollen face|20100301',
  'DG1|1||I21.9^Acute myocardial infarction^I10|Heart attack|20260501100000|W',
  'PR1|1||K75.1^PCI^L||20260501120000||||||9901030^Kaur^Jasleen^^^Dr^Consultant^^GMC',
);
export const transfer = message(
  { trigger: 'ADT^A02', controlId: '2', at: '20260502100000' },
  patientLine(),
  visitLine({ number: 'V1', ward: 'Rowan Ward^^C1^ZX41' }),
);
export const discharge = message(
  { trigger: 'ADT^A03', controlId: '3', at: '20260505150000' },
  patientLine(),
  visitLine({ number: 'V1', ward: 'Rowan Ward^^C1^ZX41', left: '20260505145500' }),
);

const potassium = 'K^Potassium^ZX41LAB^1000651000000109^Potassium level^SCT';
export const bloods = (at: string, controlId: string, value: string, status: string, ...more: readonly string[]) =>
  message(
    { trigger: 'ORU^R01', controlId, at },
    patientLine(),
    visitLine({ number: 'V1', ward: 'Hazel Ward' }),
    orderLine({
      filler: 'L1',
      test: 'UE^Urea and electrolytes^ZX41LAB',
      status: status === 'W' || status === 'D' ? 'F' : status,
    }),
    ...more,
    resultLine({
      test: potassium,
      value,
      unit: 'mmol/L',
      range: '3.5-5.3',
      flag: Number(value) > 5.3 ? 'H' : '',
      status,
    }),
  );
