/** A wound swab as laboratories send it: a fixed-width table over many OBX of text, with a note below. */
import type { HospitalThread } from './hl7-messages.ts';
import { sendReport } from './hl7-results.ts';
import { dayMs, hourMs } from './london-calendar.ts';
import type { PersonScene } from './scene.ts';

const lines: readonly string[] = [
  'SPECIMEN   Wound swab, left leg',
  'CULTURE    Staphylococcus aureus      +++',
  '',
  '                     SENSITIVITY',
  'Flucloxacillin       S',
  'Erythromycin         R',
  'Doxycycline          S',
  'Fusidic acid         R',
];

export function sendWoundSwab(thread: HospitalThread, scene: PersonScene, daysAgo: number): void {
  const collectedMs = scene.now - daysAgo * dayMs;
  sendReport(thread, collectedMs + 52 * hourMs, {
    placerNumber: `OM${scene.person.ordinal}`,
    fillerNumber: `LM${scene.person.ordinal}`,
    code: 'WSWAB',
    text: 'Wound swab culture',
    section: 'MB',
    collectedMs,
    status: 'F',
    orderedBy: scene.person.generalPractitioner,
    reportedBy: scene.member('bms-iqbal'),
    isReleased: true,
    values: lines.map((value, index) => {
      const notes = [
        'Flucloxacillin is a penicillin: check allergies.',
        "Dr Roe's advice: treat only if spreading redness.",
      ];
      return {
        code: 'CULT',
        text: 'Culture',
        type: 'TX',
        value,
        ...(index === lines.length - 1 ? { notes } : {}),
      };
    }),
  });
}
