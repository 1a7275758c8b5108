/** Home care, care homes, councils and the charity: rows of CSV, the noisiest part of the record. */
import { atLondonTime, dayMs, hourMs, inSurgeryHours, yearMs } from './london-calendar.ts';
import type { PersonScene } from './scene.ts';
import type { SocialCareRow } from './social-care-rows.ts';

const visitTexts: readonly string[] = [
  'Helped to wash and dress. Breakfast and tea. All well.',
  'Helped to wash and dress. Breakfast and tea. All well.',
  'Helped to wash and dress. Breakfast and tea. All well.',
  'Medicines prompted from the box. Taken.',
  'Medicines prompted from the box. Taken.',
  'Lunch warmed, ate half. Bins out.',
  'In good spirits, daughter visiting, "back at bingo on Tuesday".',
];

export const careHomeTexts: readonly string[] = [
  'Shower given. Skin intact.',
  'Bowels opened.',
  'Settled night, checked every two hours.',
  'Ate all of lunch.',
  'Sat out in the lounge.',
];

function homeCare(scene: PersonScene): SocialCareRow[] {
  const { random, life } = scene;
  const by = scene.member(random.pick(['hc-adeleke', 'hc-wood']));
  const rows: SocialCareRow[] = [];
  for (let day = random.integer(14, 24); day >= 1; day--) {
    for (const hour of [8, 18]) {
      const atMs = atLondonTime(life.endMs - day * dayMs, hour, random.integer(5, 50));
      rows.push({
        recordType: 'visit',
        atMs,
        by,
        kind: hour === 8 ? 'Morning visit' : 'Evening visit',
        text: random.pick(visitTexts),
      });
      if (hour === 18 && random.chance(0.3))
        rows.push({
          recordType: 'observation',
          atMs: atMs + hourMs / 4,
          by,
          kind: 'Fluid intake',
          value: random.integer(6, 16) * 100,
          unit: 'mL',
          text: 'Drinks today',
        });
    }
  }
  if (random.chance(0.25))
    rows.push({
      recordType: 'concern',
      atMs: atLondonTime(life.endMs - 2 * dayMs, 18, 55),
      by,
      kind: 'Eating and drinking',
      text: 'Left most of two meals. Says not hungry. Office told.',
    });
  return rows;
}

function careHome(scene: PersonScene, home: 'ZX91' | 'ZX92'): SocialCareRow[] {
  const { random, life } = scene;
  const by = scene.memberAt('careHomeNurse', home);
  return Array.from({ length: 60 }, (_, index): SocialCareRow => {
    const atMs = atLondonTime(
      life.endMs - (1 + Math.floor(index / 3)) * dayMs,
      [8, 13, 20][index % 3] ?? 8,
      random.integer(0, 59),
    );
    return { recordType: 'visit', atMs, by, kind: 'Daily care', text: random.pick(careHomeTexts) };
  });
}

/** A council's contact in office hours, and the charity's visit. */
function contacts(scene: PersonScene): void {
  const { random, life, person, socialCare } = scene;
  const council = person.town === 'Wexmoor' || person.town === 'Dunmere' ? 'ZX83' : 'ZX81';
  const socialWorker = scene.member(council === 'ZX83' ? 'sw-thorne' : 'sw-osei');
  const age = (life.endMs - person.birthMs) / yearMs;
  if (age >= 60) {
    socialCare.add(`${council.toLowerCase()}-adults`, person, [
      {
        recordType: 'visit',
        atMs: inSurgeryHours(random, life.endMs - random.integer(40, 300) * dayMs),
        by: socialWorker,
        kind: 'Needs assessment',
        text: 'Care Act assessment with the person. Eligible for help with washing and meals.',
      },
      {
        recordType: 'visit',
        atMs: inSurgeryHours(random, life.endMs - random.integer(8, 39) * dayMs),
        by: socialWorker,
        kind: 'Care package review',
        text: 'Package as agreed, two visits a day. Person content. Next review in a year.',
      },
    ]);
  }
  if (age >= 65 && random.chance(0.3)) {
    const by = scene.member('vol-penn');
    socialCare.add('zx95', person, [
      {
        recordType: 'visit',
        atMs: inSurgeryHours(random, life.endMs - 9 * dayMs),
        by,
        kind: 'Befriending',
        text: 'Tea and cards. Likes the radio on.',
      },
    ]);
  }
}

export function addSocialCare(scene: PersonScene): void {
  const { person, socialCare } = scene;
  if (scene.life.endMs - scene.life.startMs < 120 * dayMs) return;
  contacts(scene);
  if (person.hasHomeCare) socialCare.add('zx51', person, homeCare(scene));
  if (person.livesInCareHome !== undefined)
    socialCare.add(person.livesInCareHome.toLowerCase(), person, careHome(scene, person.livesInCareHome));
}
