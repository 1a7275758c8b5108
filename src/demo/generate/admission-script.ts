/**
 * One admission, whole: S12, A05, A01, A02, A08 three times, results preliminary then final, a corrected potassium,
 * A03, discharge summary the next day, a letter of the wrong patient sent and withdrawn, late histology after
 * discharge, a follow-up booked and not attended. What the record must say at the end stands beside it.
 */
import { type AdmissionNumbers, admissionNumbers, expectedOfAdmission } from './admission-facts.ts';
import { type HospitalThread, type HospitalVisit, sendAdt, sendBooking, sendDocument } from './hl7-messages.ts';
import { type ResultReport, type ResultValue, sendReport } from './hl7-results.ts';
import { sendWardRound } from './hospital-life.ts';
import { atLondonTime, dayMs, hourMs, isWeekend, letterDate, minuteMs } from './london-calendar.ts';
import type { ExpectedFact } from './region-types.ts';
import type { PersonScene } from './scene.ts';
import { pdfBase64 } from './tiny-pdf.ts';

/** Days before now on which the scripted admission begins: its last message lies before now. */
export const admissionDaysAgo = 29;

/** Half past nine on the day of admission, moved off a weekend. */
export function admissionStartMs(now: number): number {
  let day = now - admissionDaysAgo * dayMs;
  while (isWeekend(day)) day -= dayMs;
  return atLondonTime(day, 9, 30);
}

interface EndedVisit extends HospitalVisit {
  readonly dischargedMs: number;
}

function renalReport(
  scene: PersonScene,
  visit: HospitalVisit,
  numbers: AdmissionNumbers,
  startMs: number,
): ResultReport {
  const value = (
    [code, text, snomed]: readonly [string, string, string],
    amount: string,
    unit: string,
    range: string,
  ): ResultValue => ({ code, text, snomed, type: 'NM', value: amount, unit, range });
  return {
    placerNumber: `O${numbers.renal}`,
    fillerNumber: numbers.renal,
    code: 'UE',
    text: 'Urea and electrolytes',
    section: 'CH',
    collectedMs: startMs + hourMs,
    status: 'F',
    orderedBy: visit.consultant,
    reportedBy: scene.member('bms-iqbal'),
    isReleased: true,
    visit,
    reason: 'Admission bloods',
    values: [
      value(['NA', 'Sodium', '1000661000000107'], '138', 'mmol/L', '133-146'),
      { ...value(['K', 'Potassium', '1000651000000109'], '6.8', 'mmol/L', '3.5-5.3'), flag: 'HH' },
      value(['UREA', 'Urea', '1000951000000103'], '7.1', 'mmol/L', '2.5-7.8'),
      value(['CREA', 'Creatinine', '1000731000000107'], '98', 'umol/L', '59-104'),
    ],
  };
}

function corrected(report: ResultReport): ResultReport {
  const values = report.values.map(
    (value): ResultValue =>
      value.code === 'K'
        ? {
            ...value,
            value: '5.1',
            flag: '',
            status: 'C',
            notes: ['Corrected result. Analyser fault, same sample run again.'],
          }
        : { ...value, status: 'F' },
  );
  return { ...report, status: 'C', values };
}

function sendBloods(thread: HospitalThread, scene: PersonScene, report: ResultReport, startMs: number): void {
  const [sodium, potassium] = report.values;
  const early = [sodium, potassium].filter((value) => value !== undefined);
  sendReport(thread, startMs + 2 * hourMs, { ...report, status: 'P', isReleased: false, values: early });
  sendReport(thread, startMs + 4 * hourMs, report);
  const nurse = scene.memberAt('wardNurse', thread.sender.facility);
  if (report.visit !== undefined)
    sendWardRound(thread, scene, startMs + 5 * hourMs, { visit: report.visit, nurse, serial: 1, score: 3 });
  sendReport(thread, startMs + 7 * hourMs + 10 * minuteMs, corrected(report));
}

function sendLetters(thread: HospitalThread, scene: PersonScene, visit: EndedVisit, numbers: AdmissionNumbers): void {
  const { dischargedMs } = visit;
  const secretary = scene.member('sec-dale');
  const wrong = [
    'Epilepsy clinic letter. Two seizures since March, carbamazepine raised.',
    'This letter belongs to another person.',
  ];
  const wrongDocument = {
    number: numbers.wrongLetter,
    type: 'CN',
    title: 'Letter: Epilepsy clinic',
    author: secretary,
    atMs: dischargedMs + 2 * hourMs,
    pdf: pdfBase64('Epilepsy clinic', wrong),
    lines: wrong,
    visit,
  } as const;
  const summaryMs = atLondonTime(dischargedMs + dayMs, 11, 15);
  const lines = [
    `Admitted ${letterDate(visit.admittedMs ?? dischargedMs)}, discharged ${letterDate(dischargedMs)}.`,
    'Diagnosis: bleeding colonic polyp, removed by colonoscopy. Histology awaited.',
    'Medicines: omeprazole 20mg once a day started. Potassium 5.1 mmol/L (first result of 6.8 was an analyser fault).',
    'Follow-up: gastroenterology clinic in two weeks.',
  ];
  sendDocument(thread, dischargedMs + 2 * hourMs, 'T02', wrongDocument);
  sendDocument(thread, summaryMs, 'T02', {
    number: numbers.summary,
    type: 'DS',
    title: 'Discharge summary',
    author: visit.consultant,
    atMs: summaryMs,
    pdf: pdfBase64('Discharge summary', lines),
    lines,
    visit,
  });
  sendDocument(thread, summaryMs + 40 * minuteMs, 'T11', wrongDocument);
}

function sendHistology(
  thread: HospitalThread,
  scene: PersonScene,
  visit: EndedVisit,
  { number, collectedMs }: { readonly number: string; readonly collectedMs: number },
): void {
  sendReport(thread, atLondonTime(collectedMs + 8 * dayMs, 16, 5), {
    placerNumber: `O${number}`,
    fillerNumber: number,
    code: 'HIST',
    text: 'Histology',
    section: 'SP',
    collectedMs,
    status: 'F',
    orderedBy: visit.consultant,
    reportedBy: scene.member('cons-path-roe'),
    isReleased: false,
    visit,
    reason: 'Colonic polyp',
    values: [
      { code: 'HIST', text: 'Histology report', type: 'TX', value: 'Polypoid fragment 9 mm across.' },
      {
        code: 'HIST',
        text: 'Histology report',
        type: 'TX',
        value: 'Tubular adenoma with low grade dysplasia. Completely excised.',
      },
    ],
  });
}

/** Changed, moved to another ward, changed twice there, sent home. */
function sendStay(thread: HospitalThread, visit: HospitalVisit, startMs: number): EndedVisit {
  const moved: HospitalVisit = { ...visit, ward: 'Rowan Ward', bed: 'C1' };
  const ended = { ...moved, dischargedMs: atLondonTime(startMs + 4 * dayMs, 15, 0) };
  sendAdt(thread, startMs + 8 * hourMs, 'A08', { visit });
  sendAdt(thread, startMs + 26 * hourMs, 'A02', { visit: moved });
  sendAdt(thread, startMs + 30 * hourMs, 'A08', { visit: moved });
  sendAdt(thread, startMs + 60 * hourMs, 'A08', { visit: moved });
  sendAdt(thread, ended.dischargedMs, 'A03', { visit: ended });
  return ended;
}

/** Sends the whole script; the thread's person must be alive throughout. */
export function sendScriptedAdmission(thread: HospitalThread, scene: PersonScene): readonly ExpectedFact[] {
  const startMs = admissionStartMs(scene.now);
  const numbers = admissionNumbers(scene.person.ordinal);
  const consultant = scene.member('cons-med-kaur');
  const specialty = ['301', 'Gastroenterology'] as const;
  const clinic = {
    clinic: 'Gastroenterology clinic',
    minutes: 20,
    clinician: consultant,
    place: 'Outpatients level 2',
    specialty,
  };
  const followUpMs = atLondonTime(startMs + 24 * dayMs, 10, 40);
  const visit: HospitalVisit = {
    number: numbers.visit,
    patientClass: 'I',
    ward: 'Hazel Ward',
    bed: 'B2',
    consultant,
    specialty,
    admittedMs: startMs,
  };
  sendBooking(thread, startMs - 14 * dayMs, 'S12', {
    ...clinic,
    number: numbers.preAssessment,
    clinic: 'Pre-assessment',
    startMs: startMs - 7 * dayMs,
  });
  sendAdt(thread, startMs - 2 * dayMs, 'A05', {
    visit: { number: visit.number, patientClass: 'P', ward: visit.ward, consultant, specialty },
  });
  sendAdt(thread, startMs, 'A01', { visit });
  sendBloods(thread, scene, renalReport(scene, visit, numbers, startMs), startMs);
  const ended = sendStay(thread, visit, startMs);
  sendLetters(thread, scene, ended, numbers);
  sendHistology(thread, scene, ended, { number: numbers.histology, collectedMs: startMs + 50 * hourMs });
  const followUp = { ...clinic, number: numbers.followUp, startMs: followUpMs };
  sendBooking(thread, atLondonTime(startMs + 11 * dayMs, 9, 20), 'S12', followUp);
  sendBooking(thread, followUpMs + 45 * minuteMs, 'S26', followUp);
  return expectedOfAdmission(scene.person.nhsNumber, numbers);
}
