/** The practice's record of one person, as its connector sends it: one Bundle, everything up to the last pull. */
import {
  addAllergy,
  addAttendance,
  addFlag,
  addNoKnownAllergies,
  addNote,
  addPrescription,
  addProblem,
  type NoteSection,
  type Written,
} from './clinical-entries.ts';
import {
  addAppointment,
  addBloodPressure,
  addFinding,
  addImmunisation,
  addLetter,
  addMeasure,
  addReferral,
} from './clinical-measures.ts';
import { concept } from './code-systems.ts';
import { type ConditionRow, conditionRows } from './conditions-table.ts';
import { adultConsultations, type ConsultationRow, childConsultations, reviewNotes } from './consultations-table.ts';
import { spread } from './draw-life.ts';
import type { BundleBuilder } from './fhir-bundle.ts';
import { panelRows } from './laboratory-table.ts';
import { dayMs, inSurgeryHours, letterDate, minuteMs, yearMs } from './london-calendar.ts';
import { ageAt } from './people-types.ts';
import type { PersonScene } from './scene.ts';

const ageOf = (scene: PersonScene): number =>
  ageAt(scene.person, new Date(scene.life.endMs).toISOString().slice(0, 10));

/** How the two suppliers' connectors write the same consultation. */
function sectionsOf(scene: PersonScene, row: ConsultationRow): NoteSection[] {
  if (scene.source(gpSource(scene)).style === 'extract') {
    return [
      {
        title: 'Consultation',
        text: `${row.reason.toUpperCase()}. Hx: ${row.subjective} O/E: ${row.objective} Imp: ${row.assessment} Plan: ${row.plan}`,
      },
    ];
  }
  return [
    { title: 'Subjective', text: row.subjective },
    { title: 'Objective', text: row.objective },
    { title: 'Assessment', text: row.assessment },
    { title: 'Plan', text: row.plan },
  ];
}

export function gpSource(scene: PersonScene): string {
  return `${scene.person.practice.code.toLowerCase()}-gp`;
}

export function addConsultation(
  scene: PersonScene,
  bundle: BundleBuilder,
  written: Written,
  row: ConsultationRow,
): void {
  const encounter = addAttendance(bundle, written, {
    text: 'Consultation',
    encounterClass: 'AMB',
    reason: concept(row.reason, row.snomed),
  });
  const atMs = written.atMs + 8 * minuteMs;
  addNote(bundle, { ...written, atMs, encounter }, 'Consultation', sectionsOf(scene, row));
}

function addConsultations(scene: PersonScene, bundle: BundleBuilder): void {
  const { random, person, life } = scene;
  const age = ageOf(scene);
  const years = (life.endMs - life.startMs) / yearMs;
  const rows = age < 14 ? childConsultations : adultConsultations;
  const perYear = age < 14 ? 5 : 4 + person.conditions.length * 0.7;
  const isPenicillinAllergic = person.allergies.some((allergy) => allergy.text === 'Penicillin');
  for (const when of spread(random, life.startMs, life.endMs - dayMs, Math.round(years * Math.min(perYear, 7)))) {
    const row = random.pick(rows);
    const atMs = inSurgeryHours(random, when);
    addConsultation(scene, bundle, { atMs, by: person.generalPractitioner }, row);
    if (random.chance(0.4) && age >= 18)
      addBloodPressure(
        bundle,
        { atMs, by: person.generalPractitioner },
        random.integer(112, 158),
        random.integer(66, 94),
      );
    if (age < 14 && random.chance(0.5))
      addMeasure(bundle, { atMs, by: person.generalPractitioner }, 'temperature', random.integer(366, 388) / 10);
    const isUnsuitable = row.medicine === 'amoxicillin' && isPenicillinAllergic;
    if (row.medicine !== undefined && !isUnsuitable && random.chance(0.6)) {
      const medicine = age < 14 && row.medicine === 'naproxen' ? 'paracetamol' : row.medicine;
      addPrescription(bundle, { atMs, by: person.generalPractitioner }, { medicine, kind: 'acute', lastIssueMs: atMs });
    }
  }
}

/** Nurse, assistant and pharmacist of the practice. */
function addReviews(scene: PersonScene, bundle: BundleBuilder): void {
  const { random, person, life } = scene;
  const age = ageOf(scene);
  const nurse = scene.memberAt('practiceNurse', person.practice.code);
  const assistant = scene.memberAt('healthcareAssistant', person.practice.code);
  const pharmacist = scene.memberAt('pharmacist', person.practice.code);
  const count = Math.max(2, person.conditions.length + (age >= 40 ? 4 : 1));
  const height =
    age < 18 ? 80 + age * 5 : person.gender === 'female' ? random.integer(152, 174) : random.integer(164, 190);
  const weight = age < 18 ? 10 + age * 3 : random.integer(54, 104);
  for (const when of spread(random, life.startMs, life.endMs - dayMs, count)) {
    const atMs = inSurgeryHours(random, when);
    addNote(bundle, { atMs, by: nurse }, 'Nurse review', [{ title: 'Review', text: random.pick(reviewNotes) }]);
    const kilograms = weight + random.integer(-30, 30) / 10;
    addMeasure(bundle, { atMs, by: nurse }, 'weight', Math.round(kilograms * 10) / 10);
    if (age >= 18)
      addMeasure(bundle, { atMs, by: nurse }, 'bodyMassIndex', Math.round((kilograms / (height / 100) ** 2) * 10) / 10);
  }
  for (const when of spread(random, life.startMs, life.endMs - dayMs, age >= 18 ? 5 : 2)) {
    const atMs = inSurgeryHours(random, when);
    addMeasure(bundle, { atMs, by: assistant }, 'height', height);
    if (age >= 18) addBloodPressure(bundle, { atMs, by: assistant }, random.integer(116, 152), random.integer(68, 92));
  }
  for (const when of spread(random, life.startMs, life.endMs - dayMs, person.medicines.length > 0 ? 4 : 1)) {
    addNote(bundle, { atMs: inSurgeryHours(random, when), by: pharmacist }, 'Medicines review', [
      {
        title: 'Medicines review',
        text: random.pick([
          'All repeat medicines looked at. Blood tests in date. No change.',
          'Takes as prescribed. Stock at home counted, none wasted.',
          'Asked about side effects: none. Next review in six months.',
        ]),
      },
    ]);
  }
  if (age >= 16)
    addFinding(
      bundle,
      { atMs: inSurgeryHours(random, life.endMs - 90 * dayMs), by: assistant },
      concept('Tobacco use'),
      random.pick(['Never smoked', 'Ex-smoker', 'Smokes 10 a day']),
    );
}

function addProblemsAndMedicines(scene: PersonScene, bundle: BundleBuilder): void {
  const { random, person, life } = scene;
  const by = person.generalPractitioner;
  const isExtract = bundle.source.style === 'extract';
  for (const { key, onsetMs } of person.conditions) {
    const row: ConditionRow = conditionRows[key];
    const atMs = inSurgeryHours(random, onsetMs + 3 * dayMs);
    addProblem(
      bundle,
      { atMs, by },
      { code: concept(isExtract ? row.extractText : row.text, row.snomed), isMajor: row.isMajor, onsetMs },
    );
  }
  for (const medicine of person.medicines) {
    const lastIssueMs = inSurgeryHours(random, life.endMs - random.integer(2, 26) * dayMs);
    const atMs = inSurgeryHours(
      random,
      Math.max(person.birthMs + yearMs, life.endMs - random.integer(200, 1900) * dayMs),
    );
    addPrescription(bundle, { atMs: Math.min(atMs, lastIssueMs), by }, { medicine, kind: 'repeat', lastIssueMs });
  }
  for (const admission of life.admissions) {
    const atMs = inSurgeryHours(random, admission.dischargedMs + random.integer(4, 7) * dayMs);
    addPrescription(
      bundle,
      { atMs, by },
      {
        medicine: admission.started,
        kind: 'acute',
        lastIssueMs: atMs,
        reason: 'Started in hospital; added from the discharge summary',
      },
    );
  }
  const year = new Date(life.endMs).getUTCFullYear();
  for (const allergy of person.allergies)
    addAllergy(
      bundle,
      { atMs: inSurgeryHours(random, Math.min(Date.UTC(allergy.year, 6, 3), Date.UTC(year - 1, 6, 3))), by },
      allergy,
    );
  if (person.allergies.length === 0)
    addNoKnownAllergies(bundle, { atMs: inSurgeryHours(random, life.startMs + dayMs), by });
}

function addRequests(scene: PersonScene, bundle: BundleBuilder): void {
  const { random, person, life } = scene;
  const by = person.generalPractitioner;
  for (const request of life.laboratory) {
    const reference = {
      text: panelRows[request.panel].text,
      to: 'Tarnholt Hospitals laboratory',
      priority: 'routine',
      reason: 'Monitoring',
      kind: 'laboratory',
    } as const;
    addReferral(bundle, { atMs: request.requestedMs, by }, { ...reference, number: request.number });
  }
  for (const request of life.imaging) {
    addReferral(
      bundle,
      { atMs: request.requestedMs, by },
      {
        text: request.text,
        to: 'Tarnholt Diagnostic Centre',
        priority: 'routine',
        reason: 'Pain or symptoms, see note',
        kind: 'imaging',
        number: request.number,
      },
    );
  }
  for (const clinic of life.clinics) {
    const referredMs = inSurgeryHours(random, clinic.letterMs - random.integer(40, 110) * dayMs);
    if (referredMs > person.birthMs)
      addReferral(
        bundle,
        { atMs: referredMs, by },
        { text: clinic.clinic, to: 'Hospital', priority: 'routine', reason: 'For opinion' },
      );
    addLetter(
      bundle,
      { atMs: inSurgeryHours(random, clinic.letterMs + 4 * dayMs), by },
      `Letter received: ${clinic.clinic}`,
      [
        `Seen in ${clinic.clinic.toLowerCase()} on ${letterDate(clinic.letterMs)}.`,
        'Findings and plan as in the hospital letter. Coded and filed.',
      ],
    );
  }
}

function addVaccinations(scene: PersonScene, bundle: BundleBuilder): void {
  const { random, person, life } = scene;
  const by = scene.memberAt('practiceNurse', person.practice.code);
  const age = ageOf(scene);
  if (age >= 50 || person.conditions.some(({ key }) => key === 'asthma')) {
    for (let back = 1; back <= 6; back++) {
      const atMs = inSurgeryHours(
        random,
        Date.UTC(new Date(life.endMs).getUTCFullYear() - back, 9, random.integer(2, 28)),
      );
      if (atMs > person.birthMs + yearMs) addImmunisation(bundle, { atMs, by }, 'Influenza inactivated vaccine');
    }
  }
  if (age >= 70)
    addImmunisation(
      bundle,
      { atMs: inSurgeryHours(random, person.birthMs + 70.2 * yearMs), by },
      'Shingles vaccine',
      '1',
    );
  if (age >= 18) return;
  const schedule: readonly (readonly [number, string, string])[] = [
    [56, '6-in-1 vaccine', '1'],
    [56, 'Meningococcal B vaccine', '1'],
    [84, '6-in-1 vaccine', '2'],
    [84, 'Pneumococcal vaccine', '1'],
    [112, '6-in-1 vaccine', '3'],
    [112, 'Meningococcal B vaccine', '2'],
    [370, 'MMR vaccine', '1'],
    [370, 'Pneumococcal vaccine', '2'],
    [1230, 'MMR vaccine', '2'],
    [1230, '4-in-1 pre-school booster', '1'],
  ];
  for (const [days, vaccine, dose] of schedule) {
    const atMs = inSurgeryHours(random, person.birthMs + days * dayMs);
    if (atMs < life.endMs) addImmunisation(bundle, { atMs, by }, vaccine, dose);
  }
}

/** Adds everything ordinary; planted stories add theirs to the same Bundle before it is sent. */
export function addPracticeRecord(scene: PersonScene, bundle: BundleBuilder): void {
  const { random, person, life, now } = scene;
  addProblemsAndMedicines(scene, bundle);
  addConsultations(scene, bundle);
  addReviews(scene, bundle);
  addRequests(scene, bundle);
  addVaccinations(scene, bundle);
  if (person.language !== 'en')
    addFlag(
      bundle,
      { atMs: inSurgeryHours(random, life.startMs + 30 * dayMs), by: person.generalPractitioner },
      { kind: 'communication-need', text: `Needs an interpreter: ${person.languageText}` },
    );
  if (person.deathMs !== undefined || !random.chance(0.5)) return;
  const startMs = inSurgeryHours(random, now + random.integer(5, 28) * dayMs);
  addAppointment(
    bundle,
    { atMs: inSurgeryHours(random, now - 3 * dayMs), by: scene.memberAt('practiceNurse', person.practice.code) },
    { text: 'Practice nurse, review', startMs, status: 'booked' },
  );
}
