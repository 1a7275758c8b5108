/** Story A5: a home carer, who is no clinician, sees what her visit needs, and nothing else: not even in the markup. */
import assert from 'node:assert/strict';
import { journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import {
  cardShows,
  findByNhsNumber,
  openRecordOf,
  pageHoldsNothingOf,
  pageShows,
  signInAs,
} from './steps/staff-steps.ts';

/**
 * Words of Mrs Hale's record that belong to consultations, results, problems, letters and safeguarding. Why the hospital
 * stopped ramipril ("Potassium raised") is part of the medicine's own entry, which a carer who prompts tablets sees.
 */
const notForACarer = [
  'Heart failure',
  'Chronic kidney disease',
  'Venous leg ulcer',
  'Creatinine',
  'HbA1c',
  'mmol',
  'Urea and electrolytes',
  'Discharge summary',
  'consultation',
  'nephew',
  'Adult concern',
  'wound swab',
];

journey('a home carer sees what a visit needs, and nothing else', async (visit) => {
  await signInAs(visit, 'home-carer');
  const record = await sheFindsOnlyThePeopleOnHerList(visit);

  await pageShows(visit, ['ADELEKE, Dami', 'Home carer', 'HALE, Dorothy', 'Preferred name Dot']);
  await cardShows(visit, 'Allergies', ['Penicillin', 'Adhesive dressings', 'Sources disagree']);
  await cardShows(visit, 'Reasonable adjustments', ['Longer visits', 'Chair with arms']);
  await cardShows(visit, 'Communication', ['Hearing aid, left ear']);
  await cardShows(visit, 'About me', ['I was a bus driver']);
  await cardShows(visit, 'If something goes wrong', ['call 999', 'phone Susan']);
  await cardShows(visit, 'CPR and ReSPECT', ['For attempted cardiopulmonary resuscitation']);
  await cardShows(visit, 'Medicines', ['Apixaban', 'Metformin']);
  await pageShows(visit, ['Two visits a day', 'Prompt morning tablets']);
  await pageHoldsNothingOf(visit, notForACarer);
  await noOtherSectionOpens(visit, record);
  await visit.page.goto(record);
});

/** Her role traces nobody: she finds only people whom Brightdoor cares for, and others read as if they were not there. */
async function sheFindsOnlyThePeopleOnHerList(visit: Visit): Promise<string> {
  await findByNhsNumber(visit, people.arthurRimmer.nhsNumber);
  await pageShows(visit, ['We could not find a person using the details you searched for']);
  await findByNhsNumber(visit, people.dorothyHale.nhsNumber);
  return openRecordOf(visit, 'Hale');
}

async function noOtherSectionOpens(visit: Visit, record: string): Promise<void> {
  for (const section of ['journal', 'results', 'documents']) {
    const answer = await visit.page.goto(`${record}/${section}`);
    assert.ok((answer?.status() ?? 0) >= 400, `${section} opens for a home carer`);
    await pageHoldsNothingOf(visit, notForACarer);
  }
}
