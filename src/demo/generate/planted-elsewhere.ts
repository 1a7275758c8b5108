/** What a planted case adds outside the practice: hospital messages, connectors and social care. */
import { sendScriptedAdmission } from './admission-script.ts';
import { addCaseload, addNote, addPrescription } from './clinical-entries.ts';
import { addAppointment, addFinding, addMeasure } from './clinical-measures.ts';
import { concept, visibility } from './code-systems.ts';
import { type HospitalThread, type HospitalVisit, sendAdt, sendBooking, sendDocument } from './hl7-messages.ts';
import { type ResultReport, sendReport } from './hl7-results.ts';
import { atLondonTime, clockChangeMs, dayMs, hourMs, inSurgeryHours, minuteMs } from './london-calendar.ts';
import { addLongRecord } from './long-record.ts';
import { sendWoundSwab } from './microbiology.ts';
import type { PlantedKey } from './planted-table.ts';
import type { CastMember, ExpectedFact } from './region-types.ts';
import { bundleFor, type PersonScene, threadFor } from './scene.ts';
import { sendArthurHospital, sendArthurToday } from './story-arthur.ts';
import { pdfBase64 } from './tiny-pdf.ts';

type Story = (scene: PersonScene) => readonly ExpectedFact[] | undefined;

function scriptedAdmission(scene: PersonScene): readonly ExpectedFact[] {
  const thread = threadFor(scene, 'zx41', {}, 'S');
  const facts = sendScriptedAdmission(thread, scene);
  scene.deliveries.push(...thread.messages);
  return facts;
}

function sendRenalSeries(scene: PersonScene, thread: HospitalThread, consultant: CastMember): void {
  const potassiums = ['4.4', '4.6', '4.9', '5.8', '5.1'];
  for (const [index, potassium] of potassiums.entries()) {
    const collectedMs = inSurgeryHours(scene.random, scene.now - (100 - index * 24) * dayMs);
    const report: ResultReport = {
      placerNumber: `RH${index}`,
      fillerNumber: `LH${index}`,
      code: 'UE',
      text: 'Urea and electrolytes',
      section: 'CH',
      collectedMs,
      status: 'F',
      orderedBy: consultant,
      reportedBy: scene.member('bms-iqbal'),
      isReleased: true,
      values: [
        {
          code: 'K',
          text: 'Potassium',
          snomed: '1000651000000109',
          type: 'NM',
          value: potassium,
          unit: 'mmol/L',
          range: '3.5-5.3',
          flag: Number(potassium) > 5.3 ? 'H' : '',
        },
        {
          code: 'CREA',
          text: 'Creatinine',
          snomed: '1000731000000107',
          type: 'NM',
          value: String(112 + index * 5),
          unit: 'umol/L',
          range: '45-84',
          flag: 'H',
        },
      ],
    };
    sendReport(thread, collectedMs + 5 * hourMs, report);
  }
}

/** Bloods over four months, ramipril stopped by the hospital that the practice still lists, and a clinic on Thursday. */
function dorothyHale(scene: PersonScene): undefined {
  const thread = threadFor(scene, 'zx41', {}, 'S');
  const consultant = scene.member('cons-card-whit');
  const specialty = ['320', 'Cardiology'] as const;
  sendRenalSeries(scene, thread, consultant);
  sendWoundSwab(thread, scene, 6);
  let thursday = scene.now + dayMs;
  while (new Date(thursday).getUTCDay() !== 4) thursday += dayMs;
  sendBooking(thread, inSurgeryHours(scene.random, scene.now - 9 * dayMs), 'S12', {
    number: 'CH1',
    clinic: 'Heart failure clinic',
    startMs: atLondonTime(thursday, 14, 0),
    minutes: 30,
    clinician: consultant,
    place: 'Outpatients level 2',
    specialty,
  });
  scene.deliveries.push(...thread.messages);
  const medicines = bundleFor(scene, 'zx41-medicines');
  const atMs = inSurgeryHours(scene.random, scene.now - 9 * dayMs);
  for (const medicine of ['apixaban', 'bisoprolol', 'furosemide', 'metformin'] as const)
    addPrescription(medicines, { atMs, by: consultant }, { medicine, kind: 'repeat', lastIssueMs: atMs });
  addPrescription(
    medicines,
    { atMs, by: consultant },
    { medicine: 'ramipril', kind: 'repeat', status: 'stopped', reason: 'Potassium raised' },
  );
  scene.deliveries.push(...medicines.deliveries());
  return undefined;
}

function polypharmacy(scene: PersonScene): undefined {
  const bundle = bundleFor(scene, 'zx41-medicines');
  const written = { atMs: inSurgeryHours(scene.random, scene.now - 20 * dayMs), by: scene.member('cons-card-whit') };
  addPrescription(bundle, written, {
    medicine: 'spironolactone',
    kind: 'repeat',
    status: 'stopped',
    reason: 'Potassium 6.1',
  });
  addPrescription(bundle, written, { medicine: 'furosemide', kind: 'repeat', dosage: 'Take two in the morning' });
  addPrescription(bundle, written, { medicine: 'adalimumab', kind: 'hospital', lastIssueMs: written.atMs });
  scene.deliveries.push(...bundle.deliveries());
  return undefined;
}

function sexualHealth(scene: PersonScene): undefined {
  const bundle = bundleFor(scene, 'zx41-medicines');
  const by = scene.member('cons-gum-vale');
  const atMs = inSurgeryHours(scene.random, scene.now - 60 * dayMs);
  addNote(
    bundle,
    { atMs, by, labels: [visibility.restricted, visibility.sexualHealth, visibility.notReleased] },
    'Sexual health clinic',
    [{ title: 'Attendance', text: 'Chlamydia screen positive, treated. Partner informed by herself.' }],
  );
  scene.deliveries.push(...bundle.deliveries());
  return undefined;
}

function pregnant(scene: PersonScene): undefined {
  const bundle = bundleFor(scene, 'zx23');
  const by = scene.member('mw-hartley');
  addCaseload(bundle, { atMs: inSurgeryHours(scene.random, scene.now - 130 * dayMs), by }, 'Maternity');
  for (const weeks of [10, 16, 22, 25, 28]) {
    const atMs = inSurgeryHours(scene.random, scene.now - (28.5 - weeks) * 7 * dayMs);
    addNote(bundle, { atMs, by }, 'Antenatal visit', [
      {
        title: `${weeks} weeks`,
        text:
          weeks < 20
            ? 'Well. Booking bloods taken and explained.'
            : `Well. Fetal movements felt. Fundal height ${weeks} cm.`,
      },
    ]);
    if (weeks >= 22) addMeasure(bundle, { atMs, by }, 'weight', 60 + weeks / 4);
  }
  addFinding(
    bundle,
    { atMs: inSurgeryHours(scene.random, scene.now - 4 * dayMs), by },
    concept('Estimated date of delivery'),
    new Date(scene.now + 84 * dayMs).toISOString().slice(0, 10),
  );
  addAppointment(
    bundle,
    { atMs: inSurgeryHours(scene.random, scene.now - 4 * dayMs), by },
    {
      text: 'Antenatal clinic, 31 weeks',
      startMs: inSurgeryHours(scene.random, scene.now + 20 * dayMs),
      status: 'booked',
    },
  );
  scene.deliveries.push(...bundle.deliveries());
  return undefined;
}

function lookedAfterChild(scene: PersonScene): undefined {
  const by = scene.member('csw-irwin');
  scene.socialCare.add('zx83-children', scene.person, [
    {
      recordType: 'visit',
      atMs: inSurgeryHours(scene.random, scene.now - 20 * dayMs),
      by,
      kind: 'Statutory visit',
      text: 'Seen alone at foster home. Settled, doing well at school.',
    },
    {
      recordType: 'concern',
      atMs: inSurgeryHours(scene.random, scene.now - 6 * dayMs),
      by,
      kind: 'Contact',
      text: 'Upset after contact with father. Review brought forward.',
    },
  ]);
  return undefined;
}

function babySmith(scene: PersonScene): undefined {
  const thread = threadFor(scene, 'zx41', { nhsNumber: '', numberStatus: '03' }, 'S');
  const bornMs = scene.person.birthMs - 4 * hourMs;
  const visit: HospitalVisit = {
    number: 'VBS1',
    patientClass: 'I',
    ward: 'Maternity Ward',
    bed: 'Cot 6',
    consultant: scene.member('cons-paed-bell'),
    specialty: ['424', 'Well babies'],
    admittedMs: bornMs,
  };
  sendAdt(thread, bornMs + 20 * minuteMs, 'A01', { visit });
  sendAdt(thread, bornMs + 30 * hourMs, 'A03', { visit: { ...visit, dischargedMs: bornMs + 30 * hourMs } });
  scene.deliveries.push(...thread.messages);
  return undefined;
}

/** 01:30 comes twice on that night; the message cannot say which. */
function repeatedHour(scene: PersonScene): undefined {
  const year = new Date(scene.now).getUTCFullYear();
  const change =
    clockChangeMs(year, 'October') < scene.now - 2 * dayMs
      ? clockChangeMs(year, 'October')
      : clockChangeMs(year - 1, 'October');
  const thread = threadFor(scene, 'zx41', {}, 'S');
  const atMs = change - 30 * minuteMs;
  const visit: HospitalVisit = {
    number: 'VRH1',
    patientClass: 'E',
    ward: 'Emergency Department',
    consultant: scene.member('reg-lund'),
    specialty: ['180', 'Emergency medicine'],
    admittedMs: atMs,
  };
  sendAdt(thread, atMs, 'A04', { visit });
  sendAdt(thread, atMs + 80 * minuteMs, 'A03', { visit: { ...visit, dischargedMs: atMs + 80 * minuteMs } });
  scene.deliveries.push(...thread.messages);
  return undefined;
}

/** Death, and the letter that told the practice. */
function deceased(scene: PersonScene): undefined {
  const { deathMs } = scene.person;
  if (deathMs === undefined) return undefined;
  const thread = threadFor(scene, 'zx41', {}, 'S');
  const consultant = scene.member('cons-med-kaur');
  const admittedMs = deathMs - 3 * dayMs;
  const visit: HospitalVisit = {
    number: 'VDE1',
    patientClass: 'I',
    ward: 'Rowan Ward',
    consultant,
    specialty: ['300', 'General internal medicine'],
    admittedMs,
  };
  sendAdt(thread, admittedMs, 'A01', { visit });
  sendAdt(thread, deathMs, 'A03', { visit: { ...visit, dischargedMs: deathMs } });
  const lines = ['Died on the ward with his family there. Cause: pneumonia.'];
  sendDocument(thread, deathMs, 'T02', {
    number: 'DDE1',
    type: 'CN',
    title: 'Notice of death to the practice',
    author: consultant,
    atMs: deathMs,
    pdf: pdfBase64('Notice of death', lines),
    lines,
    visit,
  });
  scene.deliveries.push(...thread.messages);
  return undefined;
}

/** The trust, which knew only an old number, learns the new one. */
function supersededNumber(scene: PersonScene): undefined {
  const thread = threadFor(scene, 'zx41', {}, 'S');
  sendAdt(thread, inSurgeryHours(scene.random, scene.now - 15 * dayMs), 'A31');
  scene.deliveries.push(...thread.messages);
  return undefined;
}

const stories: Partial<Record<PlantedKey, Story>> = {
  arthurRimmer: (scene) => {
    sendArthurHospital(scene);
    sendArthurToday(scene);
    return undefined;
  },
  dorothyHale,
  edwinTarrant: scriptedAdmission,
  oddLetters: scriptedAdmission,
  polypharmacy,
  sexualHealth,
  pregnant,
  lookedAfterChild,
  babySmith,
  repeatedHour,
  deceased,
  supersededNumber,
  longRecord: (scene) => addLongRecord(scene),
};

/** Gives what the record must say afterwards, where the case has a script. */
export function sendPlantedElsewhere(scene: PersonScene, key: PlantedKey): readonly ExpectedFact[] {
  return stories[key]?.(scene) ?? [];
}
