/** Story A1 until the plan is written: cough, urgent referral, diagnosis, and today's walk-in and emergency attendance. */
import { addAllergy, addAttendance, addFlag, addNoKnownAllergies, addNote, addProblem } from './clinical-entries.ts';
import { addFinding, addMeasure, addReferral } from './clinical-measures.ts';
import { concept } from './code-systems.ts';
import type { BundleBuilder } from './fhir-bundle.ts';
import { addConsultation } from './gp-record.ts';
import { type HospitalVisit, sendAdt, sendBooking, sendDocument } from './hl7-messages.ts';
import { type ResultReport, sendReport } from './hl7-results.ts';
import { atLondonTime, dayMs, hourMs, inSurgeryHours, minuteMs } from './london-calendar.ts';
import { bundleFor, type PersonScene, threadFor } from './scene.ts';
import { pdfBase64 } from './tiny-pdf.ts';

/** Days before now. */
const consulted = 32;
const diagnosed = 18;

export function addArthurPractice(scene: PersonScene, bundle: BundleBuilder): void {
  const by = scene.member('gp-patel');
  const atMs = inSurgeryHours(scene.random, scene.now - consulted * dayMs);
  addConsultation(
    scene,
    bundle,
    { atMs, by },
    {
      reason: 'Cough',
      snomed: '49727002',
      subjective:
        'Cough for seven weeks, does not go. Twice a streak of blood. Lost half a stone. Stopped smoking 2016 after 40 pack years.',
      objective: 'Thin. Reduced air entry at the right apex. No nodes felt. Saturation 95 % on air.',
      assessment: 'Suspected lung cancer.',
      plan: 'Chest X-ray today. Urgent suspected cancer referral. Told why, and that he will hear within 28 days whether or not it is cancer.',
    },
  );
  addProblem(bundle, { atMs, by }, { code: concept('Cough', '49727002'), isMajor: false, onsetMs: atMs - 49 * dayMs });
  addProblem(
    bundle,
    { atMs, by },
    { code: concept('Suspected lung cancer', '162573006'), isMajor: true, onsetMs: atMs, isSuspected: true },
  );
  addReferral(
    bundle,
    { atMs: atMs + 6 * minuteMs, by },
    {
      text: 'Chest X-ray',
      to: 'Tarnholt Hospitals radiology',
      priority: 'urgent',
      reason: 'Persistent cough, haemoptysis',
      kind: 'imaging',
      number: 'XA1',
    },
  );
  addReferral(
    bundle,
    { atMs: atMs + 9 * minuteMs, by },
    {
      text: 'Urgent suspected cancer referral, lung (28-day Faster Diagnosis clock running)',
      to: 'Tarnholt Hospitals lung clinic',
      priority: 'urgent',
      reason: 'Suspected lung cancer',
      status: 'active',
    },
  );
  const codedMs = inSurgeryHours(scene.random, scene.now - (diagnosed - 3) * dayMs);
  addProblem(
    bundle,
    { atMs: codedMs, by },
    { code: concept('Lung cancer', '363358000'), isMajor: true, onsetMs: scene.now - diagnosed * dayMs },
  );
  addFlag(bundle, { atMs: codedMs, by }, { kind: 'alert', text: 'Takes an anticoagulant (apixaban)' });
}

const ofImaging = { section: 'RAD', status: 'F', isReleased: false } as const;

function chestXray(scene: PersonScene, collectedMs: number): ResultReport {
  return {
    ...ofImaging,
    orderedBy: scene.person.generalPractitioner,
    placerNumber: 'XA1',
    fillerNumber: 'IA1',
    code: 'CXR',
    text: 'Chest X-ray',
    collectedMs,
    reportedBy: scene.member('rad-kemp'),
    values: [
      {
        code: 'RPT',
        text: 'Report',
        type: 'TX',
        value: '3 cm rounded opacity at the right apex. CT advised, alert sent.',
      },
    ],
  };
}

function chestScan(scene: PersonScene, collectedMs: number): ResultReport {
  return {
    ...ofImaging,
    orderedBy: scene.member('cons-resp-iyer'),
    placerNumber: 'XA2',
    fillerNumber: 'IA2',
    code: 'CT',
    text: 'CT chest, abdomen and pelvis',
    collectedMs,
    reportedBy: scene.member('cons-rad-sato'),
    values: [
      {
        code: 'RPT',
        text: 'Report',
        type: 'TX',
        value: '32 mm spiculated mass, right upper lobe. Enlarged right hilar node. No distant spread seen.',
      },
    ],
  };
}

function biopsy(scene: PersonScene): ResultReport {
  return {
    placerNumber: 'PA1',
    fillerNumber: 'LA1',
    code: 'HIST',
    text: 'Histology, bronchial biopsy',
    section: 'SP',
    status: 'F',
    collectedMs: atLondonTime(scene.now - 23 * dayMs, 12, 0),
    orderedBy: scene.member('cons-resp-iyer'),
    reportedBy: scene.member('cons-path-roe'),
    isReleased: false,
    values: [{ code: 'HIST', text: 'Histology report', type: 'TX', value: 'Squamous cell carcinoma.' }],
  };
}

export function sendArthurHospital(scene: PersonScene): void {
  const thread = threadFor(scene, 'zx41', {}, 'S');
  const lung = scene.member('cons-resp-iyer');
  const clinicMs = atLondonTime(scene.now - 25 * dayMs, 10, 20);
  const diagnosedMs = atLondonTime(scene.now - diagnosed * dayMs, 14, 30);
  const specialty = ['340', 'Respiratory medicine'] as const;
  const visit: HospitalVisit = { number: 'VA1', patientClass: 'O', ward: 'Lung clinic', consultant: lung, specialty };
  const xrayMs = atLondonTime(scene.now - (consulted - 1) * dayMs, 11, 40);
  sendReport(thread, xrayMs + 3 * hourMs, chestXray(scene, xrayMs));
  sendBooking(thread, xrayMs + 5 * hourMs, 'S12', {
    number: 'CA1',
    clinic: 'Lung clinic, urgent suspected cancer',
    startMs: clinicMs,
    minutes: 30,
    clinician: lung,
    place: 'Lung clinic',
    specialty,
  });
  const ctMs = atLondonTime(scene.now - 26 * dayMs, 9, 10);
  sendReport(thread, ctMs + 6 * hourMs, chestScan(scene, ctMs));
  sendReport(thread, diagnosedMs, biopsy(scene));
  const lines = [
    'Lung cancer multidisciplinary meeting. Right upper lobe squamous cell carcinoma, stage IIIA.',
    'Plan: oncology at Brackenridge Cancer Hospital. He knows the diagnosis. Apixaban goes on.',
  ];
  sendDocument(thread, diagnosedMs + 50 * hourMs, 'T02', {
    number: 'DA1',
    type: 'MD',
    title: 'Lung cancer meeting letter',
    author: lung,
    atMs: diagnosedMs + 50 * hourMs,
    pdf: pdfBase64('Lung cancer meeting', lines),
    lines,
    visit,
  });
  scene.deliveries.push(...thread.messages);
  sendSpecialist(scene);
}

function sendSpecialist(scene: PersonScene): void {
  const thread = threadFor(scene, 'zx43', {}, 'S');
  const clinician = scene.member('cons-onc-lowe');
  const specialty = ['800', 'Clinical oncology'] as const;
  const place = 'Brackenridge outpatients';
  const seenMs = atLondonTime(scene.now - 9 * dayMs, 11, 0);
  sendBooking(thread, seenMs - 6 * dayMs, 'S12', {
    number: 'BA1',
    clinic: 'Oncology clinic',
    startMs: seenMs,
    minutes: 40,
    clinician,
    place,
    specialty,
  });
  const visit: HospitalVisit = { number: 'VBA1', patientClass: 'O', ward: place, consultant: clinician, specialty };
  const lines = [
    'Oncology clinic. Chemoradiotherapy offered, he wants time to think with his daughter Karen.',
    'If breathless or coughing blood: our acute oncology team is open day and night.',
  ];
  sendDocument(thread, seenMs + 5 * hourMs, 'T02', {
    number: 'DBA1',
    type: 'CN',
    title: 'Letter: Oncology clinic',
    author: clinician,
    atMs: seenMs + 5 * hourMs,
    pdf: pdfBase64('Oncology clinic', lines),
    lines,
    visit,
  });
  const nextMs = atLondonTime(scene.now + 6 * dayMs, 11, 0);
  sendBooking(thread, seenMs + 6 * hourMs, 'S12', {
    number: 'BA2',
    clinic: 'Oncology clinic',
    startMs: nextMs,
    minutes: 40,
    clinician,
    place,
    specialty,
  });
  scene.deliveries.push(...thread.messages);
}

/** This morning: walk-in centre, then the emergency department of the other trust, where the plan will be written. */
export function sendArthurToday(scene: PersonScene): void {
  const by = scene.member('sr-coyle');
  const arrivedMs = scene.now - 4 * hourMs;
  const bundle = bundleFor(scene, 'zx31');
  const encounter = addAttendance(
    bundle,
    { atMs: arrivedMs, by },
    { text: 'Walk-in centre attendance', encounterClass: 'EMER', minutes: 50, reason: concept('Breathlessness') },
  );
  addMeasure(bundle, { atMs: arrivedMs + 8 * minuteMs, by }, 'oxygenSaturation', 91);
  addMeasure(bundle, { atMs: arrivedMs + 8 * minuteMs, by }, 'respiratoryRate', 24);
  addMeasure(bundle, { atMs: arrivedMs + 9 * minuteMs, by }, 'news2', 6);
  addFinding(bundle, { atMs: arrivedMs + 12 * minuteMs, by }, concept('Haemoptysis'), 'Teaspoon of blood this morning');
  addNote(bundle, { atMs: arrivedMs + 40 * minuteMs, by, encounter }, 'Walk-in note', [
    {
      title: 'Walk-in',
      text: 'More breathless since yesterday. Did not have to repeat his history. Sent to the emergency department.',
    },
  ]);
  addNoKnownAllergies(bundle, { atMs: arrivedMs + 5 * minuteMs, by });
  addReferral(
    bundle,
    { atMs: arrivedMs + 45 * minuteMs, by },
    {
      text: 'Emergency department referral',
      to: 'Wexmoor Hospitals',
      priority: 'asap',
      reason: 'Breathless, haemoptysis, lung cancer',
      status: 'active',
    },
  );
  scene.deliveries.push(...bundle.deliveries());
  const community = bundleFor(scene, 'zx21');
  const [allergy] = scene.person.allergies;
  if (allergy !== undefined)
    addAllergy(community, { atMs: scene.now - 12 * dayMs, by: scene.member('cn-barrow') }, allergy);
  scene.deliveries.push(...community.deliveries());
  const thread = threadFor(scene, 'zx42', {}, 'S');
  const ahmed = scene.member('cons-ed-ahmed');
  const admittedMs = scene.now - 2 * hourMs;
  const visit: HospitalVisit = {
    number: 'VWA1',
    patientClass: 'E',
    ward: 'Emergency Department',
    consultant: ahmed,
    specialty: ['180', 'Emergency medicine'],
    admittedMs,
  };
  sendAdt(thread, admittedMs, 'A04', { visit });
  scene.deliveries.push(...thread.messages);
}
