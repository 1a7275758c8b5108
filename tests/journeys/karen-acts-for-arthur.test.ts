/** Story A7: Karen, of another practice, asks to act for Arthur; his GP decides; he sees each of her looks and stops it. */
import assert from 'node:assert/strict';
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { approves, askToAct, becomes, follow, press } from './steps/choice-steps.ts';
import { journey, type Visit } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { pageHoldsNothingOf, pageShows } from './steps/staff-steps.ts';

const { arthurRimmer } = people;

journey('Karen acts for Arthur as far and as long as his practice and he agree', async (visit) => {
  await becomes(visit, 'proxy-a1', 'my');
  await askToAct(visit, {
    called: 'Arthur Rimmer',
    relationship: 'Daughter',
    nhsNumber: arthurRimmer.nhsNumber,
    birthDate: arthurRimmer.birthDate,
    practice: 'Alderfen Surgery',
    basis: /They agreed to it/,
    scopes: ['Appointments', 'Medicines and allergies', 'The record in plain words'],
  });
  await pageShows(visit, ['We have passed it on, if the surgery knows this person.']);

  await becomes(visit, 'gp', 'staff');
  await approves(visit, arthurRimmer.familyName, 'Karen Rimmer');
  await pageShows(visit, ['Done. They can act from the day that you gave.', 'Acting now', 'Daughter']);

  const address = await karenReadsWhatWasAgreed(visit);

  await becomes(visit, 'patient-a1', 'my');
  await arthurSeesHerLooks(visit);
  await visit.page.goto('/my/acting');
  await press(visit, /^Stop this person from acting for me: Karen Rimmer|^Stop this/);
  await pageShows(visit, ['Done. They can open nothing of your record from now on.', 'Nobody acts for you.']);

  await becomes(visit, 'proxy-a1', 'my');
  const closed = await visit.page.goto(`${address}/record`);
  assert.equal(closed?.status(), 403);
  await pageShows(visit, ['You cannot see this record at the moment']);
  await pageHoldsNothingOf(visit, ['Apixaban', 'Lung cancer']);
});

async function karenReadsWhatWasAgreed(visit: Visit): Promise<string> {
  const { page } = visit;
  await becomes(visit, 'proxy-a1', 'my');
  await follow(visit, /^People who act for me/, '/my/acting');
  await follow(visit, 'Arthur Rimmer', '/my/acting/*');
  const address = new URL(page.url()).pathname;
  await pageShows(visit, ['You act for Arthur Rimmer', 'Appointments']);
  await pageHoldsNothingOf(visit, ['Test results', 'Letters and documents']);
  await follow(visit, /^Their record/, '/record');
  await pageShows(visit, ['You act for Arthur Rimmer', /apixaban/i]);
  await pageHoldsNothingOf(visit, ['Hide this']);
  for (const part of ['/results', '/letters'])
    assert.equal((await page.goto(`${address}${part}`))?.status(), 404, part);
  await page.goto(`${address}/appointments`);
  await assertAccessibleOnTheWay(visit);
  return address;
}

async function arthurSeesHerLooks(visit: Visit): Promise<void> {
  await visit.page.goto('/my/who-has-looked');
  const looks = await visit.page.getByRole('main').locator('li', { hasText: 'Why:' }).allInnerTexts();
  const hers = looks.filter((look) => /Karen Rimmer, acting for you/.test(look.replace(/\s+/g, ' ')));
  assert.ok(hers.length >= 3, looks.slice(0, 6).join('\n'));
  await visit.page.goto('/my/acting');
  await pageShows(visit, [/Karen Rimmer\s+Acting now/, 'Agreed with Alderfen Surgery', 'you agreed to it']);
}
