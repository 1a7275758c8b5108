/** What befalls a person, drawn once, so that the practice's and the hospital's records tell of the same events. */
import type { ConditionKey } from './conditions-table.ts';
import type { PanelKey } from './laboratory-table.ts';
import { atAnyHour, dayMs, hourMs, inSurgeryHours, yearMs } from './london-calendar.ts';
import type { MedicineKey } from './medicines-table.ts';
import type { DemoPerson } from './people-types.ts';
import type { Random } from './random.ts';

export interface LaboratoryRequest {
  readonly number: string;
  readonly panel: PanelKey;
  readonly requestedMs: number;
  readonly collectedMs: number;
  readonly reportedMs: number;
}

export interface ImagingRequest {
  readonly number: string;
  readonly text: string;
  readonly finding: string;
  readonly requestedMs: number;
  readonly takenMs: number;
  readonly reportedMs: number;
}

export interface Admission {
  readonly reason: string;
  readonly admittedMs: number;
  readonly dischargedMs: number;
  /** Started in hospital; the practice adds it days after discharge. */
  readonly started: MedicineKey;
}

export interface DemoLife {
  readonly startMs: number;
  /** Now, or the moment of death. */
  readonly endMs: number;
  readonly laboratory: readonly LaboratoryRequest[];
  readonly imaging: readonly ImagingRequest[];
  readonly admissions: readonly Admission[];
  readonly emergenciesMs: readonly number[];
  readonly clinics: readonly { readonly letterMs: number; readonly clinic: string; readonly attended: boolean }[];
  /** What each person's sources disagree on. */
  readonly disagreement: 'allergy' | 'address';
}

const recordYears = 6;

/** Times spread over the life's window, oldest first. */
export function spread(random: Random, startMs: number, endMs: number, count: number): number[] {
  return Array.from({ length: count }, () => startMs + random.next() * (endMs - startMs)).sort(
    (one, other) => one - other,
  );
}

const panelsByCondition: Partial<Record<ConditionKey, readonly PanelKey[]>> = {
  hypertension: ['renal'],
  diabetes: ['hba1c', 'renal'],
  kidneyDisease: ['renal', 'bloodCount'],
  heartFailure: ['renal'],
  hypothyroidism: ['thyroid'],
  ischaemicHeart: ['liver'],
};

function drawLaboratory(random: Random, person: DemoPerson, startMs: number, endMs: number): LaboratoryRequest[] {
  const followed = person.conditions.flatMap(({ key }) => panelsByCondition[key] ?? []);
  const panels: readonly PanelKey[] = [...new Set<PanelKey>([...followed, 'bloodCount', 'renal', 'liver'])];
  const years = (endMs - startMs) / yearMs;
  const perYear = person.birthMs > endMs - 18 * yearMs ? 0.3 : 0.9 + followed.length * 0.4;
  return spread(random, startMs, endMs - 12 * dayMs, Math.round(years * Math.min(perYear, 3))).map((when, index) => {
    const requestedMs = inSurgeryHours(random, when);
    const collectedMs = inSurgeryHours(random, requestedMs + 4 * dayMs);
    const late = collectedMs <= requestedMs ? requestedMs + hourMs / 2 : collectedMs;
    return {
      number: `R${person.ordinal}-${index + 1}`,
      panel: random.pick(panels),
      requestedMs,
      collectedMs: late,
      reportedMs: late + random.integer(5, 30) * hourMs,
    };
  });
}

const imagingKinds: readonly (readonly [string, string])[] = [
  ['Chest X-ray', 'Heart size normal. Lungs and pleural spaces clear. No focal lesion.'],
  ['X-ray of knee', 'Moderate loss of medial joint space. Small osteophytes. No fracture.'],
  ['X-ray of wrist', 'No fracture seen. Soft tissue swelling over the radial side.'],
  ['Ultrasound of abdomen', 'Liver and kidneys of normal size and texture. No gallstones.'],
  ['X-ray of lumbar spine', 'Degenerative change at L4/5 and L5/S1. Alignment kept.'],
];

function drawImaging(random: Random, person: DemoPerson, startMs: number, endMs: number): ImagingRequest[] {
  return spread(random, startMs, endMs - 25 * dayMs, random.integer(1, 3)).map((when, index) => {
    const [text, finding] = random.pick(imagingKinds);
    const requestedMs = inSurgeryHours(random, when);
    const takenMs = inSurgeryHours(random, requestedMs + random.integer(4, 15) * dayMs);
    return {
      number: `X${person.ordinal}-${index + 1}`,
      text,
      finding,
      requestedMs,
      takenMs,
      reportedMs: takenMs + random.integer(4, 70) * hourMs,
    };
  });
}

const admissionReasons: readonly (readonly [string, MedicineKey])[] = [
  ['Community acquired pneumonia', 'doxycycline'],
  ['Fall with head injury', 'paracetamol'],
  ['Urinary tract infection with confusion', 'nitrofurantoin'],
  ['Chest pain, troponin negative', 'aspirin'],
  ['Exacerbation of airways disease', 'prednisolone'],
];

function drawAdmissions(random: Random, person: DemoPerson, startMs: number, endMs: number): Admission[] {
  const age = (endMs - person.birthMs) / yearMs;
  const count =
    age < 45 ? (random.chance(0.15) ? 1 : 0) : age < 65 ? random.pick([0, 0, 1]) : random.pick([0, 1, 1, 2]);
  return spread(random, startMs, endMs - 30 * dayMs, count).map((when) => {
    const [reason, started] = random.pick(admissionReasons);
    const admittedMs = atAnyHour(random, when);
    return {
      reason,
      started,
      admittedMs,
      dischargedMs: inSurgeryHours(random, admittedMs + random.integer(4, 8) * dayMs),
    };
  });
}

export function drawLife(random: Random, person: DemoPerson, now: number): DemoLife {
  const endMs = Math.min(now, person.deathMs ?? now);
  const startMs = Math.max(endMs - recordYears * yearMs, person.birthMs + 20 * dayMs);
  const age = (endMs - person.birthMs) / yearMs;
  const isShort = endMs - startMs < 120 * dayMs;
  const clinics = ['Cardiology clinic', 'Respiratory clinic', 'Orthopaedic clinic', 'Ophthalmology clinic'];
  return {
    startMs,
    endMs,
    laboratory: isShort ? [] : drawLaboratory(random, person, startMs, endMs),
    imaging: isShort ? [] : drawImaging(random, person, startMs, endMs),
    admissions: isShort ? [] : drawAdmissions(random, person, startMs, endMs),
    emergenciesMs: spread(random, startMs, endMs - 3 * dayMs, isShort ? 0 : random.integer(1, 3)).map((when) =>
      atAnyHour(random, when),
    ),
    clinics: isShort
      ? []
      : spread(random, startMs, endMs - 40 * dayMs, age > 50 ? 3 : 1).map((when) => ({
          letterMs: inSurgeryHours(random, when),
          clinic: age < 16 ? "Children's clinic" : random.pick(clinics),
          attended: random.chance(0.85),
        })),
    disagreement: person.allergies.length > 0 ? 'allergy' : 'address',
  };
}
