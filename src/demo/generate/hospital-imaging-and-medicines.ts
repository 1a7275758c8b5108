/** Imaging from the diagnostic centre, and the hospital's own medicines from its prescribing system. */
import { addCaseload, addPrescription } from './clinical-entries.ts';
import type { HospitalThread } from './hl7-messages.ts';
import { sendReport } from './hl7-results.ts';
import { hourMs } from './london-calendar.ts';
import { ageAt } from './people-types.ts';
import { bundleFor, type PersonScene, threadFor } from './scene.ts';

export function sendImaging(scene: PersonScene): HospitalThread {
  const thread = threadFor(scene, 'zx74');
  const radiographer = scene.memberAt('radiographer', 'ZX74');
  for (const request of scene.life.imaging) {
    if (request.reportedMs > scene.life.endMs) continue;
    sendReport(thread, request.reportedMs, {
      placerNumber: request.number,
      fillerNumber: `I${request.number.slice(1)}`,
      code: 'IMG',
      text: request.text,
      section: 'RAD',
      collectedMs: request.takenMs,
      status: 'F',
      orderedBy: scene.person.generalPractitioner,
      reportedBy: radiographer,
      isReleased: scene.random.chance(0.8),
      values: [{ code: 'RPT', text: 'Report', type: 'TX', value: request.finding }],
    });
  }
  return thread;
}

/** Medicines that only the hospital gives, from its prescribing system. */
export function sendHospitalMedicines(scene: PersonScene): void {
  const stays = scene.life.admissions;
  if (scene.person.acute !== 'ZX41' || stays.length === 0) return;
  const bundle = bundleFor(scene, 'zx41-medicines');
  const by = scene.member('cons-med-kaur');
  const age = ageAt(scene.person, new Date(scene.life.endMs).toISOString().slice(0, 10));
  for (const stay of stays) {
    addPrescription(
      bundle,
      { atMs: stay.dischargedMs - hourMs, by },
      { medicine: stay.started, kind: 'acute', status: 'completed', lastIssueMs: stay.dischargedMs },
    );
    if (age > 60)
      addPrescription(
        bundle,
        { atMs: stay.admittedMs + 2 * hourMs, by },
        { medicine: 'paracetamol', kind: 'hospital', status: 'completed', lastIssueMs: stay.dischargedMs },
      );
  }
  addCaseload(
    bundle,
    { atMs: stays[0]?.admittedMs ?? scene.life.startMs, by },
    'Inpatient prescribing',
    stays.at(-1)?.dischargedMs,
  );
  scene.deliveries.push(...bundle.deliveries());
}
