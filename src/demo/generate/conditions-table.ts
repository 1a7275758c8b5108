/** Long-term conditions: how common at which age, what is taken for them and which blood tests follow them. */
import type { MedicineKey } from './medicines-table.ts';

export interface ConditionRow {
  readonly text: string;
  /** What the second GP supplier's extract calls it. */
  readonly extractText: string;
  readonly snomed?: string;
  readonly isMajor: boolean;
  readonly fromAge: number;
  /** Chance at 5-17, 18-44, 45-64 and 65 or over. */
  readonly chances: readonly [number, number, number, number];
  readonly gender?: 'female' | 'male';
  readonly medicines: readonly MedicineKey[];
}

export const conditionRows = {
  hypertension: {
    text: 'Hypertension',
    extractText: 'Essential hypertension',
    snomed: '38341003',
    isMajor: true,
    fromAge: 35,
    chances: [0, 0.04, 0.35, 0.6],
    medicines: ['ramipril', 'amlodipine'],
  },
  diabetes: {
    text: 'Type 2 diabetes mellitus',
    extractText: 'Type II diabetes mellitus',
    snomed: '44054006',
    isMajor: true,
    fromAge: 35,
    chances: [0, 0.02, 0.14, 0.24],
    medicines: ['metformin', 'atorvastatin'],
  },
  asthma: {
    text: 'Asthma',
    extractText: 'Asthma',
    snomed: '195967001',
    isMajor: true,
    fromAge: 3,
    chances: [0.16, 0.13, 0.1, 0.08],
    medicines: ['salbutamol', 'beclometasone'],
  },
  copd: {
    text: 'Chronic obstructive pulmonary disease',
    extractText: 'COPD',
    snomed: '13645005',
    isMajor: true,
    fromAge: 45,
    chances: [0, 0, 0.08, 0.15],
    medicines: ['salbutamol', 'tiotropium'],
  },
  atrialFibrillation: {
    text: 'Atrial fibrillation',
    extractText: 'AF - Atrial fibrillation',
    snomed: '49436004',
    isMajor: true,
    fromAge: 55,
    chances: [0, 0, 0.04, 0.17],
    medicines: ['apixaban', 'bisoprolol'],
  },
  heartFailure: {
    text: 'Heart failure',
    extractText: 'Heart failure',
    snomed: '84114007',
    isMajor: true,
    fromAge: 60,
    chances: [0, 0, 0.02, 0.11],
    medicines: ['furosemide', 'bisoprolol'],
  },
  kidneyDisease: {
    text: 'Chronic kidney disease stage 3',
    extractText: 'CKD stage 3',
    snomed: '433144002',
    isMajor: true,
    fromAge: 55,
    chances: [0, 0, 0.05, 0.22],
    medicines: [],
  },
  ischaemicHeart: {
    text: 'Ischaemic heart disease',
    extractText: 'IHD - Ischaemic heart disease',
    snomed: '414545008',
    isMajor: true,
    fromAge: 45,
    chances: [0, 0, 0.08, 0.18],
    medicines: ['aspirin', 'atorvastatin'],
  },
  depression: {
    text: 'Depressive disorder',
    extractText: 'Depression',
    snomed: '35489007',
    isMajor: true,
    fromAge: 14,
    chances: [0.03, 0.18, 0.16, 0.12],
    medicines: ['sertraline'],
  },
  anxiety: {
    text: 'Generalised anxiety disorder',
    extractText: 'Anxiety state',
    isMajor: false,
    fromAge: 12,
    chances: [0.05, 0.14, 0.1, 0.06],
    medicines: [],
  },
  osteoarthritis: {
    text: 'Osteoarthritis',
    extractText: 'Osteoarthritis NOS',
    snomed: '396275006',
    isMajor: false,
    fromAge: 45,
    chances: [0, 0, 0.22, 0.48],
    medicines: ['paracetamol', 'codeine'],
  },
  hypothyroidism: {
    text: 'Hypothyroidism',
    extractText: 'Hypothyroidism',
    snomed: '40930008',
    isMajor: true,
    fromAge: 25,
    chances: [0, 0.03, 0.07, 0.1],
    medicines: ['levothyroxine'],
  },
  reflux: {
    text: 'Gastro-oesophageal reflux disease',
    extractText: 'GORD',
    snomed: '235595009',
    isMajor: false,
    fromAge: 20,
    chances: [0, 0.1, 0.2, 0.26],
    medicines: ['omeprazole'],
  },
  eczema: {
    text: 'Eczema',
    extractText: 'Atopic dermatitis/eczema',
    snomed: '43116000',
    isMajor: false,
    fromAge: 0,
    chances: [0.25, 0.12, 0.08, 0.08],
    medicines: ['emollient'],
  },
  migraine: {
    text: 'Migraine',
    extractText: 'Migraine',
    snomed: '37796009',
    isMajor: false,
    fromAge: 10,
    chances: [0.04, 0.14, 0.1, 0.03],
    medicines: ['sumatriptan'],
  },
  prostate: {
    text: 'Benign prostatic hyperplasia',
    extractText: 'BPH',
    snomed: '266569009',
    isMajor: false,
    fromAge: 55,
    chances: [0, 0, 0.12, 0.3],
    gender: 'male',
    medicines: ['tamsulosin'],
  },
  osteoporosis: {
    text: 'Osteoporosis',
    extractText: 'Osteoporosis',
    snomed: '64859006',
    isMajor: true,
    fromAge: 60,
    chances: [0, 0, 0.05, 0.2],
    gender: 'female',
    medicines: ['alendronic'],
  },
  backPain: {
    text: 'Low back pain',
    extractText: 'Backache, unspecified',
    isMajor: false,
    fromAge: 18,
    chances: [0, 0.2, 0.28, 0.2],
    medicines: ['naproxen'],
  },
  dementia: {
    text: 'Dementia',
    extractText: 'Dementia',
    snomed: '52448006',
    isMajor: true,
    fromAge: 72,
    chances: [0, 0, 0, 0.09],
    medicines: ['donepezil'],
  },
  epilepsy: {
    text: 'Epilepsy',
    extractText: 'Epilepsy',
    snomed: '84757009',
    isMajor: true,
    fromAge: 4,
    chances: [0.02, 0.02, 0.01, 0.02],
    medicines: ['levetiracetam'],
  },
} as const satisfies Record<string, ConditionRow>;

export type ConditionKey = keyof typeof conditionRows;
