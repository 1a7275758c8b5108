/**
 * Story A3: two thousand entries in ninety days. Six hundred say that bowels opened, a shower was given or the wound is
 * unchanged; nine say what matters. Between 55 and 77 per cent of the notes repeat an earlier one word for word.
 */
import { addCaseload, addNote } from './clinical-entries.ts';
import { addMeasure } from './clinical-measures.ts';
import { atLondonTime, dayMs, hourMs, minuteMs } from './london-calendar.ts';
import { bundleFor, type PersonScene } from './scene.ts';
import type { SocialCareRow } from './social-care-rows.ts';

const days = 90;
const repeated: readonly string[] = [
  'Bowels opened.',
  'Shower given, skin intact.',
  'Leg wound NAD.',
  'Ate half of lunch.',
  'Sat out in the lounge.',
  'Settled night.',
  'Fluids encouraged.',
];

/** The nine that a reader must not miss: days ago, title, text. */
export const keyEvents: readonly (readonly [number, string, string])[] = [
  [84, 'Fall', 'Found on the floor by the bed at 04:10. No injury seen. Family told.'],
  [77, 'New confusion', 'More confused than her usual self since yesterday. Urine sample sent.'],
  [69, 'Haemoptysis', 'Coughed up a little bright blood (haemoptysis) once. Doctor told, seen the same day.'],
  [58, 'Medicine stopped', 'Aspirin stopped by Dr Patel after the bleed.'],
  [46, 'Weight loss', 'Weight down 4.1 kg in six weeks. Referred to the dietitian.'],
  [33, 'Pressure damage', 'Category 2 pressure ulcer on the left heel, 2 by 1 cm. Heel lifted.'],
  [19, 'Chest infection', 'Temperature 38.4, chest noisy on the right. Antibiotic started.'],
  [8, 'Wound worse', 'Leg wound deteriorating: 4.2 by 3.1 cm, was 3.0 by 2.4. New odour, more fluid. Swab sent.'],
  [3, 'Wishes', 'Said clearly that she does not want to go into hospital again. Son was there.'],
];

function careHomeRows(scene: PersonScene): SocialCareRow[] {
  const { random } = scene;
  const by = scene.member('chn-lamb');
  const rows: SocialCareRow[] = [];
  for (let day = days; day >= 1; day--) {
    for (let entry = 0; entry < 16; entry++) {
      const atMs = atLondonTime(scene.now - day * dayMs, 6 + entry, random.integer(0, 59));
      const text = random.chance(0.62) ? random.pick(repeated) : dailyText(scene, day, entry);
      rows.push({ recordType: 'visit', atMs, by, kind: 'Daily care', text });
    }
  }
  return rows;
}

/** Says something of its own, though little. */
function dailyText(scene: PersonScene, day: number, entry: number): string {
  const what = scene.random.pick(['Drank', 'Took', 'Had']);
  const visitor = scene.random.pick([
    'son rang',
    'hairdresser came',
    'watched the quiz',
    'read the paper',
    'walked to the window',
  ]);
  return `${what} ${120 + ((day * 37 + entry * 11) % 260)} ml of ${scene.random.pick(['tea', 'squash', 'water', 'soup'])}; ${visitor}, day ${days - day + 1}.`;
}

export function addLongRecord(scene: PersonScene): undefined {
  const { random, now } = scene;
  scene.socialCare.add('zx91', scene.person, careHomeRows(scene));
  const bundle = bundleFor(scene, 'zx21');
  const by = scene.member('cn-barrow');
  addCaseload(bundle, { atMs: now - days * dayMs, by }, 'District nursing');
  for (let day = days; day >= 1; day--) {
    for (const hour of [9, 11, 14, 16]) {
      const atMs = atLondonTime(now - day * dayMs, hour, random.integer(0, 50));
      const text = random.chance(0.75)
        ? 'Leg wound NAD. Dressing as per plan. No change.'
        : `Wound ${30 + ((day * 7 + hour) % 9)} by ${22 + ((day * 3 + hour) % 6)} mm, dry. Pain ${random.integer(1, 4)} of 10 on day ${days - day + 1}.`;
      addNote(bundle, { atMs, by }, 'Community nursing note', [{ title: 'Visit', text }]);
      if (hour === 9)
        addMeasure(bundle, { atMs: atMs + 5 * minuteMs, by }, 'temperature', random.integer(362, 374) / 10);
    }
  }
  for (const [daysAgo, title, text] of keyEvents)
    addNote(bundle, { atMs: atLondonTime(now - daysAgo * dayMs, 12, 5) + hourMs, by }, title, [{ title, text }]);
  scene.deliveries.push(...bundle.deliveries());
  return undefined;
}
