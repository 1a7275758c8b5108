/** Laboratory panels: local code, national code where we know it, unit, the laboratory's own range, and usual spread. */
export interface AnalyteRow {
  readonly code: string;
  readonly text: string;
  readonly snomed?: string;
  readonly unit: string;
  /** As printed by the laboratory; empty when it prints none. */
  readonly range: string;
  readonly usual: readonly [low: number, high: number];
  readonly decimals: number;
}

export interface PanelRow {
  readonly code: string;
  readonly text: string;
  /** OBR-24. */
  readonly section: 'CH' | 'HM';
  readonly analytes: readonly AnalyteRow[];
}

export const panelRows = {
  renal: {
    code: 'UE',
    text: 'Urea and electrolytes',
    section: 'CH',
    analytes: [
      {
        code: 'NA',
        text: 'Sodium',
        snomed: '1000661000000107',
        unit: 'mmol/L',
        range: '133-146',
        usual: [134, 144],
        decimals: 0,
      },
      {
        code: 'K',
        text: 'Potassium',
        snomed: '1000651000000109',
        unit: 'mmol/L',
        range: '3.5-5.3',
        usual: [3.6, 5.2],
        decimals: 1,
      },
      {
        code: 'UREA',
        text: 'Urea',
        snomed: '1000951000000103',
        unit: 'mmol/L',
        range: '2.5-7.8',
        usual: [3, 9],
        decimals: 1,
      },
      {
        code: 'CREA',
        text: 'Creatinine',
        snomed: '1000731000000107',
        unit: 'umol/L',
        range: '59-104',
        usual: [58, 118],
        decimals: 0,
      },
    ],
  },
  bloodCount: {
    code: 'FBC',
    text: 'Full blood count',
    section: 'HM',
    analytes: [
      {
        code: 'HB',
        text: 'Haemoglobin',
        snomed: '1022431000000105',
        unit: 'g/L',
        range: '115-165',
        usual: [112, 158],
        decimals: 0,
      },
      {
        code: 'WCC',
        text: 'White cell count',
        snomed: '1022541000000102',
        unit: '10*9/L',
        range: '4.0-11.0',
        usual: [4.2, 11.6],
        decimals: 1,
      },
      { code: 'PLT', text: 'Platelets', unit: '10*9/L', range: '150-450', usual: [160, 420], decimals: 0 },
    ],
  },
  hba1c: {
    code: 'HBA1C',
    text: 'HbA1c',
    section: 'CH',
    analytes: [
      {
        code: 'HBA1C',
        text: 'HbA1c',
        snomed: '999791000000106',
        unit: 'mmol/mol',
        range: '',
        usual: [36, 46],
        decimals: 0,
      },
    ],
  },
  liver: {
    code: 'LFT',
    text: 'Liver function',
    section: 'CH',
    analytes: [
      { code: 'ALT', text: 'Alanine transaminase', unit: 'U/L', range: '<41', usual: [12, 44], decimals: 0 },
      { code: 'ALP', text: 'Alkaline phosphatase', unit: 'U/L', range: '30-130', usual: [42, 128], decimals: 0 },
      { code: 'ALB', text: 'Albumin', unit: 'g/L', range: '35-50', usual: [34, 47], decimals: 0 },
    ],
  },
  thyroid: {
    code: 'TFT',
    text: 'Thyroid function',
    section: 'CH',
    analytes: [
      {
        code: 'TSH',
        text: 'Thyroid stimulating hormone',
        unit: 'mU/L',
        range: '0.27-4.20',
        usual: [0.6, 5.1],
        decimals: 2,
      },
    ],
  },
} as const satisfies Record<string, PanelRow>;

export type PanelKey = keyof typeof panelRows;
