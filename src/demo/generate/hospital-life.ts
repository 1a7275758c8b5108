/** What hospitals and the diagnostic centre send about an ordinary person, in HL7 v2. */

import type { Admission } from './draw-life.ts';
import type { SourceView } from './fhir-bundle.ts';
import { type HospitalThread, type HospitalVisit, sendAdt, sendBooking, sendDocument } from './hl7-messages.ts';
import { flagOf, type ResultValue, sendReport } from './hl7-results.ts';
import { type AnalyteRow, panelRows } from './laboratory-table.ts';
import { dayMs, hourMs, inSurgeryHours, letterDate, minuteMs } from './london-calendar.ts';
import { medicineRows } from './medicines-table.ts';
import type { DemoPerson } from './people-types.ts';
import type { Random } from './random.ts';
import type { CastMember } from './region-types.ts';
import { type PersonScene, threadFor } from './scene.ts';
import { pdfBase64 } from './tiny-pdf.ts';

export function drawValue(random: Random, row: AnalyteRow, shift = 0): ResultValue {
  const [low, high] = row.usual;
  const value =
    low + (high - low) * (0.15 + 0.7 * random.next()) + (random.chance(0.08) ? (high - low) * 0.4 : 0) + shift;
  const text = value.toFixed(row.decimals);
  const flag = flagOf(Number(text), row.range);
  return {
    code: row.code,
    text: row.text,
    type: 'NM',
    value: text,
    unit: row.unit,
    range: row.range,
    flag,
    ...(row.snomed === undefined ? {} : { snomed: row.snomed }),
  };
}

/** Diabetes lifts HbA1c, kidney disease creatinine and urea. */
function shiftFor(person: DemoPerson, row: AnalyteRow): number {
  const has = (key: string): boolean => person.conditions.some((condition) => condition.key === key);
  if (row.code === 'HBA1C') return has('diabetes') ? 14 : 0;
  if (row.code === 'CREA' && has('kidneyDisease')) return 48;
  return row.code === 'UREA' && has('kidneyDisease') ? 4 : 0;
}

/** The eldest thing first, whichever room wrote it. */
interface Planned {
  readonly atMs: number;
  readonly send: () => void;
}

function laboratoryMessages(scene: PersonScene, thread: HospitalThread): Planned[] {
  const scientist = scene.memberAt('biomedicalScientist', thread.sender.facility);
  return scene.life.laboratory.map((request) => {
    const panel = panelRows[request.panel];
    const values = panel.analytes.map((row) => drawValue(scene.random, row, shiftFor(scene.person, row)));
    const send = (): void =>
      sendReport(thread, request.reportedMs, {
        placerNumber: request.number,
        fillerNumber: `L${request.number.slice(1)}`,
        code: panel.code,
        text: panel.text,
        section: panel.section,
        collectedMs: request.collectedMs,
        status: 'F',
        orderedBy: scene.person.generalPractitioner,
        reportedBy: scientist,
        isReleased: true,
        values,
        reason: 'Monitoring',
      });
    return { atMs: request.reportedMs, send };
  });
}

/** NEWS2 as the ward's charting system sends it. */
export function sendWardRound(
  thread: HospitalThread,
  scene: PersonScene,
  atMs: number,
  round: { visit: HospitalVisit; nurse: CastMember; serial: number; score: number },
): void {
  const { random } = scene;
  const value = (code: string, text: string, unit: string, amount: number): ResultValue => ({
    code,
    text,
    type: 'NM',
    value: String(amount),
    unit,
  });
  const number = `N${round.visit.number}-${round.serial}`;
  sendReport(thread, atMs + 2 * minuteMs, {
    placerNumber: number,
    fillerNumber: number,
    code: 'NEWS2',
    text: 'National Early Warning Score 2',
    section: 'NRS',
    collectedMs: atMs,
    status: 'F',
    orderedBy: round.visit.consultant,
    reportedBy: round.nurse,
    isReleased: true,
    visit: round.visit,
    values: [
      value('RR', 'Respiratory rate', '/min', 14 + round.score + random.integer(0, 2)),
      value('SPO2', 'Oxygen saturation', '%', 98 - round.score),
      value('HR', 'Heart rate', '/min', 72 + round.score * 5),
      value('TEMP', 'Body temperature', 'Cel', (366 + round.score) / 10),
      {
        code: 'NEWS2',
        text: 'NEWS2 total score',
        snomed: '1104051000000101',
        type: 'NM',
        value: String(round.score),
        unit: 'score',
        flag: round.score >= 5 ? 'H' : '',
      },
    ],
  });
}

export function dischargeLines(
  scene: PersonScene,
  stay: { reason: string; admittedMs: number; dischargedMs: number; startedText: string },
): string[] {
  return [
    `Admitted ${letterDate(stay.admittedMs)}, discharged ${letterDate(stay.dischargedMs)}.`,
    `Diagnosis: ${stay.reason}.`,
    `Started: ${stay.startedText}.`,
    `For the practice (${scene.person.practice.name}): please add the medicine above and repeat bloods in two weeks.`,
  ];
}

function admissionMessages(scene: PersonScene, thread: HospitalThread, stay: Admission, serial: number): Planned[] {
  const { random } = scene;
  const facility = thread.sender.facility;
  const consultant = scene.member(facility === 'ZX41' ? 'cons-med-kaur' : 'cons-med-fitch');
  const nurse = scene.memberAt('wardNurse', facility);
  const number = `V${scene.person.ordinal}${serial}`;
  const visit: HospitalVisit = {
    number,
    patientClass: 'I',
    ward: 'Acute Medical Unit',
    bed: 'B4',
    consultant,
    specialty: ['300', 'General internal medicine'],
    admittedMs: stay.admittedMs,
  };
  const out: HospitalVisit = { ...visit, dischargedMs: stay.dischargedMs };
  const startedText = `${medicineRows[stay.started].name}, ${medicineRows[stay.started].dosage.toLowerCase()}`;
  const lines = dischargeLines(scene, { ...stay, startedText });
  const letterMs = inSurgeryHours(random, stay.dischargedMs + dayMs);
  const sentMs = Math.max(letterMs, stay.dischargedMs + hourMs);
  const rounds = Array.from({ length: 6 }, (_, index) => ({
    atMs: stay.admittedMs + (index + 0.5) * 12 * hourMs,
    serial: index + 1,
    score: Math.max(0, 5 - index),
  }));
  return [
    { atMs: stay.admittedMs, send: () => sendAdt(thread, stay.admittedMs, 'A01', { visit }) },
    ...rounds.map((round) => ({
      atMs: round.atMs,
      send: () => sendWardRound(thread, scene, round.atMs, { visit, nurse, serial: round.serial, score: round.score }),
    })),
    { atMs: stay.dischargedMs, send: () => sendAdt(thread, stay.dischargedMs, 'A03', { visit: out }) },
    {
      atMs: sentMs,
      send: () =>
        sendDocument(thread, sentMs, 'T02', {
          number: `D${number}`,
          type: 'DS',
          title: 'Discharge summary',
          author: consultant,
          atMs: sentMs,
          pdf: pdfBase64('Discharge summary', lines),
          lines,
          visit: out,
        }),
    },
  ];
}

function emergencyMessages(scene: PersonScene, thread: HospitalThread): Planned[] {
  const facility = thread.sender.facility;
  const consultant = scene.member(facility === 'ZX41' ? 'reg-lund' : 'reg-mensah');
  return scene.life.emergenciesMs.flatMap((atMs, index) => {
    const number = `E${scene.person.ordinal}${index}`;
    const leftMs = atMs + scene.random.integer(70, 290) * minuteMs;
    const visit: HospitalVisit = {
      number,
      patientClass: 'E',
      ward: 'Emergency Department',
      consultant,
      specialty: ['180', 'Emergency medicine'],
      admittedMs: atMs,
    };
    const lines = [
      `Attended ${letterDate(atMs)}. ${scene.random.pick(['Sprain, no fracture.', 'Chest infection, home with advice.', 'Cut closed with strips.', 'Abdominal pain, settled.'])}`,
      'No follow-up arranged.',
    ];
    const sentMs = leftMs + 20 * minuteMs;
    return [
      { atMs, send: () => sendAdt(thread, atMs, 'A04', { visit }) },
      { atMs: leftMs, send: () => sendAdt(thread, leftMs, 'A03', { visit: { ...visit, dischargedMs: leftMs } }) },
      {
        atMs: sentMs,
        send: () =>
          sendDocument(thread, sentMs, 'T02', {
            number: `D${number}`,
            type: 'CN',
            title: 'Emergency department letter',
            author: consultant,
            atMs: sentMs,
            pdf: pdfBase64('Emergency department letter', lines),
            lines,
            visit,
          }),
      },
    ];
  });
}

function clinicMessages(scene: PersonScene, thread: HospitalThread): Planned[] {
  const facility = thread.sender.facility;
  const clinician = scene.member(
    facility === 'ZX42'
      ? 'cons-med-fitch'
      : scene.life.endMs - scene.person.birthMs < 16 * 365 * dayMs
        ? 'cons-paed-bell'
        : 'cons-card-whit',
  );
  return scene.life.clinics.flatMap((clinic, index) => {
    const startMs = clinic.letterMs - 2 * hourMs;
    const booking = {
      number: `C${scene.person.ordinal}${index}`,
      clinic: clinic.clinic,
      startMs,
      minutes: 20,
      clinician,
      place: 'Outpatients level 2',
      specialty: ['320', 'Cardiology'],
    } as const;
    const bookedMs = inSurgeryHours(scene.random, startMs - 30 * dayMs);
    const first = { atMs: bookedMs, send: () => sendBooking(thread, bookedMs, 'S12', booking) };
    if (!clinic.attended)
      return [first, { atMs: startMs + hourMs, send: () => sendBooking(thread, startMs + hourMs, 'S26', booking) }];
    const visit: HospitalVisit = {
      number: `A${booking.number}`,
      patientClass: 'O',
      ward: booking.place,
      consultant: clinician,
      specialty: booking.specialty,
    };
    const lines = [
      `Seen in ${clinic.clinic.toLowerCase()} on ${letterDate(startMs)}.`,
      'Stable. No change of treatment. Review in twelve months or sooner if needed.',
    ];
    return [
      first,
      {
        atMs: clinic.letterMs,
        send: () =>
          sendDocument(thread, clinic.letterMs, 'T02', {
            number: `D${booking.number}`,
            type: 'CN',
            title: `Letter: ${clinic.clinic}`,
            author: clinician,
            atMs: clinic.letterMs,
            pdf: pdfBase64(clinic.clinic, lines),
            lines,
            visit,
          }),
      },
    ];
  });
}

/** The trust's first message about a person: its own number, and at times an address that is out of date. */
function registration(scene: PersonScene, thread: HospitalThread): Planned {
  const atMs = Math.max(scene.person.birthMs + hourMs, scene.life.startMs - 9 * dayMs);
  return { atMs, send: () => sendAdt(thread, atMs, 'A28') };
}

export function hospitalView(scene: PersonScene): { addressLine?: string } {
  return scene.life.disagreement === 'address'
    ? { addressLine: `${(scene.person.ordinal % 60) + 2} Old Mill Terrace` }
    : {};
}

/** All that the person's acute trust and the diagnostic centre send, oldest first. */
export function sendHospitalRecord(scene: PersonScene, view: SourceView): HospitalThread {
  const thread = threadFor(scene, scene.person.acute.toLowerCase(), view);
  const planned = [
    registration(scene, thread),
    ...laboratoryMessages(scene, thread),
    ...emergencyMessages(scene, thread),
    ...clinicMessages(scene, thread),
    ...scene.life.admissions.flatMap((stay, index) => admissionMessages(scene, thread, stay, index)),
  ];
  planned.sort((one, other) => one.atMs - other.atMs);
  for (const message of planned) if (message.atMs <= scene.life.endMs) message.send();
  return thread;
}
