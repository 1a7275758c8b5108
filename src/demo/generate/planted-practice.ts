/** What a planted case adds to the practice's Bundle. */
import { admissionStartMs } from './admission-script.ts';
import { addFlag, addNote, addPlan, addPrescription, addProblem, type Written } from './clinical-entries.ts';
import { concept, visibility } from './code-systems.ts';
import type { BundleBuilder } from './fhir-bundle.ts';
import { dateTimeText, dayMs, inSurgeryHours } from './london-calendar.ts';
import type { PlantedKey } from './planted-table.ts';
import type { PersonScene } from './scene.ts';
import { addArthurPractice } from './story-arthur.ts';

type Story = (scene: PersonScene, bundle: BundleBuilder, written: Written) => void;

/** CPR recommendation, plan and flag together, as a practice's ReSPECT template writes them. */
function addRespect(bundle: BundleBuilder, written: Written, isForCpr: boolean, words: string): void {
  const [text, snomed] = isForCpr
    ? ['For attempted cardiopulmonary resuscitation', '450475007']
    : ['Not for attempted cardiopulmonary resuscitation', '450476008'];
  addFlag(bundle, written, { kind: 'cpr-recommendation', text: text as string, snomed: snomed as string });
  addPlan(bundle, written, {
    kind: 'respect',
    title: 'ReSPECT',
    description: `${text}. ${words}`,
    activities: [words],
  });
}

function addConsent(bundle: BundleBuilder, written: Written): void {
  bundle.add({
    resourceType: 'Consent',
    status: 'active',
    scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: bundle.patient,
    dateTime: dateTimeText(written.atMs),
    organization: [bundle.organisation],
    policyRule: { text: 'Objects to sharing of the shared record' },
    provision: { type: 'deny' },
  });
}

/** The practice acts on the discharge summary some days after it came. */
function addAfterAdmission(scene: PersonScene, bundle: BundleBuilder): void {
  const atMs = inSurgeryHours(scene.random, admissionStartMs(scene.now) + 10 * dayMs);
  const reason = 'Started in hospital; added from the discharge summary';
  addPrescription(
    bundle,
    { atMs, by: scene.person.generalPractitioner },
    { medicine: 'omeprazole', kind: 'repeat', lastIssueMs: atMs, reason },
  );
}

const stories: Partial<Record<PlantedKey, Story>> = {
  arthurRimmer: (scene, bundle) => addArthurPractice(scene, bundle),
  edwinTarrant: addAfterAdmission,
  oddLetters: addAfterAdmission,
  dorothyHale: (scene, bundle, written) => {
    addProblem(bundle, written, {
      code: concept('Venous leg ulcer, left'),
      isMajor: true,
      onsetMs: scene.now - 82 * dayMs,
    });
    addRespect(bundle, written, true, 'Hospital admission: yes, if it can be reversed. Not for intensive care.');
    addFlag(bundle, written, {
      kind: 'communication-need',
      text: 'Hearing aid, left ear. Face her and speak slowly. Letters in large print.',
    });
    for (const text of ['Longer visits', 'Chair with arms', 'Written summary after each visit'])
      addFlag(bundle, written, { kind: 'reasonable-adjustment', text });
    addFlag(bundle, written, {
      kind: 'about-me',
      text: 'I was a bus driver. I like the radio on. Please do not call me dear.',
    });
    addFlag(bundle, written, { kind: 'falls-risk', text: 'Walks with a frame. Fell twice last winter.' });
    addFlag(
      bundle,
      { ...written, labels: [visibility.safeguarding, visibility.hiddenFromPatient] },
      { kind: 'safeguarding', text: 'Adult concern open: money. Do not discuss with nephew.' },
    );
    addPlan(bundle, written, {
      kind: 'contingency',
      title: 'If something goes wrong',
      description:
        'Very breathless, chest pain or not waking: call 999, say she has a ReSPECT plan. Cannot get in: phone Susan, daughter.',
      activities: ['Leg worse, fall or not eating: record a concern'],
    });
    addPlan(bundle, written, {
      kind: 'care-and-support',
      title: 'Care plan',
      description: 'Two visits a day. Wash and dress, breakfast, prompt tablets, look at the dressing.',
      activities: ['Prompt morning tablets from the box', 'Look at left leg dressing, do not remove'],
    });
  },
  alexOrdinary: (_, bundle, written) =>
    addNote(bundle, { ...written, labels: [visibility.restricted, visibility.sexualHealth] }, 'Consultation', [
      { title: 'Sexual health', text: 'Asked about a screen. Seen at the clinic. Results go to the clinic only.' },
    ]),
  sealedEntry: (_, bundle, written) =>
    addNote(bundle, { ...written, labels: [visibility.veryRestricted, visibility.sealed] }, 'Consultation', [
      { title: 'Sealed', text: 'Spoke about what happened in childhood. Asks that this is sealed.' },
    ]),
  objects: (_, bundle, written) => addConsent(bundle, written),
  restricted: (_, bundle, written) => {
    addFlag(
      bundle,
      { ...written, labels: [visibility.safeguarding, visibility.hiddenFromPatient] },
      { kind: 'safeguarding', text: 'At risk from former partner. Ask only when alone.' },
    );
    addNote(bundle, { ...written, labels: [visibility.thirdParty, visibility.hiddenFromPatient] }, 'Consultation', [
      { title: 'From a third party', text: 'Neighbour rang, worried about shouting. Wishes not to be named.' },
    ]);
  },
  lookedAfterChild: (_, bundle, written) => {
    addFlag(
      bundle,
      { ...written, labels: [visibility.safeguarding] },
      { kind: 'looked-after-child', text: 'Looked after child', snomed: '764841000000100' },
    );
    addFlag(
      bundle,
      { ...written, labels: [visibility.safeguarding, visibility.hiddenFromPatient] },
      { kind: 'child-protection', text: 'Subject to child protection plan' },
    );
  },
  polypharmacy: (_, bundle, written) =>
    addFlag(bundle, written, { kind: 'frailty', text: 'Severe frailty', snomed: '925861000000102' }),
  anticoagulated: (_, bundle, written) =>
    addFlag(bundle, written, { kind: 'alert', text: 'Takes an anticoagulant (warfarin), target INR 2.5' }),
  pregnant: (scene, bundle, written) =>
    addProblem(
      bundle,
      { ...written, atMs: inSurgeryHours(scene.random, scene.now - 150 * dayMs) },
      { code: concept('Pregnancy', '77386006'), isMajor: true, onsetMs: scene.now - 196 * dayMs },
    ),
  learningDisability: (scene, bundle, written) => {
    addProblem(bundle, written, {
      code: concept('Learning disability', '110359009'),
      isMajor: true,
      onsetMs: scene.person.birthMs + 1500 * dayMs,
    });
    for (const text of ['Easy read letters', 'Double appointment, first of the day', 'Sister Jean comes along'])
      addFlag(bundle, written, { kind: 'reasonable-adjustment', text });
    addFlag(bundle, written, {
      kind: 'swallowing-risk',
      text: 'Soft, bite-sized food. Sit upright for half an hour after eating.',
    });
    addFlag(bundle, written, {
      kind: 'legal-status',
      text: 'Lacks capacity for major health decisions: best-interests meeting needed',
    });
  },
  careHomeResident: (_, bundle, written) => {
    addRespect(bundle, written, false, 'Comfort first. Stay at Larkrise House; hospital only for a broken bone.');
    addFlag(bundle, written, {
      kind: 'lasting-power-of-attorney',
      text: 'Health and welfare LPA registered: Peter Crowther, son',
    });
    addFlag(bundle, written, { kind: 'legal-status', text: 'Deprivation of liberty authorised' });
    addPrescription(bundle, written, { medicine: 'morphine', kind: 'repeat', lastIssueMs: written.atMs });
  },
  longRecord: (_, bundle, written) =>
    addFlag(bundle, written, { kind: 'frailty', text: 'Moderate frailty', snomed: '925831000000107' }),
};

export function addPlantedPractice(scene: PersonScene, key: PlantedKey, bundle: BundleBuilder): void {
  const atMs = inSurgeryHours(scene.random, scene.now - 49 * dayMs);
  stories[key]?.(scene, bundle, { atMs, by: scene.person.generalPractitioner });
}
