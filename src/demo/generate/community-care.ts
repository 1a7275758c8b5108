/** Community nursing, therapy, mental health and health visiting: courses of contacts, much of it repeating itself. */
import { addCaseload, addNote } from './clinical-entries.ts';
import { addMeasure } from './clinical-measures.ts';
import { spread } from './draw-life.ts';
import { atLondonTime, dayMs, hourMs, inSurgeryHours, yearMs } from './london-calendar.ts';
import { ageAt } from './people-types.ts';
import { bundleFor, type PersonScene } from './scene.ts';

/** Said again and again: what a reader would rather have folded. */
export const nursingNotes: readonly string[] = [
  'Leg dressing changed as per plan. Wound clean, no sign of infection. No change.',
  'Leg dressing changed as per plan. Wound clean, no sign of infection. No change.',
  'Leg dressing changed as per plan. Wound clean, no sign of infection. No change.',
  'Visited as planned. Pressure areas intact. No change.',
  'Visited as planned. Pressure areas intact. No change.',
  'Compression bandage re-applied. Toes warm, good colour.',
  'Not at home, card left, rebooked for tomorrow.',
  'Says the leg is a little more comfortable at night.',
];

function addNursing(scene: PersonScene): void {
  const { random, life } = scene;
  const bundle = bundleFor(scene, 'zx21');
  const by = scene.member(random.pick(['cn-barrow', 'cn-okafor']));
  const startMs = Math.max(life.startMs, life.endMs - random.integer(60, 120) * dayMs);
  addCaseload(bundle, { atMs: inSurgeryHours(random, startMs), by }, 'District nursing');
  for (const when of spread(random, startMs, life.endMs - dayMs, random.integer(16, 28))) {
    const atMs = atLondonTime(when, random.integer(8, 17), random.integer(0, 59));
    if (atMs < life.endMs)
      addNote(bundle, { atMs, by }, 'Community nursing note', [{ title: 'Visit', text: random.pick(nursingNotes) }]);
  }
  scene.deliveries.push(...bundle.deliveries());
}

function addTherapy(scene: PersonScene): void {
  const { random, life } = scene;
  const bundle = bundleFor(scene, 'zx21');
  const by = scene.member('pt-hurst');
  const startMs = life.startMs + (life.endMs - life.startMs) * random.next() * 0.8;
  addCaseload(
    bundle,
    { atMs: inSurgeryHours(random, startMs), by },
    'Physiotherapy',
    Math.min(life.endMs, startMs + 70 * dayMs),
  );
  for (let visit = 0; visit < 5; visit++) {
    const atMs = inSurgeryHours(random, startMs + visit * 12 * dayMs);
    if (atMs > life.endMs) break;
    addNote(bundle, { atMs, by }, 'Physiotherapy', [
      {
        title: 'Treatment',
        text: random.pick([
          'Exercises progressed. Pain 4 of 10, was 6.',
          'Same goals. Exercises repeated, technique better.',
          'Walks further, stairs with rail. Discharge plan made.',
          'Missed two days of exercises. Encouraged.',
        ]),
      },
    ]);
  }
  if (life.endMs - scene.person.birthMs > 70 * yearMs) {
    const therapist = scene.member('ot-vine');
    addNote(bundle, { atMs: inSurgeryHours(random, life.endMs - 60 * dayMs), by: therapist }, 'Occupational therapy', [
      {
        title: 'Home visit',
        text: 'Grab rails by the bath and back door. Chair raisers fitted. Manages kettle safely.',
      },
    ]);
  }
  scene.deliveries.push(...bundle.deliveries());
}

function addMentalHealth(scene: PersonScene): void {
  const { random, life, now } = scene;
  const bundle = bundleFor(scene, 'zx22');
  const by = scene.member('mhn-doyle');
  // Its feed fell silent this morning: everything was sent before.
  const lastMs = Math.min(life.endMs, now - 2 * dayMs);
  const startMs = Math.max(life.startMs, lastMs - 300 * dayMs);
  addCaseload(bundle, { atMs: inSurgeryHours(random, startMs), by }, 'Community mental health team');
  for (const when of spread(random, startMs, lastMs, 8)) {
    addNote(bundle, { atMs: inSurgeryHours(random, when), by }, 'Community psychiatric nurse contact', [
      {
        title: 'Contact',
        text: random.pick([
          'Mood steady. Sleeps six hours. Medicine taken. Next visit in four weeks.',
          'Low this week after an argument. Safety plan looked at together. Call on Friday.',
          'Went to the allotment group twice. Keeps a diary.',
        ]),
      },
    ]);
  }
  scene.deliveries.push(...bundle.deliveries());
}

function addHealthVisiting(scene: PersonScene): void {
  const { random, life, person } = scene;
  const visits = bundleFor(scene, 'zx24');
  const by = scene.member('hv-simms');
  const births = bundleFor(scene, 'zx23');
  const midwife = scene.member('mw-hartley');
  const bornMs = person.birthMs;
  for (const day of [1, 5, 10]) {
    const atMs = atLondonTime(bornMs + day * dayMs, 11, 20);
    if (atMs < life.endMs)
      addNote(births, { atMs, by: midwife }, 'Postnatal visit', [
        {
          title: 'Baby',
          text:
            day === 5
              ? 'Blood spot taken. Weight checked. Feeding well.'
              : 'Feeding well, pink, cord clean. Mother well.',
        },
      ]);
  }
  const grams = 3100 + random.integer(-400, 700);
  for (const [index, day] of [14, 42, 75, 120, 200, 300, 365, 540, 730, 910, 1095].entries()) {
    const atMs = inSurgeryHours(random, bornMs + day * dayMs);
    if (atMs > life.endMs) break;
    addMeasure(visits, { atMs, by }, 'weight', Math.round(grams / 10 + 72 * Math.sqrt(day) + index * 10) / 100);
    addNote(visits, { atMs: atMs + hourMs / 3, by }, 'Health visitor contact', [
      {
        title: 'Contact',
        text: random.pick([
          'Growing along the line. Smiles, follows. No worries from parents.',
          'Sleep talked over. Home safe. No change.',
          'Development as expected. Books given.',
          'Review done with parent, as planned. No change.',
        ]),
      },
    ]);
  }
  scene.deliveries.push(...births.deliveries(), ...visits.deliveries());
}

export function addCommunityCare(scene: PersonScene): void {
  const { person, life, random } = scene;
  if (life.endMs - life.startMs < 120 * dayMs) return;
  const age = ageAt(person, new Date(life.endMs).toISOString().slice(0, 10));
  if (age < 18) addHealthVisiting(scene);
  if (age >= 18 || random.chance(0.3)) addTherapy(scene);
  if (person.hasCommunityNursing) addNursing(scene);
  if (person.conditions.some(({ key }) => key === 'depression') && random.chance(0.5)) addMentalHealth(scene);
}
