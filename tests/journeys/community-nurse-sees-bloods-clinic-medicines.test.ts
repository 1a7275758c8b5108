/** Story A2, the reading half: before a home visit, bloods, the next clinic and both lists of medicines at one look. */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import {
  card,
  cardShows,
  findByNhsNumber,
  goToSection,
  openRecordOf,
  pageShows,
  signInAs,
} from './steps/staff-steps.ts';

journey(
  "a community nurse sees bloods, Thursday's clinic and medicines side by side with a conflict",
  async (visit) => {
    await signInAs(visit, 'community-nurse');
    await findByNhsNumber(visit, people.dorothyHale.nhsNumber);
    await openRecordOf(visit, 'Hale');

    // Bloods: the newest first, with the range that came with it
    await cardShows(visit, 'Latest results', [
      /Potassium[\s\S]*5\.1 mmol\/L[\s\S]*range 3\.5-5\.3/,
      /Creatinine[\s\S]*132[\s\S]*High/,
    ]);
    // The clinic
    await cardShows(visit, 'Next appointments', [
      /Thu \d\d-\w{3}-\d{4} 14:00/,
      'Heart failure clinic',
      'Dr Simon Whitlock',
    ]);
    await bothListsStandSideBySideWithOneConflict(visit);
    // What changes how one greets her
    await pageShows(visit, [
      'Hearing aid, left ear',
      'Adult concern open: money',
      'For attempted cardiopulmonary resuscitation',
    ]);
    await assertAccessibleOnTheWay(visit);

    await goToSection(visit, 'Results');
    await theTrendHoldsFivePotassiums(visit);
    await goToSection(visit, 'Medicines');
    await pageShows(visit, ['Nothing has been merged', 'Ramipril', 'Potassium raised']);
  },
);

async function bothListsStandSideBySideWithOneConflict(visit: Visit): Promise<void> {
  const medicines = await card(visit, 'Medicines');
  const shown = await medicines.innerText();
  assert.equal(shown.split('stopped it').length, 2, `one conflict is flagged:\n${shown}`);
  assert.match(shown, /Ramipril[^\n]*: Tarnholt Hospitals medicines stopped it \(Potassium raised\)/);
  const row = medicines.getByRole('row', { name: /Ramipril/ });
  const cells = (await row.getByRole('cell').allInnerTexts()).join(' | ');
  assert.match(cells, /Yes[\s\S]*Stopped/);
}

async function theTrendHoldsFivePotassiums({ page }: Visit): Promise<void> {
  const potassium = page.getByRole('region', { name: /^Potassium/ }).first();
  await potassium.locator('svg:visible').first().waitFor();
  const folded = potassium.locator('details:not([open]) > summary');
  if (await folded.isVisible()) await folded.click();
  const values = await potassium.locator('table').first().innerText();
  for (const value of ['4.4', '4.6', '4.9', '5.8', '5.1']) assert.match(values, new RegExp(`\\b${value}\\b`));
  assert.match(values, /5\.8[\s\S]*High/);
}
