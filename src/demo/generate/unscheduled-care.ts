/** 111, urgent treatment, ambulance, pharmacies and the optician: short contacts, each from its own connector. */
import { addAllergy, addAttendance, addNoKnownAllergies, addNote } from './clinical-entries.ts';
import { addDispensing, addFinding, addMeasure } from './clinical-measures.ts';
import { concept } from './code-systems.ts';
import { spread } from './draw-life.ts';
import { atAnyHour, dayMs, hourMs, inSurgeryHours, minuteMs, yearMs } from './london-calendar.ts';
import { medicineRows } from './medicines-table.ts';
import { bundleFor, type PersonScene } from './scene.ts';

const callReasons: readonly (readonly [string, string])[] = [
  ['Fever', 'Speak to a pharmacist. Home care advice given.'],
  ['Abdominal pain', 'Contact the practice within 24 hours. Advice on when to call back.'],
  ['Breathlessness', 'Emergency ambulance not needed. Seen at the urgent treatment centre within two hours.'],
  ['Injury of the hand', 'Urgent treatment centre within four hours.'],
];

/** 111 asks about allergies every time; this is where one source says other than the practice. */
function addCalls(scene: PersonScene): void {
  const { random, life, person } = scene;
  const bundle = bundleFor(scene, 'zx32');
  const by = scene.member('adv-reid');
  for (const when of spread(random, life.startMs, life.endMs - 2 * dayMs, 2)) {
    const atMs = atAnyHour(random, when);
    const [reason, disposition] = random.pick(callReasons);
    const encounter = addAttendance(
      bundle,
      { atMs, by },
      { text: 'NHS 111 call', encounterClass: 'VR', minutes: 12, reason: concept(reason) },
    );
    addNote(bundle, { atMs: atMs + 12 * minuteMs, by, encounter }, 'NHS 111 report', [
      { title: reason, text: disposition },
    ]);
  }
  if (life.disagreement === 'allergy')
    addNoKnownAllergies(bundle, { atMs: atAnyHour(random, life.endMs - 100 * dayMs), by });
  scene.deliveries.push(...bundle.deliveries());
  if (life.disagreement === 'address' && random.chance(0.5)) return;
  const centre = bundleFor(scene, 'zx31');
  const nurse = scene.member('sr-coyle');
  const atMs = atAnyHour(random, life.startMs + (life.endMs - life.startMs) * random.next() * 0.9);
  const encounter = addAttendance(
    centre,
    { atMs, by: nurse },
    { text: 'Urgent treatment centre attendance', encounterClass: 'EMER', minutes: 55 },
  );
  addNote(centre, { atMs: atMs + 50 * minuteMs, by: nurse, encounter }, 'Urgent treatment note', [
    {
      title: 'Outcome',
      text: random.pick([
        'Wound cleaned and closed. Tetanus up to date.',
        'Throat infection. Advice.',
        'Sprained ankle, walks. Strapped.',
      ]),
    },
  ]);
  addMeasure(centre, { atMs: atMs + 10 * minuteMs, by: nurse }, 'temperature', random.integer(364, 384) / 10);
  const [first] = person.allergies;
  if (first !== undefined && random.chance(0.5)) addAllergy(centre, { atMs, by: nurse }, first);
  scene.deliveries.push(...centre.deliveries());
}

function addAmbulance(scene: PersonScene): void {
  const { random, life, person } = scene;
  const isLikely = (life.endMs - person.birthMs) / yearMs > 60 ? 0.6 : 0.2;
  const [emergencyMs] = life.emergenciesMs;
  if (emergencyMs === undefined || !random.chance(isLikely)) return;
  const bundle = bundleFor(scene, 'zx61');
  const by = scene.member(random.pick(['pm-marsh', 'pm-ellery']));
  const atMs = emergencyMs - 70 * minuteMs;
  const encounter = addAttendance(
    bundle,
    { atMs, by },
    { text: 'Ambulance attendance', encounterClass: 'FLD', minutes: 60 },
  );
  const score = random.integer(0, 5);
  addMeasure(bundle, { atMs: atMs + 8 * minuteMs, by }, 'oxygenSaturation', 97 - score);
  addMeasure(bundle, { atMs: atMs + 8 * minuteMs, by }, 'heartRate', 76 + score * 6);
  addMeasure(bundle, { atMs: atMs + 9 * minuteMs, by }, 'news2', score);
  addNote(bundle, { atMs: atMs + 55 * minuteMs, by, encounter }, 'Ambulance record', [
    {
      title: 'What happened',
      text: `Found ${random.pick(['in the kitchen, alert', 'sitting on the stairs, in pain', 'in bed, pale and sweating'])}. NEWS2 ${score}. Taken to the emergency department.`,
    },
  ]);
  scene.deliveries.push(...bundle.deliveries());
}

function addPharmacy(scene: PersonScene): void {
  const { random, life, person } = scene;
  const code = person.ordinal >= 60 && person.ordinal % 3 === 0 ? 'zx72' : 'zx71';
  const by = scene.member(code === 'zx72' ? 'ph-supermarket' : 'ph-dispensing');
  const bundle = bundleFor(scene, code);
  for (const medicine of person.medicines.slice(0, 3)) {
    for (const back of [2, 30, 58, 86]) {
      const atMs = inSurgeryHours(random, life.endMs - back * dayMs) + hourMs;
      if (atMs < life.endMs)
        addDispensing(bundle, { atMs, by }, medicineRows[medicine].name, medicineRows[medicine].dosage);
    }
  }
  const atMs = inSurgeryHours(random, life.endMs - random.integer(30, 700) * dayMs);
  addNote(bundle, { atMs: Math.max(atMs, person.birthMs + 30 * dayMs), by }, 'Pharmacy First consultation', [
    {
      title: 'Pharmacy First',
      text: random.pick([
        'Sore throat. Self-care advice, no antibiotic.',
        'Insect bite, not infected. Antihistamine bought.',
        'Earache. Pain relief, practice told.',
        'Shingles ruled out. Advice given.',
      ]),
    },
  ]);
  scene.deliveries.push(...bundle.deliveries());
}

function addSightTests(scene: PersonScene): void {
  const { random, life } = scene;
  const bundle = bundleFor(scene, 'zx73');
  const by = scene.member('op-marlow');
  const lastMs = Math.min(life.endMs, scene.now - 12 * dayMs);
  for (const when of spread(random, life.startMs, lastMs, 2)) {
    const atMs = inSurgeryHours(random, when);
    addFinding(bundle, { atMs, by }, concept('Visual acuity, both eyes'), random.pick(['6/6', '6/9', '6/12']));
    addNote(bundle, { atMs: atMs + 20 * minuteMs, by }, 'Sight test', [
      {
        title: 'Sight test',
        text: random.pick([
          'Discs healthy, pressures normal. New glasses.',
          'Early cataract on the left, watch.',
          'No change since last time.',
        ]),
      },
    ]);
  }
  scene.deliveries.push(...bundle.deliveries());
}

export function addUnscheduledCare(scene: PersonScene): void {
  if (scene.life.endMs - scene.life.startMs < 120 * dayMs) return;
  addCalls(scene);
  addAmbulance(scene);
  addPharmacy(scene);
  if (scene.life.endMs - scene.person.birthMs > 6 * yearMs) addSightTests(scene);
}
